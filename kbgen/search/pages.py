"""What both tiers know of a page. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from html import unescape
from posixpath import join

from kbgen import paths
from kbgen.metrics import Topic
from kbgen.model import Location
from kbgen.people import Freshness, PageFacts, PageId
from kbgen.plan import VersionPlan
from kbgen.search.markup import text_of, with_plain_code, without_excluded, without_gutters
from kbgen.view import Heading, PageInput

WORDS_CHECKED = 20
"""A page with more words than this must not be empty for the indexer."""


@dataclass(frozen=True, slots=True)
class SearchPage:
    """A page as search takes it. `html` holds no block that is kept out; `headings` are (text, id).

    `url` is relative to the version's root, "" for its first page. `updated` is a day, or "" where history does not
    tell. `authors` are display names. `trust` is `verified`, `overdue` or `unverified`.
    """

    url: str
    title: str
    html: str
    aliases: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    trust: str = "unverified"
    updated: str = ""
    boost: float = 1
    headings: tuple[tuple[str, str], ...] = ()
    where: Location = field(default_factory=Location)


def search_pages(version: VersionPlan, topics: Mapping[PageId, Topic]) -> tuple[SearchPage, ...]:
    """Return the pages of a version that search may find, by address."""
    found = (_page(page, version, topics) for page in version.pages if _is_found(page))
    return tuple(sorted(found, key=lambda page: page.url))


def _is_found(page: PageInput) -> bool:
    front = page.page.front
    return not (front.search_exclude or front.unlisted or page.article.failure)


def _page(page: PageInput, version: VersionPlan, topics: Mapping[PageId, Topic]) -> SearchPage:
    content, front = version.content, page.page.front
    facts = page.facts or PageFacts()
    html = with_plain_code(without_gutters(without_excluded(page.article.html)))
    topic = topics.get((content.collection.name, facts.page_id))
    path = paths.shown(join(content.settings.docs_dir, page.page.src_uri))
    return SearchPage(
        url=page.page.url.removeprefix("./"),
        title=page.title,
        html=html,
        aliases=front.aliases,
        topics=distinct((*front.tags, *((topic.title,) if topic else ()))),
        authors=distinct(person.name for person in facts.authors if person.slug),
        trust=_trust(facts),
        updated=str(facts.substantive or facts.landed or ""),
        boost=front.search_boost,
        headings=tuple(_headings(page.article.headings, page.title, html)),
        where=Location(path, collection=content.collection.name, ref=content.version.ref.name),
    )


def _trust(facts: PageFacts) -> str:
    if facts.freshness is Freshness.OVERDUE:
        return "overdue"
    return "verified" if facts.reviewed else "unverified"


def _headings(headings: Iterable[Heading], title: str, html: str) -> Iterator[tuple[str, str]]:
    """Yield the headings below the title, in the order of the page; those of excluded blocks are not in `html`."""
    ids = {unescape(written) for written in re.findall(r'\bid="([^"]*)"', html)}
    for number, heading in enumerate(_flat(headings)):
        text = text_of(heading.title)
        is_title = heading.level == 1 and (number == 0 or text == title)
        if text and not is_title and heading.id in ids:
            yield text, heading.id


def _flat(headings: Iterable[Heading]) -> Iterator[Heading]:
    for heading in headings:
        yield replace(heading, children=())
        yield from _flat(heading.children)


def distinct(names: Iterable[str]) -> tuple[str, ...]:
    """Return the names that are not empty, in order; of those that differ in case only, the first."""
    first: dict[str, str] = {}
    for name in names:
        if name.strip():
            first.setdefault(name.casefold(), name)
    return tuple(first.values())
