"""KB074: a deprecated page does not say what takes its place."""

from __future__ import annotations

from collections.abc import Iterator

from kbgen.check.finding import Finding, finding
from kbgen.check.head import place_of
from kbgen.check.rule import Rule
from kbgen.check.subject import Subject, Volume


def find(volume: Volume, _: Subject) -> Iterator[Finding]:
    """Yield every deprecated page without a successor."""
    for page in volume.pages.values():
        if page.page.front.status == "deprecated" and not page.page.front.superseded_by:
            message = "the page is deprecated and does not say what takes its place"
            hint = "write `superseded_by: page.md`; if nothing does, the status is `retired`"
            yield finding("KB074", message, page.where, place_of(page, "status"), hint=hint)


RULE = Rule(("KB074",), find)
