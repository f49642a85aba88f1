"""What a search finds that is no page: people, and topics. Whoever opted out is in neither tier. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from kbgen import urls
from kbgen.community import Community
from kbgen.layout import joined
from kbgen.metrics import PersonFacts, Topic
from kbgen.people import PageId
from kbgen.plan import SitePlan
from kbgen.search.documents import record_entry
from kbgen.search.pages import distinct
from kbgen.search.service import Entry
from kbgen.view import PageInput


@dataclass(frozen=True, slots=True)
class Record:
    """A person or a topic. `url` is relative to the site's root; `about` are the titles of its pages."""

    kind: str
    title: str
    url: str
    topics: tuple[str, ...] = ()
    about: tuple[str, ...] = ()
    collections: tuple[str, ...] = ()
    updated: str = ""


def records(site: SitePlan, community: Community) -> tuple[Record, ...]:
    """Return the people who have a page, by name, and the topics of the latest versions, by collection and title."""
    pages = _pages(site)
    return (*_people(site, community, pages), *_topics(community, pages))


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
        updated=str(facts.latest),
    )


def _topics(community: Community, pages: Mapping[PageId, tuple[PageInput, str]]) -> Iterator[Record]:
    by_topic: dict[Topic, list[PageId]] = {}
    for place in sorted(pages):
        if place in community.topics:
            by_topic.setdefault(community.topics[place], []).append(place)
    for topic in sorted(by_topic, key=lambda topic: (topic.collection, topic.title.casefold(), topic.slug)):
        found = [pages[place] for place in by_topic[topic]]
        yield Record(
            kind="topic",
            title=topic.title,
            url=_beginning(found),
            topics=(topic.title,),
            about=tuple(sorted(page.title for page, _ in found)),
            collections=(topic.collection,),
            updated=max(str(page.facts.landed or "") if page.facts else "" for page, _ in found),
        )


def _beginning(pages: Sequence[tuple[PageInput, str]]) -> str:
    """Return the address where a topic begins: its index that is nearest to the root, else its first page."""
    places = [(urls.page_name(page.page.src_uri) != "index", url.count("/"), url) for page, url in pages]
    return min(places)[-1]


def record_entries(found: Sequence[Record], language: str) -> tuple[Entry, ...]:
    """Return the requests by which the records are indexed."""
    return tuple(
        record_entry(
            record.url,
            record.title,
            ". ".join((record.title, *record.topics, *record.about)),
            language,
            record.updated,
            {"kind": (record.kind,), "topic": record.topics, "collection": record.collections},
        )
        for record in found
    )
