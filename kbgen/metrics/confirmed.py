"""Freshness over time: how many of the pages that existed had been changed or confirmed within a year. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Final

from kbgen.facts import Kind, PageHistory, Role
from kbgen.metrics.results import Definition, Evidence, Metric, Unit, rated
from kbgen.metrics.scope import YEAR, Scope, day
from kbgen.people import Contribution, PageId

CONFIRMED: Final = Definition(
    "confirmed_pages",
    "Pages changed or confirmed within a year",
    Unit.SHARE,
    f"Of the pages that existed at the end of the quarter, the share with a substantive change or a verification in "
    f"the {YEAR.days} days before.",
    "Terms and review dates in front matter, and pages that had left the topic by now.",
)


def metrics(scope: Scope) -> Iterator[Metric]:
    """Yield the share by quarter."""
    lives = {(page.source, page.id): _life(page, scope) for page in scope.histories}
    confirmed: dict[PageId, list[Contribution]] = defaultdict(list)
    for one in scope.contributions:
        if one.role is not Role.REVIEWER:
            confirmed[one.page.source, one.page.id].append(one)
    ends = [quarter for quarter in scope.quarters if quarter.is_over(scope.today)]
    points = []
    for quarter in ends:
        existing = [at for at, life in lives.items() if _exists(life, quarter.end)]
        last = _last_within(existing, confirmed, quarter.end)
        points.append(rated(len(last), len(existing), Evidence.behind(last), quarter))
    yield Metric(CONFIRMED, tuple(points))


def _life(page: PageHistory, scope: Scope) -> Sequence[tuple[date, bool]]:
    """Return the days on which the page came to exist or to be no more, in landing order."""
    commits = next(h.commits for h in scope.ledger.histories if h.source == page.source)
    changes = [(commits[change.commit], change.kind) for change in page.changes if change.commit in commits]
    return [(commit.landed_at.date(), kind is not Kind.DELETE) for commit, kind in changes if commit.mainline]


def _exists(life: Sequence[tuple[date, bool]], end: date) -> bool:
    return next((exists for day, exists in reversed(life) if day < end), False)


def _last_within(
    pages: Sequence[PageId], confirmed: Mapping[PageId, Sequence[Contribution]], end: date
) -> list[Contribution]:
    """Return the last confirmation before `end` of each page that has one within the year."""
    found = (next((one for one in reversed(confirmed.get(at, ())) if day(one) < end), None) for at in pages)
    return [one for one in found if one and day(one) >= end - YEAR]
