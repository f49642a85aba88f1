"""Who did what in a commit. Pure.

Humans are credited; bots and assistants are named apart, so that their volume can be disclosed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kbgen.facts import Change, Commit, Kind, PageHistory, Role
from kbgen.people.person import People, Person, PersonKind

AUTHORING = frozenset({Kind.CREATE, Kind.EDIT, Kind.MINOR})
"""What makes an author of a page."""

CommitId = tuple[str, str]
"""Source and object id."""
PageId = tuple[str, str]
"""Source and page id."""


@dataclass(frozen=True, slots=True)
class Credits:
    """The people of one commit, each in one tuple at most of the first two; authors are in the order of the commit.

    `author` is who signed it, also when that is no human. `committer` is a human who is not among the authors.
    """

    author: Person
    authors: tuple[Person, ...]
    automated: tuple[Person, ...] = ()
    reviewers: tuple[Person, ...] = ()
    verifiers: tuple[Person, ...] = ()
    committer: Person | None = None

    @property
    def assistants(self) -> tuple[Person, ...]:
        """The assistants that wrote it or helped."""
        return tuple(person for person in self.automated if person.kind is PersonKind.ASSISTANT)


def credits_of(commit: Commit, people: People) -> Credits:
    """Return who is credited for `commit`."""
    named = [(role, people.of(commit.source, identity)) for role, identity in commit.named]
    author = people.of(commit.source, commit.author)
    writers = tuple(dict.fromkeys((author, *(person for role, person in named if role is Role.COAUTHOR))))
    authors = tuple(person for person in writers if person.is_human)
    committer = people.of(commit.source, commit.committer)
    return Credits(
        author,
        authors,
        tuple(person for person in writers if not person.is_human),
        _humans(named, Role.REVIEWER),
        _humans(named, Role.VERIFIER),
        committer if committer.is_human and committer not in authors else None,
    )


def _humans(named: Sequence[tuple[Role, Person]], wanted: Role) -> tuple[Person, ...]:
    return tuple(dict.fromkeys(person for role, person in named if role is wanted and person.is_human))


@dataclass(frozen=True, slots=True)
class Contribution:
    """One person's part in one commit's change of one page: written, reviewed, or verified.

    `counts` tells the contributions of which the community's numbers are made: substantive changes, reviews and
    verifications, on the mainline, in the first source that holds the commit. `change` is None for a page that was
    verified without a change.
    """

    person: Person
    role: Role
    commit: Commit
    page: PageHistory
    change: Change | None
    counts: bool

    @property
    def at(self) -> CommitId:
        """The commit behind it."""
        return (self.commit.source, self.commit.oid)

    @property
    def unit(self) -> tuple[CommitId, str]:
        """What it counts as once: a page of a commit; an import of many pages is one."""
        return (self.at, "" if self.commit.bulk_import else self.page.id)
