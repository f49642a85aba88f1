"""The changes that readers are told of: one entry for each commit of substance that changed published pages. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from kbgen.metrics import MilestoneKind, PersonFacts
from kbgen.people import CommitId, Contribution, Ledger, PageId, Person
from kbgen.recent.published import Published
from kbgen.view import Neighbour


@dataclass(frozen=True, slots=True)
class ChangedPage:
    """A published page that a commit changed, and where it is."""

    id: PageId
    link: Neighbour


@dataclass(frozen=True, slots=True)
class Entry:
    """A commit with the pages it changed (by title), who wrote it, and for whom of these it was the first."""

    source: str
    commit: str
    landed: datetime
    subject: str
    people: tuple[Person, ...]
    newcomers: tuple[Person, ...]
    pages: tuple[ChangedPage, ...]


def entries(ledger: Ledger, people: Iterable[PersonFacts], where: Published) -> tuple[Entry, ...]:
    """Return the changes of substance that people made and that are published, the newest first."""
    first = {facts.person: _first(facts) for facts in people if facts.person.slug}
    by_commit: dict[CommitId, list[Contribution]] = {}
    for one in ledger.contributions:
        if one.counts and one.change and one.change.substantive:
            by_commit.setdefault(one.at, []).append(one)
    made = (_entry(at, found, ledger, first, where) for at, found in reversed(by_commit.items()))
    return tuple(entry for entry in made if entry.pages)


def _entry(
    at: CommitId,
    contributions: Sequence[Contribution],
    ledger: Ledger,
    first: Mapping[Person, CommitId | None],
    where: Published,
) -> Entry:
    ids = {(one.page.source, one.page.id) for one in contributions}
    pages = [ChangedPage(page, link) for page in ids if (link := where.place(at, page))]
    authors = ledger.credits[at].authors
    return Entry(
        *at,
        contributions[0].commit.landed_at,
        ledger.subjects[at],
        authors,
        tuple(person for person in authors if first.get(person) == at),
        tuple(sorted(pages, key=lambda page: (page.link.title.casefold(), page.link.url, page.id))),
    )


def _first(facts: PersonFacts) -> CommitId | None:
    kind = MilestoneKind.FIRST_CONTRIBUTION
    return next((each.commit for each in facts.milestones if each.kind is kind), None)


def of_pages(found: Iterable[Entry], pages: Collection[PageId]) -> tuple[Entry, ...]:
    """Return the entries that changed some of `pages`, with only these of their pages."""
    reduced = (replace(entry, pages=tuple(page for page in entry.pages if page.id in pages)) for entry in found)
    return tuple(entry for entry in reduced if entry.pages)
