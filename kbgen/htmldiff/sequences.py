"""How two sequences differ: runs of items that are the same, and what stands between them. Pure."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from typing import Final, NamedTuple

from rapidfuzz.distance import LCSseq

MOST_PAIRS: Final = 40_000_000
"""Longer sequences are not looked into: the comparison keeps a bit for each pair of items."""


class Run(NamedTuple):
    """Items `old[i:j]` and `new[k:l]`: equal, or one of the two is empty or took the place of the other."""

    same: bool
    i: int
    j: int
    k: int
    l: int  # noqa: E741 - as difflib names them


def runs(old: Sequence[Hashable], new: Sequence[Hashable]) -> Iterator[Run]:
    """Yield the runs of a longest common subsequence, in order; what differs between two of them is one run."""
    numbers: dict[Hashable, int] = {}  # rapidfuzz compares hashes, and those of numbers are the numbers
    old, new = ([numbers.setdefault(item, len(numbers)) for item in items] for items in (old, new))
    head = _common(old, new)
    tail = _common(old[head:][::-1], new[head:][::-1])
    if head:
        yield Run(True, 0, head, 0, head)
    yield from _middle(old, new, head, len(old) - tail, len(new) - tail)
    if tail:
        yield Run(True, len(old) - tail, len(old), len(new) - tail, len(new))


def _common(old: Sequence[int], new: Sequence[int]) -> int:
    pairs = zip(old, new, strict=False)
    return next((n for n, (one, other) in enumerate(pairs) if one != other), min(len(old), len(new)))


def _middle(old: Sequence[int], new: Sequence[int], start: int, old_end: int, new_end: int) -> Iterator[Run]:
    a, b = old[start:old_end], new[start:new_end]
    if not a and not b:
        return
    equal = _equal(a, b) if len(a) * len(b) <= MOST_PAIRS else []
    at_old = at_new = start
    for i, k, length in [*((start + i, start + k, length) for i, k, length in equal), (old_end, new_end, 0)]:
        if i > at_old or k > at_new:
            yield Run(False, at_old, i, at_new, k)
        if length:
            yield Run(True, i, i + length, k, k + length)
        at_old, at_new = i + length, k + length


def _equal(old: Sequence[int], new: Sequence[int]) -> list[tuple[int, int, int]]:
    if not old or not new:
        return []
    steps = LCSseq.opcodes(old, new)
    return [(s.src_start, s.dest_start, s.src_end - s.src_start) for s in steps if s.tag == "equal"]
