"""Who can help with a topic: those who changed its pages lately, each with the evidence. Never a ranking. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from kbgen.people import PageId, Person, by_name
from kbgen.recent import Entry
from kbgen.view import Neighbour

WITHIN: Final = timedelta(days=365)
MOST_PEOPLE: Final = 12
MOST_PAGES: Final = 3


@dataclass(frozen=True, slots=True)
class Helper:
    """Someone who may know, and pages of the topic that they changed, the latest first."""

    person: Person
    pages: tuple[Neighbour, ...]


def who_can_help(found: Collection[Entry], topic: Iterable[PageId]) -> tuple[Helper, ...]:
    """Return, by name, those who changed pages of the topic in the year before the newest change of the site.

    `found` are all entries, the newest first. Of many people those are taken who were there most recently. Whoever
    opted out is not among them.
    """
    wanted = frozenset(topic)
    changed: dict[Person, dict[Neighbour, None]] = {}
    newest = max((entry.landed for entry in found), default=None)
    for entry in found:
        if newest is None or entry.landed < newest - WITHIN:
            break
        pages = [page.link for page in entry.pages if page.id in wanted]
        for person in entry.people if pages else ():
            if person.slug:
                changed.setdefault(person, {}).update(dict.fromkeys(pages))
    latest = list(changed.items())[:MOST_PEOPLE]
    helpers = (Helper(person, tuple(pages)[:MOST_PAGES]) for person, pages in latest)
    return tuple(sorted(helpers, key=lambda helper: by_name(helper.person)))
