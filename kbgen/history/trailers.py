"""Who and what a commit message names: git's own trailers, and such lines anywhere in the body. Pure.

Forges put `Co-authored-by:` lines where git sees no trailer (before a last paragraph, between the messages of a
squash), so the body is scanned as well. `Signed-off-by:` says nothing of authorship.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from kbgen.facts import Identity, Role
from kbgen.history.rows import Named

_ROLES = {"co-authored-by": Role.COAUTHOR, "reviewed-by": Role.REVIEWER, "verified-by": Role.VERIFIER}
_PAGES = frozenset({"verified-page", "reviewed-page"})
_NAME_LENGTH = 1000
"""Characters of a name or address that are kept; a longer one is no person."""


class Trailer(NamedTuple):
    """A line `Key: value`; the key is in lower case."""

    key: str
    value: str


def parse_trailers(text: str) -> tuple[Trailer, ...]:
    """Parse what git prints for `%(trailers:only,unfold)`."""
    pairs = (line.partition(":") for line in text.split("\n"))
    return tuple(Trailer(key.strip().lower(), value.strip()) for key, sep, value in pairs if sep)


def scan_body(body: str) -> tuple[Trailer, ...]:
    """Return the lines of a message that name a person in a role or confirm a page, wherever they stand."""
    pairs = (line.partition(":") for line in body.split("\n"))
    found = ((key.strip().lower(), value.strip()) for key, colon, value in pairs if colon)
    return tuple(Trailer(key, value) for key, value in found if key in _ROLES or key in _PAGES)


def named(trailers: Iterable[Trailer]) -> tuple[Named, ...]:
    """Return the people that are named, each once in a role, in the order of their naming."""
    once: dict[tuple[Role, str, str], Named] = {}
    for role, value in ((_ROLES[t.key], t.value) for t in trailers if t.key in _ROLES):
        if who := parse_person(value):
            once.setdefault((role, who.name, who.email.lower()), Named(role, who))
    return tuple(once.values())


def verified(trailers: Iterable[Trailer]) -> tuple[str, ...]:
    """Return the paths of the pages that a commit confirms."""
    return tuple(dict.fromkeys(t.value for t in trailers if t.key in _PAGES and t.value))


def parse_person(value: str) -> Identity | None:
    """Return the person in `Name <address>`; None where there is no address in brackets."""
    name, opening, rest = value.partition("<")
    email, closing, _ = rest.partition(">")
    if not (opening and closing and email.strip()):
        return None
    return Identity(name.strip()[:_NAME_LENGTH], email.strip()[:_NAME_LENGTH])
