"""What a person's page tells: when, where and with whom; no count is a score, and nothing is ranked. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from kbgen.facts import Kind
from kbgen.metrics.scope import WRITING, day
from kbgen.metrics.topics import Topic
from kbgen.people import CommitId, Contribution, Ledger, PageFacts, PageId, Person, by_name


class MilestoneKind(StrEnum):
    """What is worth a word. Nothing here can be lost again."""

    FIRST_CONTRIBUTION = "first contribution"
    FIRST_PAGE = "first page"
    FIRST_REVIEW = "first review"
    YEARS_1 = "1 year"
    YEARS_3 = "3 years"
    YEARS_5 = "5 years"


_YEARS = {MilestoneKind.YEARS_1: 1, MilestoneKind.YEARS_3: 3, MilestoneKind.YEARS_5: 5}


@dataclass(frozen=True, slots=True)
class Milestone:
    """A milestone, the day of the contribution that reached it, and its commit."""

    kind: MilestoneKind
    on: date
    commit: CommitId


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """What a person did. Pages are those that exist, sorted; `topics` by key.

    `improved` are pages with a substantive change by the person that they did not start. `helped` of `edits`
    substantive changes of existing pages were on pages that someone else started. `reviews` are reviews and
    verifications of pages. `commits` is the evidence.
    """

    person: Person
    first: date
    latest: date
    started: tuple[PageId, ...]
    improved: tuple[PageId, ...]
    topics: tuple[Topic, ...]
    reviews: int
    helped: int
    edits: int
    milestones: tuple[Milestone, ...]
    commits: tuple[CommitId, ...]


def people_facts(
    ledger: Ledger, facts: Mapping[PageId, PageFacts], topics: Mapping[PageId, Topic]
) -> tuple[PersonFacts, ...]:
    """Return the facts of everyone who contributed anything, by name; those who opted out are among them, unnamed."""
    by_person: dict[Person, list[Contribution]] = {}
    for one in ledger.contributions:
        if one.commit.mainline:
            by_person.setdefault(one.person, []).append(one)
    people = sorted(by_person, key=by_name)
    starters = {(page.source, page.id): frozenset(ledger.starters(page)) for h in ledger.histories for page in h.pages}
    return tuple(_person(person, by_person[person], starters, facts, topics) for person in people)


def _person(
    person: Person,
    contributions: Sequence[Contribution],
    starters: Mapping[PageId, Collection[Person]],
    facts: Mapping[PageId, PageFacts],
    topics: Mapping[PageId, Topic],
) -> PersonFacts:
    substantive = [one for one in contributions if one.role in WRITING and one.change and one.change.substantive]
    edits = [one for one in substantive if one.change and one.change.kind is not Kind.CREATE]
    helped = [one for one in edits if person not in starters[_page(one)]]
    created = {_page(one) for one in contributions if person in starters[_page(one)] and one.role in WRITING}
    started = _existing(created, facts)
    return PersonFacts(
        person,
        day(contributions[0]),
        day(contributions[-1]),
        started,
        _existing((_page(one) for one in helped), facts),
        tuple(sorted({topics[_page(one)] for one in contributions if _page(one) in topics})),
        len({one.unit for one in contributions if one.role not in WRITING}),
        len({one.unit for one in helped}),
        len({one.unit for one in edits}),
        tuple(_milestones(contributions)),
        tuple(sorted({one.at for one in contributions})),
    )


def _page(one: Contribution) -> PageId:
    return (one.page.source, one.page.id)


def _existing(pages: Iterable[PageId], facts: Mapping[PageId, PageFacts]) -> tuple[PageId, ...]:
    return tuple(sorted(page for page in set(pages) if page in facts))


def _milestones(contributions: Sequence[Contribution]) -> Iterator[Milestone]:
    """Yield the milestones in the order of their kinds. A year counts when something landed after it."""
    begun = day(contributions[0])
    for kind in MilestoneKind:
        found = next((one for one in contributions if _reaches(kind, one, begun)), None)
        if found:
            yield Milestone(kind, day(found), found.at)


def _reaches(kind: MilestoneKind, one: Contribution, begun: date) -> bool:
    match kind:
        case MilestoneKind.FIRST_CONTRIBUTION:
            return True
        case MilestoneKind.FIRST_PAGE:
            return one.change is not None and one.change.kind is Kind.CREATE and one.role in WRITING
        case MilestoneKind.FIRST_REVIEW:
            return one.role not in WRITING
        case _:
            return day(one) >= _years_after(begun, _YEARS[kind])


def _years_after(begun: date, years: int) -> date:
    leap_day = (begun.month, begun.day) == (2, 29)
    return begun.replace(year=begun.year + years, day=28 if leap_day else begun.day)
