"""KB032: two pages of a version have one title, so that nobody can tell them apart in the search."""

from __future__ import annotations

from collections.abc import Iterator

from kbgen import paths
from kbgen.check.finding import Finding, finding
from kbgen.check.rule import Rule
from kbgen.check.subject import CheckedPage, Subject, Volume
from kbgen.check.titles import own_title, title_place

GONE = ("draft", "retired")


def find(volume: Volume, _: Subject) -> Iterator[Finding]:
    """Yield every page whose title is that of a page before it, in the order of paths."""
    first: dict[str, CheckedPage] = {}
    for page in volume.pages.values():
        title = own_title(page)
        if not title or page.page.front.status in GONE or page.page.front.unlisted:
            continue
        other = first.setdefault(" ".join(title.casefold().split()), page)
        if other is not page:
            message = f"the title '{paths.shown(title)}' is also that of '{paths.shown(other.page.src_uri)}'"
            hint = "say in the title what this page is about and the other is not"
            yield finding("KB032", message, page.where, title_place(page), hint=hint)


RULE = Rule(("KB032",), find)
