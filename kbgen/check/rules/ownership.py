"""KB071: a page has no owner, where others have. KB072: its owner is unknown, or has done nothing for a year."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from kbgen import paths
from kbgen.check.finding import Finding, finding
from kbgen.check.head import first_line, place_of
from kbgen.check.owners import Owners, folded
from kbgen.check.rule import Rule
from kbgen.check.subject import CheckedPage, Subject, Volume
from kbgen.model import Severity

GONE = ("draft", "retired")
ACTIVE_WITHIN: Final = timedelta(days=365)


def find(volume: Volume, subject: Subject) -> Iterator[Finding]:
    """Yield the pages that nobody looks after. A site in which no page names an owner does without."""
    if not any(page.page.front.owner for other in subject.volumes for page in other.pages.values()):
        return
    owners = Owners.of(subject)
    for page in volume.pages.values():
        if page.page.front.status in GONE:
            continue
        if not page.page.front.owner:
            hint = "write the person or team that looks after it: `owner: …`"
            yield finding("KB071", "the page has no owner", page.where, first_line(page.written), hint=hint)
        else:
            yield from _absent(page, owners, subject)


def _absent(page: CheckedPage, owners: Owners, subject: Subject) -> Iterator[Finding]:
    owner = page.page.front.owner
    person = owners.people.get(folded(owner))
    last = subject.last_active.get(person) if person else None
    if person and (last is None or last.date() < subject.today - ACTIVE_WITHIN):
        said = f"has contributed nothing since {last:%Y-%m-%d}" if last else "has contributed nothing yet"
        hint = "ask who looks after the page now, and name them"
        yield finding(
            "KB072", f"the owner '{paths.shown(owner)}' {said}", page.where, place_of(page, "owner"), hint=hint
        )
    elif not owners.knows(owner) and not owners.are_declared():  # else KB014 tells it
        message = f"the owner '{paths.shown(owner)}' is nobody in the history"
        hint = "if it is a team, name it under `people.teams` in kbgen.yml"
        place = place_of(page, "owner")
        yield finding("KB072", message, page.where, place, hint=hint, severity=Severity.INFO)


RULE = Rule(("KB071", "KB072"), find)
