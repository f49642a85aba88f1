"""The start tags of an HTML page, found and rewritten where they stand; all else stays byte by byte. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from html import escape, unescape
from typing import Final

from kbgen.html_reader import HtmlReader

Change = Callable[[str, str, Mapping[str, str]], str]
"""Returns what is to stand for a start tag: it gets the name, the tag as written, and its attributes."""
Value = Callable[[str], str | None]
"""Returns the new value of an attribute; None takes the attribute away."""

_ATTRIBUTE: Final = re.compile(r"""(\s)([^\s=>"'/]+)(\s*=\s*)("[^"]*"|'[^']*'|[^\s"'>]+)""")


def rewritten(html: str, change: Change) -> str:
    """Return the page with each start tag as `change` gives it. Text, comments and scripts are no tags."""
    return _StartTags(html, change).rewritten()


def with_values(written: str, changes: Mapping[str, Value]) -> str:
    """Return a start tag with other values of the attributes that are named in `changes`, in lower case."""

    def changed(match: re.Match[str]) -> str:
        change = changes.get(match[2].lower())
        value = unescape(match[4].strip("\"'"))
        new = value if change is None else change(value)
        if new is None:
            return ""
        return match[0] if new == value else f'{match[1]}{match[2]}{match[3]}"{escape(new)}"'

    return _ATTRIBUTE.sub(changed, written)


class _StartTags(HtmlReader):
    def __init__(self, html: str, change: Change) -> None:
        super().__init__()
        self._html, self._change = html, change
        self._lines = [0, *(match.end() for match in re.finditer("\n", html))]
        self._parts: list[str] = []
        self._from = 0

    def rewritten(self) -> str:
        self.feed(self._html)
        self.close()
        return "".join((*self._parts, self._html[self._from :]))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        written = self.get_starttag_text() or ""
        changed = self._change(tag, written, {name: value or "" for name, value in attrs})
        if changed != written:
            line, column = self.getpos()
            at = self._lines[line - 1] + column
            self._parts += [self._html[self._from : at], changed]
            self._from = at + len(written)
