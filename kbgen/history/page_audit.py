"""The commits of pages against those of paths: which lack, and why. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kbgen.facts import PageHistory
from kbgen.history.path_log import PathLog

Elsewhere = Mapping[tuple[str, str], PageHistory]
"""By path and commit: a page that was at the path once, and that the commit changed."""


@dataclass(frozen=True, slots=True)
class Lack:
    """A commit that git lists for the path of a page and that is none of the page. `reason` is "" when unexplained."""

    path: str
    commit: str
    reason: str

    def __str__(self) -> str:
        return f"{self.path}: {self.commit[:12]} {self.reason or 'is missing'}"


def lacking(pages: Sequence[PageHistory], log: PathLog) -> list[Lack]:
    """Return what the live pages lack of `git log --no-merges --full-history -- path`, by path."""
    live = sorted((page for page in pages if page.path), key=lambda page: page.path)
    lacks = [(page, oid) for page in live for oid in _missing(page, log)]
    elsewhere = _elsewhere(pages, {page.path for page, _ in lacks})
    return [Lack(page.path, oid, _reason(page, oid, elsewhere, log)) for page, oid in lacks]


def _missing(page: PageHistory, log: PathLog) -> list[str]:
    return sorted(log.full(page.path) - {change.commit for change in page.changes})


def _elsewhere(pages: Sequence[PageHistory], paths: set[str]) -> Elsewhere:
    return {
        (path, change.commit): page
        for page in pages
        for path in paths.intersection(page.former_paths)
        for change in page.changes
    }


def _reason(page: PageHistory, oid: str, elsewhere: Elsewhere, log: PathLog) -> str:
    """Return why a commit of a path is none of the page's, "" where nothing explains it."""
    other = elsewhere.get((page.path, oid))
    if other is None:
        return ""
    if other.path:
        return f"belongs to the page that was here and is now {other.path}"
    return "belongs to a page that was deleted before this one was written" if log.is_deleted_once(page.path) else ""
