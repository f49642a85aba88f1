"""`kbgen search-check`: whether readers find the pages of a published site, by its own search in a real browser.

told = check_search(Path("site"), progress)
"""

from kbgen.search_check.browser import PROGRAMS
from kbgen.search_check.kinds import QueryKind
from kbgen.search_check.run import check_search
from kbgen.search_check.score import Verdict
from kbgen.search_check.text import document, lines

__all__ = ["PROGRAMS", "QueryKind", "Verdict", "check_search", "document", "lines"]
