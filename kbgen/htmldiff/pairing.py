"""Which items of two sequences are two states of one. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Final, Generic, NamedTuple, TypeVar

T = TypeVar("T")

MOST_COMPARED: Final = 4_000
"""Where there are more pairs of items than this, none are paired: each pair is weighed."""
LEAST_ALIKE: Final = 0.35
"""Items that have less in common are not two states of one item."""


class Pair(NamedTuple, Generic[T]):
    """Two states of an item; one is None where an item is gone or new."""

    old: T | None
    new: T | None


def paired(
    old: Sequence[T], new: Sequence[T], words: Callable[[T], Counter[str]], fits: Callable[[T, T], bool]
) -> Iterator[Pair[T]]:
    """Yield the items in order, those together that are two states of one; between two such, first what is gone.

    Of all pairings that keep the order, it is one with the most in common, by the words of each item. Where as many
    items are left on both sides between two that are paired, they took each other's place, whatever they say.
    """
    i = k = 0
    for at_old, at_new in [*_alike(old, new, words, fits), (len(old), len(new))]:
        gone, come = old[i:at_old], new[k:at_new]
        if len(gone) == len(come) and all(map(fits, gone, come)):
            yield from (Pair(one, other) for one, other in zip(gone, come, strict=True))
        else:
            yield from (Pair(item, None) for item in gone)
            yield from (Pair(None, item) for item in come)
        if at_old < len(old):
            yield Pair(old[at_old], new[at_new])
        i, k = at_old + 1, at_new + 1


def _alike(
    old: Sequence[T], new: Sequence[T], words: Callable[[T], Counter[str]], fits: Callable[[T, T], bool]
) -> list[tuple[int, int]]:
    """Return the places of the items that are alike."""
    if len(old) * len(new) > MOST_COMPARED:
        return []
    bags = [words(item) for item in new]
    value = [
        [_likeness(bag, other) if fits(item, another) else 0.0 for other, another in zip(bags, new, strict=True)]
        for item, bag in ((item, words(item)) for item in old)
    ]
    return _best(value, len(new))


def _likeness(one: Counter[str], other: Counter[str]) -> float:
    """Return Dice's coefficient of two bags of words; 0 where they are too little alike."""
    total = one.total() + other.total()
    found = 2 * (one & other).total() / total if total else 1.0
    return found if found >= LEAST_ALIKE else 0.0


def _best(value: Sequence[Sequence[float]], width: int) -> list[tuple[int, int]]:
    """Return the places, growing on both sides, whose values make the largest sum."""
    best = [[0.0] * (width + 1) for _ in range(len(value) + 1)]
    for i in range(len(value) - 1, -1, -1):
        for k in range(width - 1, -1, -1):
            together = best[i + 1][k + 1] + value[i][k] if value[i][k] else 0.0
            best[i][k] = max(best[i + 1][k], best[i][k + 1], together)
    found: list[tuple[int, int]] = []
    i = k = 0
    while i < len(value) and k < width:
        if value[i][k] and best[i][k] == best[i + 1][k + 1] + value[i][k]:
            found.append((i, k))
            i, k = i + 1, k + 1
        elif best[i][k] == best[i + 1][k]:
            i += 1
        else:
            k += 1
    return found
