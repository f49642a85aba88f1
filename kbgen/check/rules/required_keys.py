"""KB013: front matter lacks what the site asks for in `front_matter.required`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from kbgen import paths
from kbgen.check.finding import Finding, finding
from kbgen.check.head import first_line, head
from kbgen.check.rule import Rule
from kbgen.check.subject import CheckedPage, Subject, Volume
from kbgen.globs import Pattern


def find(volume: Volume, subject: Subject) -> Iterator[Finding]:
    """Yield every key that a page must have and has not."""
    required = [(Pattern.parse(text), keys) for text, keys in subject.config.front_matter.required.items()]
    for page in volume.pages.values() if required else ():
        found = [(pattern, keys) for pattern, keys in required if pattern.matches(page.page.src_uri)]
        if found:
            pattern, keys = found[-1]
            yield from _missing(page, keys, pattern.body)


def _missing(page: CheckedPage, keys: Sequence[str], pattern: str) -> Iterator[Finding]:
    known = head(page)
    for key in keys if known else ():
        if known and _value(known.values, key.split(".")) in (None, "", [], {}):
            message = f"the front matter has no '{paths.shown(key)}', which pages in '{paths.shown(pattern)}' must have"
            place = known.place(tuple(key.split("."))) or first_line(page.written)
            yield finding("KB013", message, page.where, place, hint=f"write `{paths.shown(key)}: …`")


def _value(values: Any, path: Sequence[str]) -> object:
    for key in path:
        values = values.get(key) if isinstance(values, dict) else None
    return values


RULE = Rule(("KB013",), find)
