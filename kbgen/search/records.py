"""What a search finds that is no page: people, and topics. Whoever opted out is in neither tier. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from kbgen.community import Community
from kbgen.layout import joined
from kbgen.metrics import PersonFacts
from kbgen.people import PageId
from kbgen.plan import SitePlan
from kbgen.search.documents import record_entry
from kbgen.search.pages import SearchPage, distinct
from kbgen.search.service import Entry
from kbgen.view import PageInput

TOPIC_PAGE: Final = re.compile(r"topics/[^/]+/(?=index\.html$)")


@dataclass(frozen=True, slots=True)
class Record:
    """A person or a topic. `url` is relative to the site's root; `about` are the titles of its pages."""

    kind: str
    title: str
    url: str
    topics: tuple[str, ...] = ()
    about: tuple[str, ...] = ()
    collections: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Searched:
    """The pages of the latest version of a collection, and its folder below the site's root."""

    collection: str
    root: str
    pages: tuple[SearchPage, ...]


Placed = tuple[str, Searched, SearchPage]
"""The name of a topic as a page has it, and the page."""


def records(site: SitePlan, community: Community, found: Sequence[Searched]) -> tuple[Record, ...]:
    """Return the people who have a page, by name, and the topics of the latest versions, by title."""
    return (*_people(site, community, _pages(site)), *_topics(site, community, found))


def _pages(site: SitePlan) -> Mapping[PageId, tuple[PageInput, str]]:
    """Return each page of the latest versions, with its address, by source and page id."""
    latest = [version for version in site.versions if version.content.version == version.content.collection.latest]
    return {
        (version.content.collection.name, page.facts.page_id): (page, joined(version.frame.root, page.page.url))
        for version in latest
        for page in version.pages
        if page.facts and page.facts.page_id and not page.page.front.unlisted and not page.page.front.search_exclude
    }


def _people(site: SitePlan, community: Community, pages: Mapping[PageId, tuple[PageInput, str]]) -> Iterator[Record]:
    for facts in community.portrayed:
        if facts.person.slug in site.frame.people:
            yield _person(facts, f"{site.frame.people_url}{facts.person.slug}/", community, pages)


def _person(
    facts: PersonFacts, url: str, community: Community, pages: Mapping[PageId, tuple[PageInput, str]]
) -> Record:
    own = [place for place in sorted({*facts.started, *facts.improved}) if place in pages]
    known = sorted({community.topics[place] for place in own if place in community.topics})
    return Record(
        kind="person",
        title=facts.person.name,
        url=url,
        topics=distinct(topic.title for topic in known),
        about=tuple(sorted({pages[place][0].title for place in own})),
        collections=distinct(source for source, _ in own),
    )


def _topics(site: SitePlan, community: Community, found: Sequence[Searched]) -> Iterator[Record]:
    """Yield the topics that have a page of their own, and the sections of the navigation, over all collections."""
    named: dict[str, list[Placed]] = {}
    for each in found:
        for page in each.pages:
            for topic in page.topics:
                named.setdefault(topic.casefold(), []).append((topic, each, page))
    own = {page.title.casefold(): match[0] for _, page in site.site_pages if (match := TOPIC_PAGE.match(page.dest_uri))}
    sections = {topic.title.casefold() for topic in community.topics.values()}
    for name in sorted(named):
        if name in own or name in sections:
            yield _topic(named[name], own.get(name, ""))


def _topic(placed: Sequence[Placed], url: str) -> Record:
    title = placed[0][0]
    return Record(
        kind="topic",
        title=title,
        url=url or _beginning(placed),
        topics=(title,),
        about=tuple(sorted({page.title for _, _, page in placed})),
        collections=distinct(each.collection for _, each, _ in placed),
    )


def _beginning(placed: Sequence[Placed]) -> str:
    """Return the address where a topic begins: its page that is nearest to the root, folders before files."""
    addresses = (joined(each.root, page.url or "./") for _, each, page in placed)
    return min(addresses, key=lambda url: (url.count("/"), not url.endswith("/"), url))


def record_entries(found: Sequence[Record], language: str) -> tuple[Entry, ...]:
    """Return the requests by which the records are indexed."""
    return tuple(
        record_entry(
            record.url,
            record.title,
            ". ".join((record.title, *record.topics, *record.about)),
            language,
            {"kind": (record.kind,), "topic": record.topics, "collection": record.collections},
        )
        for record in found
    )
