"""The Contributor Absence Factor: how many people would have to leave before half of the work has nobody.

Source: CHAOSS, "Contributor Absence Factor", and its example of eight numbers. A low value is a risk.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import accumulate
from typing import Final

from kbgen.metrics.results import Definition, Evidence, Metric, Unit, measured
from kbgen.metrics.scope import YEAR, Scope, edits
from kbgen.people import CommitId, Person, words_by_person

BY_EDITS: Final = Definition(
    "absence_factor_edits",
    "Absence factor by edits",
    Unit.PEOPLE,
    f"The smallest number of people who made half of the substantive changes of the last {YEAR.days} days. A change "
    "is a commit of one page; an import of many pages counts once; a change by several people counts for each.",
    "Reviews, work outside of git, and what people know without having written it.",
    "Contributor Absence Factor",
)
BY_WORDS: Final = Definition(
    "absence_factor_words",
    "Absence factor by words",
    Unit.PEOPLE,
    "The smallest number of people who wrote half of the words that are on the pages now.",
    "Words that a bot or assistant wrote alone, and who would still be able to explain them.",
    "Contributor Absence Factor",
)


def absence_factor(amounts: Iterable[float | Fraction]) -> int | None:
    """Return how many of the largest `amounts` make at least half of their sum; None without any amount."""
    exact = (Fraction(amount) for amount in amounts)  # also for thirds of a word
    largest_first = sorted((amount for amount in exact if amount > 0), reverse=True)
    half, reached = sum(largest_first, Fraction()) / 2, accumulate(largest_first)
    return next((number for number, amount in enumerate(reached, 1) if amount >= half), None)


def metrics(scope: Scope) -> Iterator[Metric]:
    """Yield the factor on two bases."""
    recent = [one for one in edits(scope.contributions) if one.commit.landed_at > scope.as_of - YEAR]
    by_person = Counter(person for person, _ in {(one.person, one.unit) for one in recent})
    yield Metric(BY_EDITS, (measured(absence_factor(by_person.values()), Evidence.behind(recent)),))
    words: dict[Person, Fraction] = defaultdict(Fraction)
    evidence: list[CommitId] = []
    for page in filter(lambda page: page.path, scope.histories):
        for person, number in words_by_person(page, scope.ledger.credits).items():
            words[person] += number
        evidence += [(page.source, oid) for oid in page.words]
    behind = Evidence.of(commits=evidence, pages=scope.pages)
    yield Metric(BY_WORDS, (measured(absence_factor(words.values()), behind),))
