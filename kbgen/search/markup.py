"""What search reads out of an article's HTML: text, code, and the blocks that a page keeps out. Pure.

Articles are written by an HTML serialiser, so patterns suffice for text; only a page that keeps a block out is parsed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Final

from kbgen.html_reader import HtmlReader

EXCLUDED: Final = "data-search-exclude"
TAG: Final = re.compile(r"<[^<>]*>")
CODE: Final = re.compile(r"<code\b[^<>]*>(.*?)</code>", re.DOTALL)
PARAGRAPH: Final = re.compile(r"</?(?:p|li|td|th|h[1-6]|dd|dt|pre|div|br|blockquote|figcaption)\b[^<>]*>")
BLOCK: Final = re.compile(r"<pre\b[^<>]*>.*?</pre>", re.DOTALL)
DRAWN: Final = re.compile(r"</?(?:span|a)\b[^<>]*>")
GUTTER: Final = re.compile(r'<td class="linenos">.*?</td>|<span class="linenos"[^<>]*>.*?</span>', re.DOTALL)
VOID: Final = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]
)


def text_of(html: str) -> str:
    """Return the text of a piece of HTML on one line."""
    return " ".join(unescape(TAG.sub("", html)).split())


def prose_of(html: str) -> str:
    """Return the text of an article with a line for each block; words of neighbouring blocks do not run together."""
    return unescape(TAG.sub("", PARAGRAPH.sub("\n", html)))


def code_of(html: str) -> Iterator[str]:
    """Yield the text of each piece of code, inline or in a block."""
    for match in CODE.finditer(html):
        yield unescape(TAG.sub("", match[1]))


def without_gutters(html: str) -> str:
    """Return an article without the numbers of the lines of its code."""
    return GUTTER.sub("", html) if "linenos" in html else html


def with_plain_code(html: str) -> str:
    """Return an article whose code blocks have no colours and no numbered lines: half the bytes, and the same text."""
    return BLOCK.sub(lambda match: DRAWN.sub("", match[0]), html)


def without_excluded(html: str) -> str:
    """Return an article without the elements that carry `data-search-exclude`."""
    if EXCLUDED not in html:
        return html
    reader = _Reader(html)
    reader.feed(html)
    reader.close()
    return reader.kept()


class _Reader(HtmlReader):
    """Finds the ranges of excluded elements; an element that is never closed reaches to the end."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self._html = html
        self._lines = [0, *(match.end() for match in re.finditer("\n", html))]
        self._open: list[str] = []
        self._depth = 0
        self._from = 0
        self._parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._depth == 0 and any(name == EXCLUDED for name, _ in attrs):
            self._parts.append(self._html[self._from : self._at()])
            if tag in VOID:
                self._from = self._at() + len(self.get_starttag_text() or "")
                return
            self._open, self._depth = [], 1
        if self._depth and tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self._depth or tag not in self._open:
            return
        while self._open.pop() != tag:
            pass
        if not self._open:
            self._depth = 0
            self._from = self._html.index(">", self._at()) + 1

    def kept(self) -> str:
        """Return what is outside of the excluded elements."""
        return "".join(self._parts) + ("" if self._depth else self._html[self._from :])

    def _at(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column
