"""The headings of an article, and where each is written. Pure.

What looks like a heading in the source may be none, such as a comment in indented code; what the article shows decides.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kbgen.check.subject import CheckedPage
from kbgen.written import Place, WrittenHeading

_SHOWN = re.compile(r"<h(?P<level>[1-6])(?P<attributes>\s[^>]*)?>(?P<text>.*?)</h(?P=level)>", re.DOTALL)
_ID = re.compile(r'\bid="([^"]*)"')
_TAG = re.compile(r"<[^>]*>")
_PERMALINK = re.compile(r'<a\s[^>]*class="[^"]*headerlink[^"]*"[^>]*>.*?</a>', re.DOTALL)
_MARKUP = re.compile(r"\]\([^)]*\)|\{[^}]*\}\s*$|<[^>]*>")


@dataclass(frozen=True, slots=True)
class ShownHeading:
    """A heading as readers see it."""

    level: int
    id: str
    text: str


def headings(page: CheckedPage) -> tuple[ShownHeading, ...]:
    """Return the headings of a page's article, in their order."""
    body = "" if page.article.failure else page.article.html
    return tuple(ShownHeading(int(m["level"]), _id(m["attributes"]), _text(m["text"])) for m in _SHOWN.finditer(body))


def places(shown: Sequence[ShownHeading], page: CheckedPage) -> tuple[Place | None, ...]:
    """Return where each of the headings of a page is written; None where that cannot be told."""
    found = _spans(shown, page.written.headings)
    return tuple(page.written.place(*each.span) if each else None for each in found)


def _id(attributes: str | None) -> str:
    found = _ID.search(attributes or "")
    return html.unescape(found[1]) if found else ""


def _text(inner: str) -> str:
    return " ".join(html.unescape(_TAG.sub("", _PERMALINK.sub("", inner))).split())


def _spans(shown: Sequence[ShownHeading], written: Sequence[WrittenHeading]) -> Iterator[WrittenHeading | None]:
    """Yield what each heading is in the source: all in order where their levels agree, else by level and text."""
    if [each.level for each in shown] == [each.level for each in written]:
        yield from written
        return
    at = 0
    for heading in shown:
        rest = range(at, len(written))
        number = next((n for n in rest if _same(written[n], heading)), None)
        yield None if number is None else written[number]
        at = at if number is None else number + 1


def _same(written: WrittenHeading, shown: ShownHeading) -> bool:
    return written.level == shown.level and _letters(_MARKUP.sub("", written.text)) == _letters(shown.text)


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", html.unescape(text)).casefold()
