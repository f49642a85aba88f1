"""Who wrote each word of a page: a replay of its versions. Pure: texts come in, counts and owner lists go out.

An owner list is run-length coded: (commit, number of words). The first list made for a text of a page stays, so
that a revert costs and changes nothing. Owners are commits; who is credited for a commit is decided by readers.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, groupby
from operator import itemgetter
from typing import NamedTuple

from kbgen.history.identity import Event, Trace
from kbgen.history.rows import is_absent
from kbgen.history.words import Block, Lexicon, Line, Text, common

_LENGTH = itemgetter(1)

Run = tuple[str, int]
Runs = tuple[Run, ...]
"""Owners in the order of the text: commit and number of words."""


class Count(NamedTuple):
    """Words that an event added to a page and took from it."""

    added: int = 0
    removed: int = 0


def texts_of(event: Event) -> tuple[str, ...]:
    """Return the object ids of the texts that `PageWords.take` wants for the event: the new one, then the old ones."""
    if event.trace in (Trace.DELETED, Trace.RESTORED) or (event.trace is Trace.MERGED and not event.sides):
        return ()
    before = event.sides or (event.old_oid,)
    if event.oid in before:
        return ()
    return (event.oid, *(oid for oid in before if not is_absent(oid)))


@dataclass(slots=True)
class PageWords:
    """The owner lists of one page by object id of the text; `made` are those that `take` made, with their commit."""

    lists: dict[str, Runs] = field(default_factory=dict)
    made: dict[str, str] = field(default_factory=dict)
    lexicon: Lexicon = field(default_factory=Lexicon)
    recent: dict[str, Text] = field(default_factory=dict)
    """The lines of the texts of the last event, of which the next one mostly wants one."""

    def take(self, event: Event, texts: Sequence[bytes], mechanical: bool, source: Mapping[str, Runs]) -> Count:
        """Count what the event changed, and attribute the words of its text; `source` has lists of a copy's origin."""
        if not texts:
            self._inherit(event, source)
            return Count()
        oids = [oid for oid in (event.sides or (event.old_oid,)) if not is_absent(oid)]
        new, *olds = self._lines((event.oid, *oids), texts)
        blocks = [common(old, new) for old in olds]
        if event.oid not in self.lists:
            known = [self._owners(oid, old, event, source) for oid, old in zip(oids, olds, strict=True)]
            self._make(event, attribute(event.commit, _length(new), blocks, known, mechanical))
        return _count(new, olds, blocks)

    def _lines(self, oids: Sequence[str], texts: Sequence[bytes]) -> list[list[Line]]:
        if self.lexicon.is_full:
            self.lexicon, self.recent = Lexicon(), {}
        known = self.recent
        near = next((known[oid] for oid in (*oids, *known) if oid in known), None)
        found = [known.get(oid) or self.lexicon.text(text, near) for oid, text in zip(oids, texts, strict=True)]
        self.recent = dict(zip(oids, found, strict=True))
        return [text.words for text in found]

    def _owners(self, oid: str, text: Sequence[Line], event: Event, source: Mapping[str, Runs]) -> Runs:
        """Return the owners of an old text; where nobody is known, whoever changes it answers for it."""
        return self.lists.get(oid) or source.get(oid) or ((event.commit, _length(text)),)

    def _inherit(self, event: Event, source: Mapping[str, Runs]) -> None:
        runs = source.get(event.oid)
        if runs is not None and event.oid not in self.lists:
            self._make(event, runs)

    def _make(self, event: Event, runs: Runs) -> None:
        self.lists[event.oid] = runs
        self.made[event.oid] = event.commit


def attribute(
    commit: str, length: int, blocks: Sequence[Sequence[Block]], olds: Sequence[Runs], mechanical: bool
) -> Runs:
    """Return the owners of a text of `length` words, made by `commit` from the texts whose owners are `olds`.

    Words that are in no old text are the commit's. A mechanical commit owns nothing that stands for something: its
    new words go to the owners of the words that they replace, by position, else to those of the word before.
    """
    if not olds:
        return ((commit, length),) if length else ()
    owned = [Owned(runs) for runs in olds]
    pieces = sorted((b.new, order, b) for order, found in enumerate(blocks) for b in found)
    runs: list[Run] = []
    at = old_at = 0
    for _, order, block in pieces:
        start, end = max(at, block.new), block.new + block.length
        if end <= start:
            continue
        if start > at:
            _extend(runs, _fresh(commit, start - at, owned[0], old_at, block.old, mechanical))
        old_start = block.old + start - block.new
        _extend(runs, owned[order].cut(old_start, old_start + end - start))
        at, old_at = end, block.old + block.length
    if length > at:
        _extend(runs, _fresh(commit, length - at, owned[0], old_at, len(owned[0]), mechanical))
    return tuple(runs)


def _fresh(commit: str, n: int, old: Owned, start: int, end: int, mechanical: bool) -> list[Run]:
    """Return the owners of `n` words that stand in place of the old words from `start` to `end`."""
    if not mechanical or not len(old):
        return [(commit, n)]
    if end <= start:
        return [(old.cut(max(start - 1, 0), max(start, 1))[0][0], n)]
    replaced = [owner for owner, length in old.cut(start, end) for _ in range(length)]
    return [(owner, len(list(group))) for owner, group in groupby(replaced[k * len(replaced) // n] for k in range(n))]


class Owned:
    """An owner list of which parts are wanted."""

    def __init__(self, runs: Runs) -> None:
        self._runs = runs
        self._ends = list(accumulate(map(_LENGTH, runs)))

    def __len__(self) -> int:
        return self._ends[-1] if self._ends else 0

    def cut(self, start: int, end: int) -> list[Run]:
        """Return the runs of the words from `start` to `end`."""
        first = bisect_right(self._ends, start)
        last = bisect_left(self._ends, end)
        runs = list(self._runs[first : last + 1])
        if not runs or end <= start:
            return []
        runs[-1] = (runs[-1][0], runs[-1][1] - max(self._ends[min(last, len(self._ends) - 1)] - end, 0))
        begin = self._ends[first] - self._runs[first][1]
        runs[0] = (runs[0][0], runs[0][1] - (start - begin))
        return runs


def _extend(runs: list[Run], more: Sequence[Run]) -> None:
    """Add runs, of which each has another owner than the one before, and keep it so."""
    if runs and more and runs[-1][0] == more[0][0]:
        runs[-1] = (runs[-1][0], runs[-1][1] + more[0][1])
        more = more[1:]
    runs.extend(more)


def shares(runs: Runs) -> dict[str, int]:
    """Return the number of words by owner, in the order of the text."""
    words: dict[str, int] = {}
    for owner, length in runs:
        words[owner] = words.get(owner, 0) + length
    return words


def _count(new: Sequence[Line], olds: Sequence[Sequence[Line]], blocks: Sequence[Sequence[Block]]) -> Count:
    """Return the words added and removed; for a merge the words that no parent has, and none removed."""
    if len(olds) == 1:
        same = sum(block.length for block in blocks[0])
        return Count(_length(new) - same, _length(olds[0]) - same)
    covered = bytearray(_length(new))
    for block in (block for found in blocks for block in found):
        covered[block.new : block.new + block.length] = b"\1" * block.length
    return Count(covered.count(0))


def _length(lines: Sequence[Line]) -> int:
    return len("".join(lines))
