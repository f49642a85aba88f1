"""New pages: from a type and a title to a file that a build accepts, with those that are like it.

Templates are Markdown files with literal names such as `{title}` (`template`, `filling`); the place and the name of
the file follow the rules of a build (`place`, `naming`).
"""

from kbgen.authoring.alike import NEAR, Alike
from kbgen.authoring.page import NewPage, PageRequest, new_page
from kbgen.authoring.template import kinds

__all__ = ["NEAR", "Alike", "NewPage", "PageRequest", "kinds", "new_page"]
