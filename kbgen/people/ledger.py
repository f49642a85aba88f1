"""The ledger: who is credited for what, over all sources, in the order in which it landed. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain
from typing import Final

from kbgen.facts import Change, Commit, Kind, PageHistory, Role, SourceHistory
from kbgen.people.credit import AUTHORING, CommitId, Contribution, Credits, PageId, credits_of
from kbgen.people.person import People, Person

_NO_WORK: Final = frozenset({Kind.REVERTED, Kind.GENERATED, Kind.MECHANICAL})


@dataclass(frozen=True, slots=True)
class Landed:
    """A mainline commit with the pages that it changes (their ids, sorted; none for most merges).

    `landing` is the number of commits that landed together with it, itself included.
    """

    commit: Commit
    who: Credits
    pages: tuple[str, ...]
    landing: int


@dataclass(frozen=True, slots=True)
class Ledger:
    """All credit of all trusted sources. `contributions` are in landing order.

    `subjects` are those of the commits as they may be shown; `confirming` are the commits that name a page's path
    in a trailer; `landed` are the mainline commits, each in the first source that holds it, in landing order.
    `as_of` is the newest landing date, by which every state is told; None where nothing ever landed.
    """

    people: People
    histories: tuple[SourceHistory, ...] = ()
    credits: Mapping[CommitId, Credits] = field(default_factory=dict)
    contributions: tuple[Contribution, ...] = ()
    last_active: Mapping[Person, datetime] = field(default_factory=dict)
    subjects: Mapping[CommitId, str] = field(default_factory=dict)
    confirming: Mapping[PageId, tuple[Commit, ...]] = field(default_factory=dict)
    landed: tuple[Landed, ...] = ()
    as_of: datetime | None = None

    def starters(self, page: PageHistory) -> tuple[Person, ...]:
        """Return the humans who started `page`: nobody where a bot did."""
        born = self.credits.get((page.source, page.born_commit))
        return born.authors if born else ()

    @classmethod
    def of(cls, histories: Sequence[SourceHistory], people: People) -> Ledger:
        """Return the ledger of `histories`, in the order of the configuration. Those not trusted are left out."""
        trusted = tuple(history for history in histories if history.trusted)
        commits = [commit for history in trusted for commit in history.commits.values()]
        credits = {(commit.source, commit.oid): credits_of(commit, people) for commit in commits}
        owner = {oid: history.source for history in reversed(trusted) for oid in history.commits}
        found = sorted(_contributions(trusted, credits, owner), key=_landing)
        last = {one.person: one.commit.landed_at for one in found if one.commit.mainline}
        as_of = max((commit.landed_at for commit in commits if commit.mainline), default=None)
        subjects = {(commit.source, commit.oid): people.subject(commit.subject) for commit in commits}
        return cls(
            people,
            trusted,
            credits,
            tuple(found),
            last,
            subjects,
            _confirming(trusted),
            _landed(trusted, credits, owner),
            as_of,
        )


def _landing(one: Contribution) -> tuple[datetime, int, datetime, str, str]:
    return (one.commit.landed_at, one.commit.position, one.commit.authored_at, one.commit.oid, one.page.id)


def _landed(
    histories: Sequence[SourceHistory], credits: Mapping[CommitId, Credits], owner: Mapping[str, str]
) -> tuple[Landed, ...]:
    found = []
    for history in histories:
        pages: dict[str, set[str]] = {}
        for commit, page, _ in _changes(history):
            pages.setdefault(commit.oid, set()).add(page.id)
        mine = [commit for oid, commit in history.commits.items() if commit.mainline and owner[oid] == history.source]
        together = Counter(commit.position for commit in mine)
        for commit in mine:
            who = credits[history.source, commit.oid]
            changed = tuple(sorted(pages.get(commit.oid, ())))
            found.append(Landed(commit, who, changed, together[commit.position]))
    return tuple(sorted(found, key=lambda each: (each.commit.landed_at, each.commit.position, each.commit.oid)))


def _confirming(histories: Sequence[SourceHistory]) -> Mapping[PageId, tuple[Commit, ...]]:
    found: dict[PageId, list[Commit]] = {}
    for commit, page, _ in chain.from_iterable(map(verified, histories)):
        found.setdefault((commit.source, page.id), []).append(commit)
    return {at: tuple(commits) for at, commits in found.items()}


def _contributions(
    histories: Sequence[SourceHistory], credits: Mapping[CommitId, Credits], owner: Mapping[str, str]
) -> Iterator[Contribution]:
    for history in histories:
        for commit, page, change in chain(_changes(history), verified(history)):
            counts = commit.mainline and owner[commit.oid] == history.source
            yield from _parts(commit, page, change, credits[commit.source, commit.oid], counts=counts)


def _changes(history: SourceHistory) -> Iterator[tuple[Commit, PageHistory, Change]]:
    for page in history.pages:
        for change in page.changes:
            if change.commit in history.commits:
                yield history.commits[change.commit], page, change


def verified(history: SourceHistory) -> Iterator[tuple[Commit, PageHistory, None]]:
    """Yield the pages that commits confirm by the path in a trailer, wherever the page stands by now."""
    confirming = [commit for commit in history.commits.values() if commit.verified]
    if not confirming:
        return
    at: dict[str, PageHistory] = {}
    for page in sorted(history.pages, key=lambda page: not page.path):  # those that still exist come first
        for path in (page.path, *page.former_paths):
            at.setdefault(path, page)
    now = {page.path: page for page in history.pages if page.path}
    for commit in confirming:
        found = [now.get(path) or at.get(path) for path in commit.verified]
        yield from ((commit, page, None) for page in {page.id: page for page in found if page}.values())


def _parts(
    commit: Commit, page: PageHistory, change: Change | None, who: Credits, *, counts: bool
) -> Iterator[Contribution]:
    if page.generated:
        return
    if change is not None and change.kind in AUTHORING:
        for person in who.authors:
            role = Role.AUTHOR if person == who.author else Role.COAUTHOR
            yield Contribution(person, role, commit, page, change, counts and change.substantive)
    if change is not None and change.kind not in _NO_WORK:
        yield from (Contribution(each, Role.REVIEWER, commit, page, change, counts) for each in who.reviewers)
    if (change is None) == bool(commit.verified):
        yield from (Contribution(each, Role.VERIFIER, commit, page, change, counts) for each in who.verifiers)
