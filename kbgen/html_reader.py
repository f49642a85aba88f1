"""Python's parser of HTML, for HTML that anybody wrote."""

from __future__ import annotations

from html.parser import HTMLParser


class HtmlReader(HTMLParser):
    """Reads any text. What begins with `<![` is a comment up to the next `>`, as in browsers."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def parse_marked_section(self, i: int, report: bool = True) -> int:
        """Return where the section at `i` ends, -1 if it does not; Python raises AssertionError for unknown ones."""
        return self.parse_bogus_comment(i)
