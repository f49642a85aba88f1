"""The people of a site, as values that may be published: no address is in any of them but in the private map."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from kbgen.facts import Identity
from kbgen.people.display import subject_line, without_names


class PersonKind(StrEnum):
    """Who acts. Only humans are contributors."""

    HUMAN = "human"
    BOT = "bot"
    ASSISTANT = "assistant"


@dataclass(frozen=True, slots=True, order=True)
class Person:
    """Someone, or something, that signs commits.

    `number` counts from 1 by first contribution and tells people apart within one build; it is not published.
    `slug` is the URL segment of a human with a page; "" for bots, assistants and whoever opted out, whose `name`
    is then "a community member" and who has no links.
    """

    number: int
    name: str = field(hash=False)  # the number tells people apart, and people are keys of many mappings
    slug: str = field(default="", hash=False)
    kind: PersonKind = field(default=PersonKind.HUMAN, hash=False)
    links: tuple[tuple[str, str], ...] = field(default=(), hash=False)
    org: str = field(default="", hash=False)
    opted_out: bool = field(default=False, hash=False)

    @property
    def is_human(self) -> bool:
        """Whether it is a person in the proper sense."""
        return self.kind is PersonKind.HUMAN


def by_name(person: Person) -> tuple[str, int]:
    """Return the key by which people are listed: the name, and where two are equal, the first contribution."""
    return (person.name.casefold(), person.number)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """People of one name who may be one person; `likely` if their addresses begin alike too. Nothing is merged."""

    name: str
    people: tuple[Person, ...]
    likely: bool


@dataclass(frozen=True, slots=True)
class People:
    """Everyone who signed a commit, by first contribution.

    `members` and `hidden` are private: addresses, and the names and logins of those who opted out.
    """

    persons: tuple[Person, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    members: Mapping[tuple[str, Identity], Person] = field(default_factory=dict, repr=False)
    hidden: frozenset[str] = field(default=frozenset(), repr=False)

    def of(self, source: str, identity: Identity) -> Person:
        """Return who signs as `identity` in the history of `source`. Raises KeyError if nobody does."""
        return self.members[source, identity]

    def subject(self, text: str) -> str:
        """Return the subject of a commit as it may be shown: without addresses and without names that are hidden."""
        return subject_line(without_names(text, self.hidden))

    @property
    def amount(self) -> str:
        """How many humans there are, in words."""
        count = len(self.humans)
        return f"{count} {'person' if count == 1 else 'people'}"

    @property
    def humans(self) -> tuple[Person, ...]:
        """The humans among them, by first contribution."""
        return tuple(person for person in self.persons if person.is_human)
