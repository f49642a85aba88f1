"""The front matter of a page on both sides: which fields changed. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import Final

from kbgen.model import FrontMatter

WRITTEN: Final = {
    "nav_title": "nav.title",
    "nav_order": "nav.order",
    "nav_hidden": "nav.hidden",
    "search_exclude": "search.exclude",
    "search_boost": "search.boost",
}
"""How fields are written that have another name here."""
LONGEST: Final = 400


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field whose value is another one; "" stands for none."""

    name: str
    before: str
    after: str


def changed_fields(old: FrontMatter, new: FrontMatter) -> tuple[FieldChange, ...]:
    """Return the fields that differ, in the order in which they are described."""
    return tuple(_changes(old, new))


def _changes(old: FrontMatter, new: FrontMatter) -> Iterator[FieldChange]:
    for field in fields(FrontMatter):
        before, after = (_text(getattr(front, field.name)) for front in (old, new))
        if before != after:
            yield FieldChange(WRITTEN.get(field.name, field.name), before, after)


def _text(value: object) -> str:
    """Return a value as a reader of the page's head would write it."""
    match value:
        case None | "" | ():
            said = ""
        case bool():
            said = "true" if value else "false"
        case str() | int() | float():
            said = str(value)
        case date():
            said = value.isoformat()
        case timedelta():
            said = f"{value.days} days"
        case tuple():
            said = ", ".join(map(_text, value))
        case _:
            said = json.dumps(value, ensure_ascii=False, default=str) if value else ""
    return said if len(said) <= LONGEST else f"{said[: LONGEST - 1]}…"
