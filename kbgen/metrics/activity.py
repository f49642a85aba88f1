"""Who is active, who is new, who comes back. Pure.

A contribution is a substantive change, a review or a verification of a page that landed on the mainline.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import pairwise
from typing import Final

from kbgen.metrics.results import Definition, Evidence, Metric, Unit, counted, rated
from kbgen.metrics.scope import YEAR, Scope, day, people_of
from kbgen.people import Contribution, Person

SECOND_WITHIN: Final = timedelta(days=90)
OCCASIONAL_MOST: Final = 12
OCCASIONAL_AFTER: Final = timedelta(days=90)

_CONTRIBUTION = "A contribution is a substantive change, a review or a verification of a page, on the day it landed."
_UNSEEN = "People whose only changes were smaller than five words, and work that leaves no trace in git."

ACTIVE: Final = Definition(
    "active_people",
    "Active people",
    Unit.PEOPLE,
    f"People with at least one contribution in the month. {_CONTRIBUTION}",
    _UNSEEN,
    "Contributors",
)
NEW: Final = Definition(
    "new_contributors",
    "New contributors",
    Unit.PEOPLE,
    f"People whose first contribution of all was in the month. {_CONTRIBUTION}",
    f"{_UNSEEN} Someone with a new address that nobody has joined to the old one counts as new.",
    "New Contributors",
)
SECOND: Final = Definition(
    "second_contribution",
    "From first to second contribution",
    Unit.SHARE,
    f"Of the people who were new in the quarter, the share with a contribution on another day within "
    f"{SECOND_WITHIN.days} days. Shown once these days are over for all of them. {_CONTRIBUTION}",
    _UNSEEN,
    "Conversion Rate",
)
RETENTION: Final = Definition(
    "retention",
    "Retention",
    Unit.SHARE,
    f"Of the people with a contribution in the quarter before, the share with one in this quarter. {_CONTRIBUTION}",
    f"{_UNSEEN} People with one contribution in a while are not lost.",
)
INACTIVE: Final = Definition(
    "inactive_contributors",
    "Inactive contributors",
    Unit.SHARE,
    f"Of all people who ever contributed, the share without a contribution in the last {YEAR.days} days. "
    f"{_CONTRIBUTION}",
    _UNSEEN,
    "Inactive Contributors",
)
OCCASIONAL: Final = Definition(
    "occasional_contributors",
    "Occasional contributors",
    Unit.PEOPLE,
    f"People with at most {OCCASIONAL_MOST} contributions in all and none in the last {OCCASIONAL_AFTER.days} days: "
    f"much of what is known here is theirs. {_CONTRIBUTION}",
    _UNSEEN,
    "Occasional Contributors",
)


def metrics(scope: Scope) -> Iterator[Metric]:
    """Yield the metrics of people and time."""
    first = first_contributions(scope)
    yield _active(scope)
    yield _new(scope, first)
    yield _second(scope, first)
    yield _retention(scope)
    yield _inactive(scope)
    yield _occasional(scope)


def first_contributions(scope: Scope) -> Mapping[Person, Contribution]:
    """Return the first contribution of each person in the scope."""
    first: dict[Person, Contribution] = {}
    for one in scope.contributions:
        first.setdefault(one.person, one)
    return first


def _active(scope: Scope) -> Metric:
    found = [(month, scope.within(month)) for month in scope.months]
    points = (
        counted(len(people_of(ones)), Evidence.behind(ones), month, complete=month.is_over(scope.today))
        for month, ones in found
    )
    return Metric(ACTIVE, tuple(points))


def _new(scope: Scope, first: Mapping[Person, Contribution]) -> Metric:
    points = []
    for month in scope.months:
        ones = [one for one in first.values() if month.holds(day(one))]
        complete = month.is_over(scope.today)
        points.append(counted(len(ones), Evidence.behind(ones), month, complete=complete))
    return Metric(NEW, tuple(points))


def _second(scope: Scope, first: Mapping[Person, Contribution]) -> Metric:
    again = _second_days(scope, first)
    points = []
    for quarter in scope.quarters:
        if quarter.end + SECOND_WITHIN > scope.today:
            continue
        cohort = {person: one for person, one in first.items() if quarter.holds(day(one))}
        back = [again[person] for person in cohort if person in again]
        evidence = Evidence.behind([*cohort.values(), *back])
        points.append(rated(len(back), len(cohort), evidence, quarter, people=len(cohort)))
    return Metric(SECOND, tuple(points))


def _second_days(scope: Scope, first: Mapping[Person, Contribution]) -> Mapping[Person, Contribution]:
    """Return each person's first contribution on another day, where it was soon enough."""
    found: dict[Person, Contribution] = {}
    for one in scope.contributions:
        begun: date = day(first[one.person])
        if begun < day(one) <= begun + SECOND_WITHIN:
            found.setdefault(one.person, one)
    return found


def _retention(scope: Scope) -> Metric:
    points = []
    for before, quarter in pairwise(scope.quarters):
        if not quarter.is_over(scope.today):
            continue
        earlier, now = scope.within(before), scope.within(quarter)
        there = people_of(earlier)
        stayed = len(there & people_of(now))
        points.append(rated(stayed, len(there), Evidence.behind((*earlier, *now)), quarter, people=len(there)))
    return Metric(RETENTION, tuple(points))


def _inactive(scope: Scope) -> Metric:
    last = {one.person: one for one in scope.contributions}
    silent = [one for one in last.values() if one.commit.landed_at <= scope.as_of - YEAR]
    return Metric(INACTIVE, (rated(len(silent), len(last), Evidence.behind(last.values()), people=len(last)),))


def _occasional(scope: Scope) -> Metric:
    last = {one.person: one for one in scope.contributions}
    number = Counter(person for person, _ in {(one.person, one.unit) for one in scope.contributions})
    people = {
        person
        for person, one in last.items()
        if number[person] <= OCCASIONAL_MOST and one.commit.landed_at <= scope.as_of - OCCASIONAL_AFTER
    }
    behind = Evidence.behind(one for one in scope.contributions if one.person in people)
    return Metric(OCCASIONAL, (counted(len(people), behind),))
