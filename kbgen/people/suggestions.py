"""People of one name who may be one person. For maintainers to confirm in `kbgen.yml` or `.mailmap`. Pure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping

from kbgen.facts import Identity
from kbgen.people.person import Person, Suggestion

_FORGE_NUMBER = re.compile(r"^\d+\+")


def suggestions(members: Mapping[tuple[str, Identity], Person]) -> tuple[Suggestion, ...]:
    """Return, by name, each group of different people who are shown under one name."""
    addresses: dict[Person, set[str]] = defaultdict(set)
    for (_, identity), person in members.items():
        addresses[person].add(_local_part(identity.email))
    by_name: dict[str, list[Person]] = defaultdict(list)
    for person in sorted(addresses):
        if person.is_human and not person.opted_out:
            by_name[" ".join(person.name.split()).casefold()].append(person)
    groups = (group for _, group in sorted(by_name.items()) if len(group) > 1)
    return tuple(Suggestion(group[0].name, tuple(group), _begin_alike(group, addresses)) for group in groups)


def _local_part(email: str) -> str:
    return _FORGE_NUMBER.sub("", email.lower().partition("@")[0])


def _begin_alike(group: list[Person], addresses: Mapping[Person, set[str]]) -> bool:
    seen: set[str] = set()
    for person in group:
        if seen & addresses[person]:
            return True
        seen |= addresses[person]
    return False
