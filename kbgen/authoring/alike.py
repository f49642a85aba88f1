"""Pages whose titles are like that of a new one, so that it is not written twice. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

from kbgen.skim import PageHead

NEAR: Final = 0.8
"""From this likeness on (difflib's ratio) two titles are worth a look."""


@dataclass(frozen=True, slots=True)
class Alike:
    """A page that is like a new one, the `name` by which it is (its title or an alias), and the ratio, at most 1."""

    page: PageHead
    name: str
    likeness: float


def alike(title: str, pages: Iterable[PageHead]) -> tuple[Alike, ...]:
    """Return the pages with a title or alias like `title`, the nearest first. Case and accents' forms do not count."""
    matcher = SequenceMatcher(None, autojunk=False)
    matcher.set_seq2(_folded(title))
    found = (_nearest(page, matcher) for page in pages)
    near = (each for each in found if each.likeness >= NEAR)
    return tuple(sorted(near, key=lambda each: (-each.likeness, each.page.path)))


def _nearest(page: PageHead, matcher: SequenceMatcher[str]) -> Alike:
    names = ((_likeness(name, matcher), name) for name in (page.title, *page.front.aliases))
    likeness, name = max(names, key=lambda each: each[0])
    return Alike(page, name, round(likeness, 3))


def _likeness(name: str, matcher: SequenceMatcher[str]) -> float:
    """Return the ratio, or 0 where the two quick bounds of difflib tell that it is too small to matter."""
    matcher.set_seq1(_folded(name))
    return matcher.ratio() if min(matcher.real_quick_ratio(), matcher.quick_ratio()) >= NEAR else 0.0


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())
