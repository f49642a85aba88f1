"""How the community hangs together: people who bridge topics, and work on what others began. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import combinations
from typing import Final

from kbgen.metrics.results import FEWEST_PEOPLE, Definition, Evidence, Metric, Point, Unit, rated
from kbgen.metrics.scope import YEAR, Scope, ScopeKind, edits_of_existing, people_of
from kbgen.metrics.topics import Topic
from kbgen.people import CommitId, Contribution, Person

MANY_AUTHORS: Final = 3

BRIDGES: Final = Definition(
    "bridges",
    "People who bridge topics",
    Unit.SHARE,
    f"Of the people who contributed in the {YEAR.days} days up to the end of the quarter, the share with contributions "
    "to two topics or collections at least. A page outside of all topics counts for its collection.",
    "Who reads, asks and answers across topics.",
)
TOGETHER: Final = Definition(
    "working_together",
    "Working together",
    Unit.SHARE,
    "Of the substantive changes of existing pages in the quarter, the share by someone who did not start the page.",
    "Help given before a change landed, such as in a discussion. Pages that no human started are left out.",
)
SHARED_PAGES: Final = Definition(
    "pages_of_three",
    "Pages with three authors",
    Unit.SHARE,
    f"Pages with at least {MANY_AUTHORS} authors, of all pages.",
    "People who helped without writing.",
)


@dataclass(frozen=True, slots=True)
class Bridge:
    """Two topics: how many people contributed to both of all who contributed to one of them in the last 365 days.

    `likeness` is Jaccard's index; None, with `shared` None too, where fewer than five people are in it.
    """

    first: Topic
    second: Topic
    people: int
    shared: int | None
    likeness: float | None
    evidence: Evidence


def metrics(scope: Scope) -> Iterator[Metric]:
    """Yield the metrics of working across borders."""
    if scope.kind is not ScopeKind.TOPIC:
        yield _bridges(scope)
    yield _together(scope)
    shared = [at for at, facts in scope.pages.items() if len(facts.authors) >= MANY_AUTHORS]
    yield Metric(SHARED_PAGES, (rated(len(shared), len(scope.pages), Evidence.of(pages=shared)),))


def _bridges(scope: Scope) -> Metric:
    points = []
    for quarter in scope.quarters:
        if quarter.is_over(scope.today):
            recent = scope.year_before(quarter.end)
            areas: dict[Person, set[str]] = defaultdict(set)
            for one in recent:
                areas[one.person].add(_area(one, scope))
            bridging = sum(len(found) >= 2 for found in areas.values())
            points.append(rated(bridging, len(areas), Evidence.behind(recent), quarter, people=len(areas)))
    return Metric(BRIDGES, tuple(points))


def _area(one: Contribution, scope: Scope) -> str:
    topic = scope.topics.get((one.page.source, one.page.id))
    return topic.key if topic else one.page.source


def bridges(scope: Scope) -> tuple[Bridge, ...]:
    """Return each two topics between which somebody contributed in the last 365 days, in the order of the topics."""
    recent = scope.year_before(scope.today + timedelta(days=1))
    people: dict[Topic, set[Person]] = defaultdict(set)
    commits: dict[Topic, set[CommitId]] = defaultdict(set)
    for one in recent:
        if topic := scope.topics.get((one.page.source, one.page.id)):
            people[topic].add(one.person)
            commits[topic].add(one.at)
    pairs = combinations(sorted(people), 2)
    return tuple(
        _bridge(one, two, people, commits[one] | commits[two]) for one, two in pairs if people[one] & people[two]
    )


def _bridge(one: Topic, two: Topic, people: Mapping[Topic, set[Person]], commits: set[CommitId]) -> Bridge:
    shared, either = len(people[one] & people[two]), len(people[one] | people[two])
    if either < FEWEST_PEOPLE:
        return Bridge(one, two, either, None, None, Evidence.of(commits=commits))
    return Bridge(one, two, either, shared, shared / either, Evidence.of(commits=commits))


def _together(scope: Scope) -> Metric:
    points = [
        _helped(scope, scope.within(quarter), rated_in=quarter.name)
        for quarter in scope.quarters
        if quarter.is_over(scope.today)
    ]
    return Metric(TOGETHER, tuple(points))


def _helped(scope: Scope, contributions: Sequence[Contribution], *, rated_in: str) -> Point:
    changes: dict[tuple[CommitId, str], list[Contribution]] = defaultdict(list)
    for one in edits_of_existing(contributions):
        if scope.ledger.starters(one.page):
            changes[one.unit].append(one)
    helped = sum(any(one.person not in scope.ledger.starters(one.page) for one in ones) for ones in changes.values())
    behind = [one for ones in changes.values() for one in ones]
    found = rated(helped, len(changes), Evidence.behind(behind), people=len(people_of(behind)))
    return Point(rated_in, found.value, found.numerator, found.denominator, found.hidden, evidence=found.evidence)
