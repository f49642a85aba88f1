"""KB080: an image without a text for those who do not see it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kbgen.check.finding import Finding, finding
from kbgen.check.rule import Rule
from kbgen.check.subject import CheckedPage, Subject, Volume
from kbgen.written_spans import Closings, unescaped

_MARKDOWN = re.compile(r"!\[(?<!\\!\[)\s*\](?=[(\[])")
_TARGET = re.compile(r"\(\s*<?(?P<target>[^\s>)]*)")
_DECORATES = re.compile(r"\{[^}\n]*(?:\brole=[\"']?(?:presentation|none)\b|\baria-hidden=[\"']?true\b)[^}\n]*\}")
_TAG = re.compile(r"<[iI][mM][gG]\b(?P<attributes>[^<>]*+)>")
_NAMED = re.compile(r"(?:^|\s)(?:alt(?=[\s=/>]|$)|aria-label\s*=|aria-hidden\s*=\s*[\"']?true)", re.IGNORECASE)
HINT = 'say what it shows: ![a fox in the snow](fox.jpg); if it only decorates, write <img src="…" alt="">'


def find(volume: Volume, _: Subject) -> Iterator[Finding]:
    """Yield every image that has no alternative text. An empty one in HTML says that the image only decorates."""
    for page in volume.pages.values():
        shown = [match["attributes"] for match in _TAG.finditer(page.article.html)]
        found = [
            *(_markdown(page) if any(' alt=""' in each for each in shown) else ()),
            *(_raw(page) if not all(map(_NAMED.search, shown)) else ()),
        ]
        for start, end in sorted(found):
            place = page.written.place(start, end)
            yield finding("KB080", "the image has no alternative text", page.where, place, hint=HINT)


def _markdown(page: CheckedPage) -> Iterator[tuple[int, int]]:
    prose = page.written.prose
    closings = Closings(prose)
    embedded = {link.href for link in page.article.links if link.embedded}
    for match in _MARKDOWN.finditer(prose):
        end = _end(prose, match.end(), closings)
        target = _TARGET.match(prose, match.end())
        is_shown = target is None or unescaped(target["target"]) in embedded
        if is_shown and not _DECORATES.match(prose, end):
            yield match.start(), end


def _end(prose: str, start: int, closings: Closings) -> int:
    """Return where an image ends whose target begins at `start`, in parentheses or in brackets."""
    close = closings.of(start + 1) if prose[start] == "(" else prose.find("]", start)
    return start if close is None or close < 0 else close + 1


def _raw(page: CheckedPage) -> Iterator[tuple[int, int]]:
    tags = _TAG.finditer(page.written.prose)
    return (match.span() for match in tags if not _NAMED.search(match["attributes"]))


RULE = Rule(("KB080",), find)
