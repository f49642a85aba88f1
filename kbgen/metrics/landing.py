"""How long work waits before it lands. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Final

from kbgen.metrics.periods import Period
from kbgen.metrics.results import Definition, Evidence, Metric, Point, Unit, measured
from kbgen.metrics.scope import Scope
from kbgen.people import Landed

_HOW = (
    "of the days from the author date of the first commit of a merge to the day the merge landed, over the merges of "
    "the quarter that change a page."
)
_UNSEEN = (
    "Work that was squashed or rebased into one commit, the time to a first answer, and proposals that never landed. "
    "Where contributors merge the default branch into theirs and it is fast-forwarded, others' work seems to wait."
)

MEDIAN: Final = Definition("time_to_land", "Time to land", Unit.DAYS, f"The median {_HOW}", _UNSEEN)
P90: Final = Definition(
    "time_to_land_p90", "Time to land, slow tenth", Unit.DAYS, f"The 90th percentile {_HOW}", _UNSEEN
)


def percentile(values: Sequence[float], share: float) -> float | None:
    """Return the value below or at which `share` of `values` lie (nearest rank), None without values."""
    ordered = sorted(values)
    rank = max(1, -int(-share * len(ordered) // 1))  # rounded up
    return ordered[rank - 1] if ordered else None


def metrics(scope: Scope) -> Iterator[Metric]:
    """Yield median and 90th percentile by quarter."""
    firsts = _first_commits(scope.landed)
    for definition, share in ((MEDIAN, 0.5), (P90, 0.9)):
        points = (_point(firsts, quarter, share) for quarter in scope.quarters if quarter.is_over(scope.today))
        yield Metric(definition, tuple(points))


def _first_commits(landed: Sequence[Landed]) -> tuple[Landed, ...]:
    """Return, for each merge, its commit with the earliest plausible author date."""
    first: dict[tuple[str, int], Landed] = {}
    for each in landed:
        commit = each.commit
        if each.landing > 1 and commit.parents < 2 and not commit.clamped and each.who.authors:
            at = (commit.source, commit.position)
            first[at] = min(first.get(at, each), each, key=lambda one: (one.commit.authored_at, one.commit.oid))
    return tuple(first.values())


def _point(firsts: Sequence[Landed], quarter: Period, share: float) -> Point:
    found = [each for each in firsts if quarter.holds(each.commit.landed_at.date())]
    days = [max(0.0, (each.commit.landed_at - each.commit.authored_at) / timedelta(days=1)) for each in found]
    evidence = Evidence.of(commits=((each.commit.source, each.commit.oid) for each in found))
    return measured(percentile(days, share), evidence, quarter)
