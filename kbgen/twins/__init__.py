"""Markdown twins: each page once more as the text that people wrote, for programs and for whoever likes it plain. Pure.

What a twin holds is the source of the page: links lead to where the published page leads, comments and the code of
browsers are left out, and HTML that the site would not show is text.
"""

from kbgen.twins.document import Leads, leads_from, twin
from kbgen.twins.places import twin_uri

__all__ = ["Leads", "leads_from", "twin", "twin_uri"]
