"""Who wrote the words of a page that are still there. Pure; shares are exact fractions.

A commit's words are shared equally by the humans among its author and co-authors, so that shares add up to 1 where
no bot or assistant wrote alone; the words of those belong to nobody.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from kbgen.facts import PageHistory
from kbgen.people.credit import CommitId, Credits
from kbgen.people.person import Person, by_name

MOSTLY: Final = Fraction(1, 2)
"""Who wrote at least this share of the words wrote the page "mostly"."""
PARTLY: Final = Fraction(1, 10)
"""Who wrote at least this share is named with them."""


@dataclass(frozen=True, slots=True)
class WrittenBy:
    """For "written mostly by … with …": people by name. `mostly` is empty where nobody wrote half of the words."""

    mostly: tuple[Person, ...]
    others: tuple[Person, ...]


def words_by_person(page: PageHistory, credits: Mapping[CommitId, Credits]) -> Mapping[Person, Fraction]:
    """Return how many of the present words of `page` each human wrote."""
    words: dict[Person, Fraction] = defaultdict(Fraction)
    for oid, number in page.words.items():
        who = credits.get((page.source, oid))
        for person in who.authors if who else ():
            words[person] += Fraction(number, len(who.authors) if who else 1)
    return {person: number for person, number in words.items() if number}


def shares(page: PageHistory, credits: Mapping[CommitId, Credits]) -> Mapping[Person, Fraction]:
    """Return which share of all present words of `page` each human wrote; empty for a page without words."""
    total = sum(page.words.values())
    return {person: number / total for person, number in words_by_person(page, credits).items()}


def written_by(shares: Mapping[Person, Fraction]) -> WrittenBy | None:
    """Return who is named for these shares of a page, None where it is nobody."""
    named = sorted((person for person, share in shares.items() if share >= PARTLY), key=by_name)
    mostly = tuple(person for person in named if shares[person] >= MOSTLY)
    return WrittenBy(mostly, tuple(person for person in named if person not in mostly)) if named else None
