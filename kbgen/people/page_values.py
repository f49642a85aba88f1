"""What a page tells of its history, as values. Dates are days, in UTC."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from kbgen.facts import Kind
from kbgen.people.freshness import Freshness
from kbgen.people.person import Person
from kbgen.people.written import WrittenBy


class PageRole(StrEnum):
    """What someone did for a page."""

    AUTHOR = "author"
    REVIEWER = "reviewer"
    VERIFIER = "verifier"
    MOVER = "mover"
    MERGER = "merger"
    RESTORER = "restorer"
    REVERTER = "reverter"
    FORMATTER = "formatter"
    COMMITTER = "committer"


@dataclass(frozen=True, slots=True)
class PageContributor:
    """Someone who did something for a page, what (in the order of PageRole), and the day on which the first landed."""

    person: Person
    roles: tuple[PageRole, ...]
    first: date

    @property
    def is_author(self) -> bool:
        """Whether some of the page was written by them."""
        return PageRole.AUTHOR in self.roles


@dataclass(frozen=True, slots=True)
class PageChange:
    """A line of a page's history. `automated` are the bots and assistants that took part; `subject` may be shown."""

    commit: str
    landed: date
    authored: date
    kind: Kind
    people: tuple[Person, ...]
    automated: tuple[Person, ...]
    subject: str


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What the history says of a page: dates are those of landing on the mainline, in UTC.

    `why_unknown` is "" or says why there is nothing to show; then everything else is empty. `changes` are newest
    first. `substantive` is the last change of substance by a human. `keepers` are by name.
    """

    page_id: str = ""
    why_unknown: str = ""
    created: date | None = None
    created_by: tuple[Person, ...] = ()
    landed: date | None = None
    substantive: date | None = None
    reviewed: date | None = None
    reviewed_by: tuple[Person, ...] = ()
    due: date | None = None
    freshness: Freshness = Freshness.UNKNOWN
    contributors: tuple[PageContributor, ...] = ()
    written_by: WrittenBy | None = None
    keepers: tuple[Person, ...] = ()
    changes: tuple[PageChange, ...] = ()
    former_paths: tuple[str, ...] = ()

    @classmethod
    def unknown(cls, reason: str) -> PageFacts:
        """Return the facts of a page of which nothing may be said, for `reason`."""
        return cls(why_unknown=reason)

    def without_term(self) -> PageFacts:
        """Return the facts of a text that cannot be changed any more, and so has nothing that is due."""
        return replace(self, due=None, freshness=Freshness.UNKNOWN)

    @property
    def authors(self) -> tuple[Person, ...]:
        """Those who wrote some of it, by first contribution."""
        return tuple(each.person for each in self.contributors if each.is_author)
