"""All numbers of a site. Pure: the same commits give the same numbers on any day."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from kbgen.metrics import absence, activity, automation, confirmed, landing, pages, together
from kbgen.metrics.results import Metric
from kbgen.metrics.scope import Scope, ScopeKind, scopes
from kbgen.metrics.together import Bridge, bridges
from kbgen.metrics.topics import Topic
from kbgen.people import Ledger, PageFacts, PageId

# Each gives the metrics of one question. A further one is a further module.
METRICS: Final[tuple[Callable[[Scope], Iterator[Metric]], ...]] = (
    activity.metrics,
    absence.metrics,
    pages.metrics,
    confirmed.metrics,
    together.metrics,
    automation.metrics,
    landing.metrics,
)


@dataclass(frozen=True, slots=True)
class Figures:
    """The metrics of one scope, by key in a fixed order. `key` and `title` are "" for the site."""

    kind: ScopeKind
    key: str
    title: str
    people: int
    pages: int
    metrics: tuple[Metric, ...]

    def metric(self, key: str) -> Metric:
        """Return a metric by its key. Raises KeyError."""
        found = {metric.definition.key: metric for metric in self.metrics}
        return found[key]


@dataclass(frozen=True, slots=True)
class Statistics:
    """The figures of the site, its collections and topics, and the bridges between topics.

    `as_of` is the day on which all states hold, None (and all else empty) where no history may be told.
    """

    as_of: date | None = None
    figures: tuple[Figures, ...] = ()
    bridges: tuple[Bridge, ...] = ()

    @property
    def site(self) -> Figures | None:
        """The figures of the whole site."""
        return self.figures[0] if self.figures else None


def statistics(
    ledger: Ledger, facts: Mapping[PageId, PageFacts], topics: Mapping[PageId, Topic], titles: Mapping[str, str]
) -> Statistics:
    """Return all numbers. `facts` are those of the mainlines; `titles` are of the collections, by source."""
    found = tuple(scopes(ledger, facts, topics, titles))
    if not found:
        return Statistics()
    return Statistics(found[0].today, tuple(map(_figures, found)), bridges(found[0]))


def _figures(scope: Scope) -> Figures:
    metrics = tuple(metric for each in METRICS for metric in each(scope))
    people = {one.person for one in scope.contributions}
    return Figures(scope.kind, scope.key, scope.title, len(people), len(scope.pages), metrics)
