"""What the pages of one version have in common when it is decided what they show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kbgen.config import Source
from kbgen.layout import Layout, joined
from kbgen.model import Content, Page, Version

LATEST = "latest"


@dataclass(frozen=True, slots=True)
class Surroundings:
    """A version, its source, and the latest version of its collection (None: it could not be read)."""

    content: Content
    source: Source
    layout: Layout
    latest: Content | None
    latest_urls: Mapping[str, str]
    canonical_paths: Mapping[str, str]

    @classmethod
    def of(
        cls, content: Content, source: Source, layout: Layout, latest: Content | None, canonical: Mapping[str, str]
    ) -> Surroundings:
        """Return the surroundings of a version's pages; `canonical` are the collection's `canonical_paths`."""
        latest_urls = {page.src_uri: page.url for page in latest.pages} if latest else {}
        return cls(content, source, layout, latest, latest_urls, canonical)

    @property
    def root(self) -> str:
        """Return the version's folder below the site's root."""
        return self.layout.version_root(self.content.collection, self.content.version)

    @property
    def latest_root(self) -> str:
        """Return the folder of the latest version, or the version's own."""
        latest = self.latest or self.content
        return self.layout.version_root(latest.collection, latest.version)

    def canonical(self, page: Page) -> str:
        """Return the absolute address of the page that search engines are led to; "" without a site address."""
        return self.layout.absolute(self.canonical_paths.get(page.src_uri) or joined(self.root, page.url))


def canonical_paths(contents: Sequence[Content], layout: Layout, *, copied: bool) -> Mapping[str, str]:
    """Return where the pages of one collection are found for search engines: `src_uri` -> path below the site's root.

    That is in latest (under its alias where it is `copied`), else in the newest version that search engines show.
    """
    paths: dict[str, str] = {}
    for content in sorted(contents, key=lambda content: content.version != content.collection.latest):
        latest = content.version == content.collection.latest
        if latest or not is_left_out(content.version):
            root = layout.version_root(content.collection, content.version)
            if copied and latest and LATEST in content.version.aliases:
                root = layout.alias_root(content.collection, LATEST)
            for page in content.pages:
                paths.setdefault(page.src_uri, joined(root, page.url))
    return paths


def is_left_out(version: Version) -> bool:
    """Tell whether search engines are asked to leave out a version."""
    return version.prerelease or version.hidden or version.eol
