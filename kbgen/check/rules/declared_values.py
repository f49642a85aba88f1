"""KB014: an owner, or a value of a key that has certain values on this site, is not one that the site declares."""

from __future__ import annotations

from collections.abc import Iterator

from kbgen import paths
from kbgen.check.finding import Finding, finding
from kbgen.check.head import head
from kbgen.check.owners import Owners
from kbgen.check.rule import Rule
from kbgen.check.subject import CheckedPage, Subject, Volume
from kbgen.suggest import did_you_mean

OF_PEOPLE = ("owner", "reviewers")


def find(volume: Volume, subject: Subject) -> Iterator[Finding]:
    """Yield every such value, if `kbgen.yml` declares any."""
    values, owners = subject.config.front_matter.values, Owners.of(subject)
    for page in volume.pages.values():
        front = page.page.front
        if owners.are_declared() and not all(map(owners.knows, filter(None, (front.owner, *front.reviewers)))):
            yield from _people(page, owners)
        for key, allowed in values.items():
            yield from _values(page, key, allowed)


def _people(page: CheckedPage, owners: Owners) -> Iterator[Finding]:
    known = head(page)
    for key in OF_PEOPLE if known else ():
        for name, place in known.items(key) if known else ():
            if not owners.knows(name):
                message = f"'{key}' names '{paths.shown(name)}', who is no team or person that this site knows"
                hint = did_you_mean(name, owners.shown) or "name a team or member of kbgen.yml, or add one there"
                yield finding("KB014", message, page.where, place, hint=hint)


def _values(page: CheckedPage, key: str, allowed: tuple[str, ...]) -> Iterator[Finding]:
    known = head(page)
    for value, place in known.items(key) if known else ():
        if value not in allowed:
            message = f"'{key}' cannot be '{paths.shown(value)}' on this site"
            hint = did_you_mean(value, allowed) or f"expected {', '.join(allowed[:10])}"
            yield finding("KB014", message, page.where, place, hint=hint)


RULE = Rule(("KB014",), find)
