"""The changes that readers are told of: one entry for each commit of substance that changed published pages. Pure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from kbgen.metrics import MilestoneKind, PersonFacts
from kbgen.people import Contribution, Ledger, PageId, Person
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
    """Return the changes of substance that people made and that are published, the newest first.

    Several collections may be of one repository: a commit is one entry, with its pages in all of them.
    """
    first = {facts.person: _first(facts) for facts in people if facts.person.slug}
    by_commit: dict[str, list[Contribution]] = {}
    for one in ledger.contributions:
        if one.commit.mainline and one.change and one.change.substantive and where.place(one.at, _page(one)):
            by_commit.setdefault(one.commit.oid, []).append(one)
    order = [history.source for history in ledger.histories]
    by_source = (sorted(found, key=lambda one: order.index(one.commit.source)) for found in by_commit.values())
    return tuple(_entry(found, ledger, first, where) for found in by_source)[::-1]


def _entry(
    contributions: Sequence[Contribution], ledger: Ledger, first: Mapping[Person, str], where: Published
) -> Entry:
    at = contributions[0].at
    links = {_page(one): where.place(one.at, _page(one)) for one in contributions}
    pages = (ChangedPage(page, link) for page, link in links.items() if link)
    authors = ledger.credits[at].authors
    return Entry(
        *at,
        min(one.commit.landed_at for one in contributions),
        ledger.subjects[at],
        authors,
        tuple(person for person in authors if first.get(person) == at[1]),
        tuple(sorted(pages, key=lambda page: (page.link.title.casefold(), page.link.url, page.id))),
    )


def _page(one: Contribution) -> PageId:
    return one.page.source, one.page.id


def _first(facts: PersonFacts) -> str:
    """Return the commit of somebody's first contribution, whichever of the collections of its repository has it."""
    kind = MilestoneKind.FIRST_CONTRIBUTION
    return next((each.commit[1] for each in facts.milestones if each.kind is kind), "")


def of_pages(found: Iterable[Entry], pages: Collection[PageId]) -> tuple[Entry, ...]:
    """Return the entries that changed some of `pages`, with only these of their pages."""
    return _reduced(found, lambda page: page.id in pages)


def of_source(found: Iterable[Entry], source: str) -> tuple[Entry, ...]:
    """Return the entries that changed pages of a source, with only these of their pages."""
    return _reduced(found, lambda page: page.id[0] == source)


def _reduced(found: Iterable[Entry], is_wanted: Callable[[ChangedPage], bool]) -> tuple[Entry, ...]:
    reduced = (replace(entry, pages=tuple(filter(is_wanted, entry.pages))) for entry in found)
    return tuple(entry for entry in reduced if entry.pages)
