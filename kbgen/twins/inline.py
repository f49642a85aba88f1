"""The pieces of prose: inline code, and text without what nobody sees. Pure, and linear in the length of the text."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from typing import Final

UNSEEN: Final = "script|style|template|noscript|iframe|object|embed|svg|math|title|textarea|select"
"""Elements of which a page shows nothing, or nothing that is text."""
_START = re.compile(rf"(?P<ticks>(?<!\\)`+)|(?P<comment><!--)|<(?P<unseen>{UNSEEN})\b", re.IGNORECASE)
_TICKS = re.compile(r"`+")
_BLANK_LINE = re.compile(r"\n[ \t]*\n")


def pieces(text: str) -> Iterator[tuple[bool, str]]:
    """Yield the pieces of prose, each with whether it is inline code. Comments and unseen elements are left out."""
    ends = _Ends(text)
    done = place = 0
    while start := _START.search(text, place):
        end = ends.of(start)
        if end < 0:  # it stands for itself
            place = start.end()
            continue
        yield False, text[done : start.start()]
        if start["ticks"]:
            yield True, text[start.start() : end]
        done = place = end
    yield False, text[done:]


class _Ends:
    """Finds where what begins somewhere ends, without looking twice for an end that is not there."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._ticks: dict[int, list[int]] = {}
        for run in _TICKS.finditer(text):
            self._ticks.setdefault(len(run[0]), []).append(run.start())
        self._blank = [found.start() for found in _BLANK_LINE.finditer(text)]
        self._missing: set[str] = set()

    def of(self, start: re.Match[str]) -> int:
        """Return the place after the end of what begins at `start`, -1 if it does not end."""
        if start["ticks"]:
            return self._after_code(start.end(), len(start["ticks"]))
        name = (start["unseen"] or "").lower()
        if name in self._missing:
            return -1
        end = re.compile(rf"</{name}\s*>" if name else "-->", re.IGNORECASE).search(self._text, start.end())
        if end is None:
            self._missing.add(name)
            return -1
        return end.end()

    def _after_code(self, place: int, length: int) -> int:
        """Return the end of the code that begins before `place`: the next run of as many ticks in the paragraph."""
        runs = self._ticks.get(length, [])
        number = bisect_left(runs, place)
        if number == len(runs):
            return -1
        blank = bisect_left(self._blank, place)
        is_inside = blank == len(self._blank) or runs[number] < self._blank[blank]
        return runs[number] + length if is_inside else -1
