"""What the pages of one version have in common when it is decided what they show."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from kbgen.config import Source
from kbgen.layout import Layout, joined
from kbgen.lineage import Lineage
from kbgen.model import Content, Page, Version
from kbgen.plan.texts import Texts

LATEST = "latest"


@dataclass(frozen=True, slots=True)
class Surroundings:
    """A version, its source, and the latest version of its collection (None: it could not be read).

    `content` holds the pages that are published as pages; `retired` pairs the others with those that replace them.
    """

    content: Content
    lineage: Lineage
    source: Source
    layout: Layout
    latest: Content | None
    latest_urls: Mapping[str, str]
    canonical_paths: Mapping[str, str]
    retired: tuple[tuple[Page, Page], ...] = ()
    texts: Texts = field(default_factory=Texts)

    @property
    def root(self) -> str:
        """Return the version's folder below the site's root."""
        return self.layout.version_root(self.content.collection, self.content.version)

    @property
    def alias_roots(self) -> tuple[str, ...]:
        """Return the folders below the site's root under which the version answers too."""
        collection = self.content.collection
        aliases = self.content.version.aliases if collection.versioned else ()
        return tuple(self.layout.alias_root(collection, name) for name in aliases)

    @property
    def latest_root(self) -> str:
        """Return the folder of the latest version, or the version's own."""
        latest = self.latest or self.content
        return self.layout.version_root(latest.collection, latest.version)

    def in_latest(self, page: Page) -> str | None:
        """Return the URL that the page has in the latest version, wherever it lies there; None if it has none."""
        return self._found(page, self.latest_urls)

    def canonical(self, page: Page) -> str:
        """Return the absolute address of the page that search engines are led to; "" without a site address."""
        return self.layout.absolute(self._found(page, self.canonical_paths) or joined(self.root, page.url))

    def _found(self, page: Page, places: Mapping[str, str]) -> str | None:
        return places.get(self.lineage.identity(page))


def places(pages: Iterable[tuple[Page, str]], lineage: Lineage) -> Mapping[str, str]:
    """Return where pages are, by identity."""
    return {lineage.identity(page): place for page, place in pages}


def canonical_paths(told: Sequence[tuple[Content, Lineage]], layout: Layout, *, copied: bool) -> Mapping[str, str]:
    """Return where the pages of one collection are found for search engines: as `places`, below the site's root.

    That is in latest (under its alias where it is `copied`), else in the newest version that search engines show.
    """
    paths: dict[str, str] = {}
    for content, lineage in sorted(told, key=lambda pair: pair[0].version != pair[0].collection.latest):
        latest = content.version == content.collection.latest
        if latest or not is_left_out(content.version):
            root = layout.version_root(content.collection, content.version)
            if copied and latest and LATEST in content.version.aliases:
                root = layout.alias_root(content.collection, LATEST)
            here = places(((page, joined(root, page.url)) for page in content.pages), lineage)
            paths = {**here, **paths}
    return paths


def is_left_out(version: Version) -> bool:
    """Tell whether search engines are asked to leave out a version."""
    return version.prerelease or version.hidden or version.eol
