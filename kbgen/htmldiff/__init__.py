"""What changed between two articles, shown as an article. Pure: HTML in, HTML out."""

from kbgen.htmldiff.compose import Compared, compare

__all__ = ["Compared", "compare"]
