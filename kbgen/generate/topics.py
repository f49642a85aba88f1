"""Topics: `/topics/` and `/topics/<slug>/`, each with its pages, who can help, and a feed; tags that lead there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from kbgen.cache import Cache
from kbgen.community import Community
from kbgen.generate.area import Area
from kbgen.layout import across
from kbgen.listing import Listed, Listing, listing, part_uri
from kbgen.plan import SitePlan, VersionPlan
from kbgen.recent import Entry, Feed, entries, feed_files, of_pages, published
from kbgen.topics import SiteTopic, site_topics, tag_slug, who_can_help
from kbgen.view import Neighbour, SitePage

FOLDER = "topics/"
MOST_PAGES = 100
"""Pages of a topic in one part of its list: each with a sentence, all below 60 KB."""


def generate(site: SitePlan, community: Community, _: Cache) -> Area:
    """Return the pages of topics and their feeds; none where no page has a tag and no collection has sections."""
    topics = site_topics(site)
    if not topics:
        return Area()
    changes = entries(community.ledger, community.people, published(site, community.histories))
    feeds = {topic.slug: _feed(topic, changes, site) for topic in topics}
    pages = [page for topic in topics for page in _pages(topic, feeds[topic.slug], changes, site)]
    files = (file for feed in feeds.values() for file in feed_files(feed, site.layout))
    return Area(tuple((site.frame, page) for page in (*_index(topics), *pages)), tuple(files))


def tagged(site: SitePlan, *, there: bool) -> SitePlan:
    """Return the plan in which the tags of pages lead to their topics, if pages of topics are `there`."""
    slugs = frozenset(topic.slug for topic in site_topics(site) if there)
    return replace(site, versions=tuple(_tagged(version, slugs) for version in site.versions))


def _tagged(version: VersionPlan, slugs: frozenset[str]) -> VersionPlan:
    def link(tag: str) -> Neighbour:
        there = across(folder_of(tag_slug(tag)), version.frame.root, "")
        return Neighbour(tag, there if tag_slug(tag) in slugs else "")

    pages = (replace(page, tags=tuple(map(link, page.page.front.tags))) for page in version.pages)
    return replace(version, pages=tuple(pages))


def folder_of(slug: str) -> str:
    """Return where a topic is."""
    return f"{FOLDER}{slug}/"


def _feed(topic: SiteTopic, changes: Sequence[Entry], site: SitePlan) -> Feed:
    own = of_pages(changes, frozenset(page.id for page in topic.pages if page.id))
    title = f"{topic.title}: recent changes of {site.frame.site_name}"
    return Feed(title, folder_of(topic.slug), site.frame.site_name, site.frame.language, own)


def _index(topics: Sequence[SiteTopic]) -> Iterator[SitePage]:
    items = [Listed(topic.title, folder_of(topic.slug), pages=len(topic.pages)) for topic in topics]
    found = listing(items)
    for part in found.parts:
        values = _values(found, part.number, "topics/index.html")
        yield SitePage("topics.html", part_uri("topics/index.html", part.number), "Topics", values)


def _pages(topic: SiteTopic, feed: Feed, changes: Sequence[Entry], site: SitePlan) -> Iterator[SitePage]:
    """Yield the page of a topic, and the further parts of a long one."""
    titles = {v.content.collection.name: v.frame.title for v in site.versions} if site.frame.collections else {}
    items = [
        Listed(page.link.title, page.link.url, " · ".join(filter(None, (titles.get(page.collection), page.about))))
        for page in topic.pages
    ]
    found, dest = listing(items, MOST_PAGES), f"{folder_of(topic.slug)}index.html"
    has_feed = bool(site.layout.site_url and feed.entries)
    helpers = who_can_help(changes, (page.id for page in topic.pages if page.id))
    for part in found.parts:
        values = _values(found, part.number, dest)
        if part.number == 1:
            values |= {"helpers": helpers, "feed": feed.folder if has_feed else "", "feed_title": feed.title}
        yield SitePage("topic.html", part_uri(dest, part.number), topic.title, values)


def _values(found: Listing, number: int, dest_uri: str) -> dict[str, object]:
    """Return what the template of a list needs; addresses of parts are below the site's root."""
    places = {part.number: part_uri(dest_uri, part.number).removesuffix("index.html") for part in found.parts}
    return {"listing": found, "part": found.parts[number - 1], "places": places}
