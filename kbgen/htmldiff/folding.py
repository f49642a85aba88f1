"""Leave out what is far from every change. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final

LEAST_HIDDEN: Final = 2
"""What is left out takes a line of its own: less than this is shown."""

Item = tuple[str, bool]
"""HTML, and whether something in it changed."""


def folded(
    items: Sequence[Item], around: int, fold: Callable[[Sequence[str]], str], keep: Sequence[bool] = ()
) -> Iterator[str]:
    """Yield the items that changed with those `around` them, and what `fold` makes of each run of others.

    Items to `keep` are shown though they are further away.
    """
    shown = _shown([changed for _, changed in items], around)
    shown = [is_shown or (bool(keep) and keep[n]) for n, is_shown in enumerate(shown)]
    hidden: list[str] = []
    for (html, _), is_shown in zip(items, shown, strict=True):
        if is_shown:
            yield from _run(hidden, fold)
            hidden = []
            yield html
        else:
            hidden.append(html)
    yield from _run(hidden, fold)


def _shown(changed: Sequence[bool], around: int) -> list[bool]:
    return [any(changed[max(0, n - around) : n + around + 1]) for n in range(len(changed))]


def _run(hidden: Sequence[str], fold: Callable[[Sequence[str]], str]) -> Iterator[str]:
    if len(hidden) < LEAST_HIDDEN:
        yield from hidden
    else:
        yield fold(hidden)
