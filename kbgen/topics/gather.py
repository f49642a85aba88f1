"""The topics of a site, from the latest version of each collection. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kbgen.excerpt import description
from kbgen.layout import joined
from kbgen.metrics import tag_slug, topics_of
from kbgen.people import PageId
from kbgen.plan import SitePlan, VersionPlan
from kbgen.view import Neighbour, PageInput


@dataclass(frozen=True, slots=True)
class TopicPage:
    """A page of a topic: where it is below the site's root, what it says, and its id, None where history has none."""

    link: Neighbour
    about: str
    collection: str
    id: PageId | None


@dataclass(frozen=True, slots=True)
class SiteTopic:
    """A topic: its URL segment, the spelling that is most common, and its pages."""

    slug: str
    title: str
    pages: tuple[TopicPage, ...]


def site_topics(site: SitePlan) -> tuple[SiteTopic, ...]:
    """Return the topics by title: tags of pages, and the sections of collections. What has one slug is one topic."""
    found: dict[str, list[tuple[str, TopicPage]]] = {}
    for version in site.versions:
        if version.content.version == version.content.collection.latest:
            for name, page in _named(version):
                found.setdefault(tag_slug(name), []).append((name, page))
    made = (SiteTopic(each, _spelling(pages), _once(pages)) for each, pages in found.items())
    return tuple(sorted(made, key=lambda topic: (topic.title.casefold(), topic.slug)))


def _named(version: VersionPlan) -> Iterator[tuple[str, TopicPage]]:
    """Yield each listed page under each of its topics."""
    sections = topics_of(version.content)
    for page in version.pages:
        if not page.page.front.unlisted:
            section = sections.get(page.page.src_uri)
            names = [*page.page.front.tags, *([section.title] if section else [])]
            yield from ((name, _page(page, version)) for name in names)


def _page(page: PageInput, version: VersionPlan) -> TopicPage:
    collection = version.content.collection.name
    known = page.facts.page_id if page.facts else ""
    link = Neighbour(page.title, joined(version.frame.root, page.page.url))
    return TopicPage(link, description(page.page, page.article), collection, (collection, known) if known else None)


def _spelling(named: Sequence[tuple[str, TopicPage]]) -> str:
    counts = Counter(name for name, _ in named)
    return min(counts, key=lambda name: (-counts[name], name))


def _once(named: Sequence[tuple[str, TopicPage]]) -> tuple[TopicPage, ...]:
    by_url = {page.link.url: page for _, page in named}
    return tuple(sorted(by_url.values(), key=lambda page: (page.link.title.casefold(), page.link.url)))
