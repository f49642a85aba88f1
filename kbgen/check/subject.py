"""What rules look at: the versions of a site that somebody can still mend, with their pages as written and as shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import unquote

from kbgen.config import Config
from kbgen.links import Targets
from kbgen.model import Content, Location, Page
from kbgen.people import PageFacts, People
from kbgen.plan import SitePlan
from kbgen.view import Article
from kbgen.written import Written


@dataclass(frozen=True, slots=True)
class CheckedPage:
    """A page: what was written, what it becomes, where it lies, and what history says of it (None: nothing)."""

    page: Page
    article: Article
    written: Written
    where: Location
    facts: PageFacts | None = None


@dataclass(frozen=True, slots=True)
class Volume:
    """One version, with its pages by `src_uri`. `published` is what its links can lead to: each path's URL.
    `by_url` are the pages by their decoded URLs below the version's root."""

    content: Content
    pages: Mapping[str, CheckedPage]
    published: Mapping[str, str] = field(default_factory=dict)
    by_url: Mapping[str, CheckedPage] = field(default_factory=dict)

    @classmethod
    def of(cls, content: Content, pages: Mapping[str, CheckedPage]) -> Volume:
        """Return the volume of a version and its pages."""
        by_url = {unquote(page.page.url): page for page in pages.values()}
        return cls(content, pages, Targets.of(content, "").published, by_url)


@dataclass(frozen=True, slots=True)
class Subject:
    """All that is checked: `volumes` are the versions on branches, `plan` is the site with all versions.

    `today` decides what is overdue. `people` are those in history.
    """

    config: Config
    volumes: tuple[Volume, ...]
    plan: SitePlan
    people: People
    today: date
