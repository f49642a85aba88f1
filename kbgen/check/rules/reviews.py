"""KB070: the day is past by which a page was to be reviewed. Only for pages that say when themselves."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from datetime import date

from kbgen.check.finding import Finding, finding
from kbgen.check.head import place_of
from kbgen.check.rule import Rule
from kbgen.check.subject import CheckedPage, Subject, Volume
from kbgen.people import PageFacts

GONE = ("draft", "retired")


def find(volume: Volume, subject: Subject) -> Iterator[Finding]:
    """Yield every page that is overdue today by `review_by`, or by `review_every` since it was confirmed or changed."""
    for page in volume.pages.values():
        due = None if page.page.front.status in GONE else _due(page, subject.today)
        if due is not None and due < subject.today:
            key = "review_by" if page.page.front.review_by else "review_every"
            message = f"the page was to be reviewed by {due:%Y-%m-%d}"
            hint = f"read it again; if it is right: kbgen verify {shlex.quote(page.page.path)}"
            yield finding("KB070", message, page.where, place_of(page, key), hint=hint)


def _due(page: CheckedPage, today: date) -> date | None:
    """Return the day by which the page must be reviewed, as the page will show it when it is committed today."""
    front, facts = page.page.front, page.facts or PageFacts()
    if front.review_by or not front.review_every:
        return front.review_by
    stated = min(front.reviewed, today) if front.reviewed else None
    last = max((day for day in (stated, facts.reviewed, facts.substantive) if day), default=None)
    return last + front.review_every if last else None


RULE = Rule(("KB070",), find)
