"""Whom pages can name as owner: teams and members of `kbgen.yml`, and the people in history. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kbgen.check.subject import Subject
from kbgen.people import Person


@dataclass(frozen=True, slots=True)
class Owners:
    """Names as they are compared: `declared` are those of `kbgen.yml`, `people` those in history."""

    declared: frozenset[str]
    people: Mapping[str, Person]
    shown: tuple[str, ...]

    @classmethod
    def of(cls, subject: Subject) -> Owners:
        """Return whom the pages of a site can name."""
        config = subject.config.people
        declared = (*config.teams, *(member.name for member in config.members))
        people: dict[str, Person] = {}
        for person in subject.people.humans:
            for name in filter(None, (person.slug, "" if person.opted_out else person.name)):
                people.setdefault(folded(name), person)
        names = (person.name for person in subject.people.humans if not person.opted_out)
        return cls(frozenset(map(folded, declared)), people, tuple(dict.fromkeys((*declared, *names))))

    def are_declared(self) -> bool:
        """Tell whether the site says at all who looks after pages."""
        return bool(self.declared)

    def knows(self, name: str) -> bool:
        """Tell whether anybody or any team is called so."""
        return folded(name) in self.declared or folded(name) in self.people


def folded(name: str) -> str:
    """Return a name as it is compared: `@ada` is Ada, in any case."""
    return " ".join(name.removeprefix("@").casefold().split())
