"""What the pages of one version have in common when it is decided what they show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kbgen.config import Source
from kbgen.layout import Layout, joined
from kbgen.model import Content, Page


@dataclass(frozen=True, slots=True)
class Surroundings:
    """A version, its source, and the latest version of its collection (None: it could not be read)."""

    content: Content
    source: Source
    layout: Layout
    latest: Content | None
    latest_urls: Mapping[str, str]

    @classmethod
    def of(cls, content: Content, source: Source, layout: Layout, latest: Content | None) -> Surroundings:
        """Return the surroundings of a version's pages."""
        latest_urls = {page.src_uri: page.url for page in latest.pages} if latest else {}
        return cls(content, source, layout, latest, latest_urls)

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
        """Return the absolute address of the page in the latest version that has it, else its own; "" unknown."""
        there = self.latest_urls.get(page.src_uri)
        path = joined(self.latest_root, there) if there else joined(self.root, page.url)
        return self.layout.absolute(path)
