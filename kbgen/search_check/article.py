"""A published page, read as a reader sees it: its headings, its blocks of text, its code. Pure.

This is another reading than that of the index (`search/markup.py`), on purpose: what the index lost must be missed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from kbgen.html_reader import HtmlReader

_BLOCKS: Final = (
    "address article aside blockquote dd details div dl dt fieldset figcaption figure footer h1 h2 h3 h4 h5 h6 header "
    "hr li main nav ol p pre section summary table tbody td tfoot th thead tr ul"
)
BLOCKS: Final = frozenset(_BLOCKS.split())
VOID: Final = frozenset(("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"))
HEADINGS: Final = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
UNREAD: Final = frozenset(("arithmatex", "footnote-backref", "headerlink", "linenos", "tabbed-labels"))
"""Classes of what stands beside the text; those of the theme begin with `kb-` and `md-`, which no content may use."""
MATH: Final = "arithmatex"
"""A formula is no words; what stands on its two sides does not follow one another."""
UNREAD_TAGS: Final = frozenset(("script", "style", "svg", "template"))


@dataclass(frozen=True, slots=True)
class Reading:
    """What a page holds: headings as (level, text, id), the other blocks of text, and pieces of code."""

    headings: tuple[tuple[int, str, str], ...]
    blocks: tuple[str, ...]
    code: tuple[str, ...]


def read_article(html: str) -> Reading:
    """Return what is in the `<article>` of a page."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return Reading(tuple(reader.headings), tuple(reader.blocks), tuple(reader.code))


@dataclass
class _Open:
    tag: str
    is_read: bool


class _Reader(HtmlReader):
    def __init__(self) -> None:
        super().__init__()
        self.headings: list[tuple[int, str, str]] = []
        self.blocks: list[str] = []
        self.code: list[str] = []
        self._open: list[_Open] = []
        self._text: list[str] = []
        self._code: list[str] = []
        self._id = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        around = self._open[-1].is_read if self._open else None
        if around is None and tag != "article":
            return
        if tag in BLOCKS:
            self._end_block("")
        elif MATH in _classes(given):
            self._end_text()
        if tag in VOID:
            return
        is_read = around is not False and (around is None or _is_read(tag, given))
        self._open.append(_Open(tag, is_read))
        if tag in HEADINGS:
            self._id = given.get("id") or ""

    def handle_endtag(self, tag: str) -> None:
        if not any(each.tag == tag for each in self._open):
            return
        if tag in BLOCKS:
            self._end_block(tag)
        if tag == "code" and self._code:
            self.code.append("".join(self._code))
            self._code = []
        while self._open.pop().tag != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not self._open or not self._open[-1].is_read:
            return
        if any(each.tag == "code" for each in self._open):
            self._code.append(data)
        if not any(each.tag == "pre" for each in self._open):
            self._text.append(data)

    def _end_text(self) -> None:
        """End a run of words within a block; a heading that is cut like this is none that a reader would type."""
        if any(each.tag in HEADINGS for each in self._open):
            self._id = ""
        else:
            self._end_block("")

    def _end_block(self, tag: str) -> None:
        text = " ".join("".join(self._text).split())
        self._text = []
        if text and tag in HEADINGS:
            self.headings.append((int(tag[1]), text, self._id))
        elif text:
            self.blocks.append(text)


def _is_read(tag: str, given: dict[str, str | None]) -> bool:
    is_beside = any(name in UNREAD or name.startswith(("kb-", "md-")) for name in _classes(given))
    return not (is_beside or tag in UNREAD_TAGS or "data-search-exclude" in given)


def _classes(given: dict[str, str | None]) -> list[str]:
    return (given.get("class") or "").split()
