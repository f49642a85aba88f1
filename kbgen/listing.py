"""Long lists of pages as parts that a reader can use: by title, under letters, some hundred to a page. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import dropwhile, groupby
from string import digits
from typing import Final

LONGEST_PART: Final = 200
"""Entries on one page: with the frame around them it stays below 60 KB."""
SHORT: Final = 20
"""A list that is no longer is seen at a glance, and has no letters to jump to."""
OTHERS: Final = "…"
DIGITS: Final = "0–9"


@dataclass(frozen=True, slots=True)
class Listed:
    """An entry of a list: a page, or a folder with how many `pages` it holds."""

    title: str
    url: str
    about: str = ""
    pages: int = 0


@dataclass(frozen=True, slots=True)
class Letter:
    """The entries of a part that begin with one letter, and the id of their heading."""

    name: str
    anchor: str
    items: tuple[Listed, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A page of a list: its number from 1, and what it begins and ends with."""

    number: int
    letters: tuple[Letter, ...]

    @property
    def first(self) -> str:
        """The title with which it begins."""
        return self.letters[0].items[0].title

    @property
    def last(self) -> str:
        """The title with which it ends."""
        return self.letters[-1].items[-1].title


@dataclass(frozen=True, slots=True)
class Jump:
    """Where a letter begins: the number of the part, and the id there."""

    name: str
    part: int
    anchor: str


@dataclass(frozen=True, slots=True)
class Listing:
    """A list of `total` entries in parts, and where each letter begins, if the list is long enough."""

    total: int
    parts: tuple[Part, ...]
    jumps: tuple[Jump, ...]


def listing(items: Sequence[Listed], longest: int = LONGEST_PART) -> Listing:
    """Return the list of `items` by title."""
    ordered = sorted(items, key=lambda item: (_place(item.title), item.title, item.url))
    starts = range(0, len(ordered), longest)
    parts = tuple(Part(n + 1, tuple(_letters(ordered[start : start + longest]))) for n, start in enumerate(starts))
    jumps = {
        letter.name: Jump(letter.name, part.number, letter.anchor) for part in parts[::-1] for letter in part.letters
    }
    found = tuple(sorted(jumps.values(), key=lambda jump: (jump.part, _order(jump.name))))
    return Listing(len(ordered), parts, found if len(found) > 1 and len(ordered) > min(longest, SHORT) else ())


def part_uri(dest_uri: str, number: int) -> str:
    """Return the path of a part of the list on the page `dest_uri` (`…/index.html`), which shows the first."""
    folder = dest_uri.removesuffix("index.html")
    return dest_uri if number == 1 else f"{folder}a-z/{number}/index.html"


def _letters(items: Sequence[Listed]) -> Iterator[Letter]:
    for name, found in groupby(items, key=lambda item: initial(item.title)):
        yield Letter(name, f"__{ord(name[0]):x}", tuple(found))


def initial(title: str) -> str:
    """Return the letter under which a title stands: without accents, digits together, and what is no alphabet too."""
    first = _without_signs(title)[:1]
    if first.isdigit():
        return DIGITS
    return first.upper()[:1] if first and unicodedata.category(first) == "Ll" else OTHERS


@lru_cache(maxsize=100_000)  # asked for the letter and for the place, by each list that has the title
def _without_signs(title: str) -> str:
    """Return the title in one case and without accents, from its first letter or digit; "" where it has none."""
    marked = unicodedata.normalize("NFKD", title.casefold())
    plain = (char for char in marked if unicodedata.category(char) != "Mn")
    return "".join(dropwhile(lambda char: not char.isalnum(), plain))


def _place(title: str) -> tuple[tuple[int, str], tuple[tuple[int, int, str], ...]]:
    """Return a sort key: the letter, then the title without signs before it; numbers in it by their value."""
    parts = re.split(r"([0-9]+)", _without_signs(title))
    return _order(initial(title)), tuple(_number(p) if p[0] in digits else (1, 0, p) for p in parts if p)


def _number(text: str) -> tuple[int, int, str]:
    """Return a sort key by value: the longer number is the larger. Python reads none of more than 4,300 digits."""
    figures = text.lstrip("0")
    return 0, len(figures), figures


def _order(name: str) -> tuple[int, str]:
    """Return the place of a letter: digits come first, and what is no alphabet last."""
    return (0 if name == DIGITS else 2 if name == OTHERS else 1), name
