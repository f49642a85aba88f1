"""What rules look at: the versions of a site that somebody can still mend, with their pages as written and as shown."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from urllib.parse import unquote, urlsplit

from kbgen import urls
from kbgen.check.finding import FileKey
from kbgen.config import Config
from kbgen.links import Targets
from kbgen.model import Content, Location, Page
from kbgen.people import PageFacts, People, Person
from kbgen.plan import SitePlan, VersionPlan
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

    @property
    def file(self) -> FileKey:
        """The file of the page, as findings name it."""
        return self.where.collection, self.where.ref, self.where.path


@dataclass(frozen=True)
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

    @cached_property
    def by_path(self) -> Mapping[str, CheckedPage]:
        """The pages by their paths in the repository."""
        return {page.page.path: page for page in self.pages.values()}

    @cached_property
    def leads(self) -> Mapping[str, Mapping[str, CheckedPage]]:
        """For each page, by `src_uri`, the pages of the version that its links lead to, by what is written; each once,
        in the order of the article.
        """
        return {uri: dict(self._leads(page)) for uri, page in self.pages.items()}

    def _leads(self, page: CheckedPage) -> Iterator[tuple[str, CheckedPage]]:
        for href in dict.fromkeys(link.href for link in page.article.links):
            target = self._target(href, page)
            if target is not None:
                yield href, target

    def _target(self, href: str, page: CheckedPage) -> CheckedPage | None:
        """Return the page that a link leads to, whether its file or its address is written."""
        try:
            parts = urlsplit(href)
        except ValueError:
            return None
        if parts.scheme or parts.netloc or href.startswith(("/", "\\")):
            return None
        if not parts.path:
            return page
        path = unquote(parts.path)
        folder = posixpath.dirname(page.page.src_uri)
        found = self.pages.get(posixpath.normpath(posixpath.join(folder, path)))
        return found or self.by_url.get(urls.absolute(path, page.page.url))


@dataclass(frozen=True, slots=True)
class Subject:
    """All that is checked: `volumes` are the versions on branches, `plan` is the site with all versions.

    `today` decides what is overdue. `people` are those in history, and `last_active` is when each last contributed.
    `base` is what was there before a change, if a change is checked.
    """

    config: Config
    volumes: tuple[Volume, ...]
    plan: SitePlan
    people: People
    today: date
    last_active: Mapping[Person, datetime] = field(default_factory=dict)
    base: Base | None = None

    def planned(self, volume: Volume) -> VersionPlan:
        """Return what the site shows of a volume."""
        content = volume.content
        same = (each for each in self.plan.versions if each.content.collection.name == content.collection.name)
        return next(each for each in same if each.content.version == content.version)


@dataclass(frozen=True, slots=True)
class Base:
    """What a change is compared with: the site before it, and by collection and paths of its repository which file has
    become which, as git sees it.
    """

    subject: Subject
    moved: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def volume(self, now: Volume) -> Volume | None:
        """Return what `now` was before the change; None if the version is new."""
        wanted = now.content.collection.name, now.content.version.name
        same = (v for v in self.subject.volumes if (v.content.collection.name, v.content.version.name) == wanted)
        return next(same, None)

    def heir(self, page: CheckedPage, now: Volume) -> CheckedPage | None:
        """Return the page that `page` has become in `now`; None if it is gone."""
        collection = now.content.collection.name
        path = self.moved.get((collection, page.page.path), page.page.path)
        return now.by_path.get(path)
