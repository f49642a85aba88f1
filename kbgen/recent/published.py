"""Which commits are published, and where their pages are. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from kbgen.facts import SourceHistory
from kbgen.layout import joined
from kbgen.people import CommitId, PageId
from kbgen.plan import SitePlan, VersionPlan
from kbgen.view import Neighbour


@dataclass(frozen=True, slots=True)
class PublishedVersion:
    """A version of a source: its commits, and the listed pages of it (addresses are below the site's root)."""

    source: str
    commits: frozenset[str]
    pages: Mapping[str, Neighbour]


@dataclass(frozen=True, slots=True)
class Published:
    """All versions of all collections but the hidden ones, the latest of each first."""

    versions: tuple[PublishedVersion, ...]

    def place(self, commit: CommitId, page: PageId) -> Neighbour | None:
        """Return the page in the first version that holds the commit and the page; None if there is none."""
        found = (each for each in self.versions if each.source == page[0] and commit[1] in each.commits)
        return next((each.pages[page[1]] for each in found if page[1] in each.pages), None)


def published(site: SitePlan, histories: Sequence[SourceHistory]) -> Published:
    """Return what the site publishes, as far as `histories` know it."""
    return Published(tuple(_versions(site.versions, {history.source: history for history in histories})))


def _versions(versions: Sequence[VersionPlan], histories: Mapping[str, SourceHistory]) -> Iterator[PublishedVersion]:
    shown = [version for version in versions if not version.content.version.hidden]
    for version in sorted(shown, key=lambda each: each.content.version != each.content.collection.latest):
        history = histories.get(version.content.collection.mirror.source)
        known = history.versions.get(version.content.version.ref.oid) if history and history.trusted else None
        if known and history:
            yield PublishedVersion(history.source, known.commits, dict(_pages(version)))


def _pages(version: VersionPlan) -> Iterator[tuple[str, Neighbour]]:
    for page in version.pages:
        if page.facts and page.facts.page_id and not page.page.front.unlisted:
            yield page.facts.page_id, Neighbour(page.title, joined(version.frame.root, page.page.url))
