"""KB035: a heading skips a level. KB036: a page has several titles. Readers who listen find their way by headings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kbgen import paths
from kbgen.check.finding import Finding, finding
from kbgen.check.headings import ShownHeading, headings, places
from kbgen.check.rule import Rule
from kbgen.check.subject import CheckedPage, Subject, Volume


def find(volume: Volume, _: Subject) -> Iterator[Finding]:
    """Yield every heading that is more than one level below the one before, and every title after the first."""
    for page in volume.pages.values():
        shown = headings(page)
        levels = [1, *(each.level for each in shown)]  # a page whose text has no title is shown with one
        jumps = [n for n in range(len(shown)) if levels[n + 1] > levels[n] + 1]
        titles = [n for n in range(len(shown)) if levels[n + 1] == 1]
        if jumps or len(titles) > 1:
            yield from _findings(shown, jumps, titles, page)


def _findings(
    shown: Sequence[ShownHeading], jumps: Sequence[int], titles: Sequence[int], page: CheckedPage
) -> Iterator[Finding]:
    where = places(shown, page)
    for n in jumps:
        before = shown[n - 1].level if n else 1
        message = f"the heading goes from level {before} to level {shown[n].level}"
        yield finding("KB035", message, page.where, where[n], hint=f"write '{_at(before + 1, shown[n])}'")
    for n in titles[1:]:
        first = where[titles[0]]
        message = f"the page has a second title{f'; the first is in line {first.line}' if first else ''}"
        yield finding("KB036", message, page.where, where[n], hint=f"write '{_at(2, shown[n])}'")


def _at(level: int, heading: ShownHeading) -> str:
    return f"{'#' * level} {paths.shown(heading.text)}"


RULE = Rule(("KB035", "KB036"), find)
