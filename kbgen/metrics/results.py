"""A number with all that makes it honest: its parts, how it was computed, what it does not see, what lies behind it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from kbgen.metrics.periods import Period
from kbgen.people import CommitId, Contribution, PageId

FEWEST_PEOPLE: Final = 5
"""A rate over fewer people is not shown: it would tell of persons."""
TOO_FEW: Final = f"fewer than {FEWEST_PEOPLE} people"
NO_DATA: Final = "not enough data"


class Unit(StrEnum):
    """What a value counts. A share lies between 0 and 1."""

    PEOPLE = "people"
    SHARE = "share"
    COMMITS = "commits"
    DAYS = "days"


@dataclass(frozen=True, slots=True)
class Definition:
    """What a metric is. `chaoss` is its name in the CHAOSS catalogue, "" if it has none."""

    key: str
    title: str
    unit: Unit
    how: str
    not_visible: str
    chaoss: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """The commits and pages from which a number can be added up again by hand, sorted."""

    commits: tuple[CommitId, ...] = ()
    pages: tuple[PageId, ...] = ()

    @classmethod
    def of(cls, *, commits: Iterable[CommitId] = (), pages: Iterable[PageId] = ()) -> Evidence:
        """Return the evidence, each thing once."""
        return cls(tuple(sorted(set(commits))), tuple(sorted(set(pages))))

    @classmethod
    def behind(cls, contributions: Iterable[Contribution]) -> Evidence:
        """Return the commits of `contributions`."""
        return cls.of(commits=(one.at for one in contributions))


@dataclass(frozen=True, slots=True)
class Point:
    """A value in a period ("" = now, at `as_of`). A value of None is not shown, and `hidden` says why.

    `complete` is False while more can land in the period. A hidden value has no numerator either.
    """

    period: str
    value: float | None
    numerator: int | None = None
    denominator: int | None = None
    hidden: str = ""
    complete: bool = True
    evidence: Evidence = Evidence()


@dataclass(frozen=True, slots=True)
class Metric:
    """A metric with its points, oldest first."""

    definition: Definition
    points: tuple[Point, ...]

    @property
    def latest(self) -> Point | None:
        """The newest complete point, if there is one."""
        return next((point for point in reversed(self.points) if point.complete), None)


def counted(value: int, evidence: Evidence, period: Period | None = None, *, complete: bool = True) -> Point:
    """Return a plain number of things."""
    return Point(period.name if period else "", value, value, complete=complete, evidence=evidence)


def rated(
    numerator: int, denominator: int, evidence: Evidence, period: Period | None = None, *, people: int | None = None
) -> Point:
    """Return a share. `people` is the number of people in it, None for a share of things that tells of nobody."""
    name = period.name if period else ""
    hidden = NO_DATA if denominator == 0 else TOO_FEW if people is not None and people < FEWEST_PEOPLE else ""
    if hidden:
        return Point(name, None, None, denominator, hidden, evidence=evidence)
    return Point(name, numerator / denominator, numerator, denominator, evidence=evidence)


def measured(value: float | None, evidence: Evidence, period: Period | None = None) -> Point:
    """Return a measure that is no count; None means that there is not enough data."""
    return Point(period.name if period else "", value, hidden="" if value is not None else NO_DATA, evidence=evidence)
