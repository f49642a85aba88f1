"""What is new in a version: its pages against those of the version before. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kbgen.layout import Layout, across
from kbgen.plan.comparing import between
from kbgen.plan.occupied import occupied
from kbgen.plan.values import VersionPlan
from kbgen.view import Comparison, PageInput, SitePage

FOLDER = "changes/"
MOST = 500
"""Pages of one kind that are listed; further ones are counted."""


@dataclass(frozen=True, slots=True)
class Changed:
    """A page in a list of changes: `url` is relative to the list; `was` is its former path, `comparison` of texts."""

    title: str
    url: str
    was: str = ""
    comparison: Comparison | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """The pages of one kind, by title, and how many more there are."""

    title: str
    pages: tuple[Changed, ...]
    more: int = 0


def is_free(version: VersionPlan) -> bool:
    """Tell whether nothing of the version lies where its list of changes would be."""
    return FOLDER.rstrip("/") not in occupied([("", version.content)])


def changes_page(newer: VersionPlan, older: VersionPlan, layout: Layout) -> SitePage:
    """Return the list of the changes from the version `older` to the next one, `newer`, which it lies in.

    Pages that are not listed are not in it.
    """
    parts = (_part(title, found) for title, found in _changes(newer, older, layout))
    values = {
        "before": older.content.version.name,
        "after": newer.content.version.name,
        "parts": tuple(part for part in parts if part.pages),
    }
    title = f"Changes in {newer.content.version.name}"
    return SitePage("changes.html", f"{FOLDER}index.html", title, values, noindex=True)


def _changes(newer: VersionPlan, older: VersionPlan, layout: Layout) -> Iterator[tuple[str, list[Changed]]]:
    was = {page.lineage: page for page in older.pages}
    now = {page.lineage for page in newer.pages}
    listed = _listed(newer)
    pairs = [(page, was[page.lineage]) for page in listed if page.lineage in was]
    moved = [(page, old.page.src_uri) for page, old in pairs if page.page.src_uri != old.page.src_uri]
    changed = [page for page, old in pairs if page.page.body != old.page.body]
    yield "Added", [_changed(page, newer, newer) for page in listed if page.lineage not in was]
    yield "Moved", [_changed(page, newer, newer, was=path) for page, path in moved]
    yield "Changed", [_changed(p, newer, newer, comparison=_comparison(p, newer, older, layout)) for p in changed]
    yield "Removed", [_changed(page, older, newer) for page in _listed(older) if page.lineage not in now]


def _listed(version: VersionPlan) -> list[PageInput]:
    return [page for page in version.pages if not page.page.front.unlisted]


def _changed(
    page: PageInput, lies_in: VersionPlan, listed_in: VersionPlan, was: str = "", comparison: Comparison | None = None
) -> Changed:
    here = f"{listed_in.frame.root}{FOLDER}"
    return Changed(page.title, across(page.page.url, here, lies_in.frame.root), was, comparison)


def _comparison(page: PageInput, newer: VersionPlan, older: VersionPlan, layout: Layout) -> Comparison:
    return between(older.content.version, newer.content.version, page.lineage, newer.content, layout)


def _part(title: str, found: Sequence[Changed]) -> Part:
    in_order = sorted(found, key=lambda page: (page.title.casefold(), page.url))
    return Part(title, tuple(in_order[:MOST]), max(0, len(in_order) - MOST))
