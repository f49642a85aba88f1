"""The part of the community that a set of numbers is about: the site, a collection, or a topic. Pure."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from kbgen.facts import Kind, PageHistory, Role
from kbgen.metrics.periods import Period, months, quarters
from kbgen.metrics.topics import Topic
from kbgen.people import Contribution, Landed, Ledger, PageFacts, PageId, Person

MONTHS: Final = 24
QUARTERS: Final = 12
YEAR: Final = timedelta(days=365)
WRITING: Final = frozenset({Role.AUTHOR, Role.COAUTHOR})


class ScopeKind(StrEnum):
    """What a scope is."""

    SITE = "site"
    COLLECTION = "collection"
    TOPIC = "topic"


@dataclass(frozen=True, slots=True)
class Scope:
    """What landed in a scope. `contributions` are those that count, in landing order; `landed` are the commits that
    change its pages; `histories` are those of all its pages, `pages` the facts of those that exist now.
    """

    kind: ScopeKind
    key: str
    title: str
    as_of: datetime
    ledger: Ledger
    contributions: tuple[Contribution, ...]
    landed: tuple[Landed, ...]
    histories: tuple[PageHistory, ...]
    pages: Mapping[PageId, PageFacts]
    topics: Mapping[PageId, Topic]

    @property
    def today(self) -> date:
        """The day on which the states hold."""
        return self.as_of.date()

    @property
    def months(self) -> tuple[Period, ...]:
        """The months of the series."""
        return months(self._since, self.today, MONTHS)

    @property
    def quarters(self) -> tuple[Period, ...]:
        """The quarters of the series, the last of which may not be over."""
        return quarters(self._since, self.today, QUARTERS)

    @property
    def _since(self) -> date:
        return self.contributions[0].commit.landed_at.date() if self.contributions else self.today

    def within(self, period: Period) -> tuple[Contribution, ...]:
        """Return the contributions that landed in `period`."""
        return self._between(period.start, period.end)

    def year_before(self, end: date) -> tuple[Contribution, ...]:
        """Return the contributions that landed in the 365 days before `end`."""
        return self._between(end - YEAR, end)

    def _between(self, start: date, end: date) -> tuple[Contribution, ...]:
        first, last = (bisect_left(self.contributions, edge, key=day) for edge in (start, end))
        return self.contributions[first:last]


def day(one: Contribution) -> date:
    """Return the day on which a contribution landed."""
    return one.commit.landed_at.date()


def people_of(contributions: Sequence[Contribution]) -> frozenset[Person]:
    """Return who made `contributions`."""
    return frozenset(one.person for one in contributions)


def edits(contributions: Sequence[Contribution]) -> tuple[Contribution, ...]:
    """Return the substantive changes among them, as opposed to reviews and verifications."""
    return tuple(one for one in contributions if one.role in WRITING)


def edits_of_existing(contributions: Sequence[Contribution]) -> tuple[Contribution, ...]:
    """Return the substantive changes of pages that were there already."""
    return tuple(one for one in edits(contributions) if one.change and one.change.kind is not Kind.CREATE)


def scopes(
    ledger: Ledger, facts: Mapping[PageId, PageFacts], topics: Mapping[PageId, Topic], titles: Mapping[str, str]
) -> Iterator[Scope]:
    """Yield the site, its collections in the order of the configuration, and its topics by key; none without facts."""
    if ledger.as_of is None:
        return
    divide = _Divider(ledger, ledger.as_of, facts, topics)
    yield divide.scope(ScopeKind.SITE, "", "", divide.histories)
    for history in ledger.histories:
        pages = {(page.source, page.id) for page in history.pages}
        yield divide.scope(ScopeKind.COLLECTION, history.source, titles.get(history.source, history.source), pages)
    by_topic: dict[Topic, set[PageId]] = {}
    for page, topic in topics.items():
        by_topic.setdefault(topic, set()).add(page)
    for topic, pages in sorted(by_topic.items(), key=lambda item: item[0]):
        yield divide.scope(ScopeKind.TOPIC, topic.key, topic.title, pages)


class _Divider:
    """Takes out of the ledger what is about certain pages, without reading all of it for each topic."""

    def __init__(
        self, ledger: Ledger, as_of: datetime, facts: Mapping[PageId, PageFacts], topics: Mapping[PageId, Topic]
    ) -> None:
        self._ledger, self._as_of, self._facts, self._topics = ledger, as_of, facts, topics
        self._counting = tuple(one for one in ledger.contributions if one.counts)
        self._contributions = _places([((one.page.source, one.page.id),) for one in self._counting])
        self._landed = _places([[(each.commit.source, page) for page in each.pages] for each in ledger.landed])
        self.histories = {(page.source, page.id): page for history in ledger.histories for page in history.pages}

    def scope(self, kind: ScopeKind, key: str, title: str, pages: Collection[PageId]) -> Scope:
        """Return what landed on `pages`."""
        known = sorted(page for page in pages if page in self.histories)
        return Scope(
            kind,
            key,
            title,
            self._as_of,
            self._ledger,
            tuple(self._counting[place] for place in _of(known, self._contributions)),
            tuple(self._ledger.landed[place] for place in _of(known, self._landed)),
            tuple(self.histories[page] for page in known),
            {page: self._facts[page] for page in known if page in self._facts},
            self._topics,
        )


def _places(pages: Sequence[Sequence[PageId]]) -> Mapping[PageId, list[int]]:
    """Return in which of the lists each page stands."""
    found: dict[PageId, list[int]] = {}
    for place, listed in enumerate(pages):
        for page in listed:
            found.setdefault(page, []).append(place)
    return found


def _of(pages: Sequence[PageId], places: Mapping[PageId, list[int]]) -> list[int]:
    return sorted({place for page in pages for place in places.get(page, ())})
