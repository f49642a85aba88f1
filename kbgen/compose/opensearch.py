"""`opensearch.xml`: lets browsers offer the site's own search. Pure. Format: OpenSearch 1.1, draft 6."""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

from kbgen.plan import SitePlan

OPENSEARCH = "opensearch.xml"
NAMESPACE = "http://a9.com/-/spec/opensearch/1.1/"
_LONGEST_NAME = 16
_LONGEST_DESCRIPTION = 1024


def opensearch(plan: SitePlan) -> bytes:
    """Return the description of the search. It holds whole addresses: the site must have one, and a search."""
    template = f"{plan.layout.absolute(plan.frame.search_url)}?q={{searchTerms}}"
    about = plan.frame.description or f"Search {plan.frame.site_name}"
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<OpenSearchDescription xmlns="{NAMESPACE}">\n'
        f"<ShortName>{escape(plan.frame.site_name[:_LONGEST_NAME])}</ShortName>\n"
        f"<Description>{escape(about[:_LONGEST_DESCRIPTION])}</Description>\n"
        "<InputEncoding>UTF-8</InputEncoding>\n"
        f'<Url type="text/html" method="get" template={quoteattr(template)}/>\n'
        "</OpenSearchDescription>\n"
    ).encode()
