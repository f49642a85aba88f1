"""What pages are about: the first section of the navigation that holds a page, else its first folder. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from kbgen.facts import SourceHistory
from kbgen.model import Content, NavItem
from kbgen.people import PageId
from kbgen.people.display import segment

_SIGN_WORDS: Final = {"+": "plus", "#": "sharp"}
_SIGNS: Final = re.compile(r"(?<=[\w+])[+#]")
_MOST_CODE_POINTS: Final = 16


@dataclass(frozen=True, slots=True, order=True)
class Topic:
    """A subject within a collection. `slug` is a URL segment, unique in the collection."""

    collection: str
    slug: str
    title: str

    @property
    def key(self) -> str:
        """Its name in data: unique on the site."""
        return f"{self.collection}/{self.slug}"


def topics_of(content: Content) -> Mapping[str, Topic]:
    """Return the topic of each page by `src_uri`. A page of the root that no section holds has none."""
    name = content.collection.name
    titles = dict(_sections(content.nav))
    titles = {page.src_uri: titles.get(page.src_uri) or _folder(page.src_uri) for page in content.pages}
    first: dict[str, str] = {}
    for uri in sorted(titles):
        first.setdefault(tag_slug(titles[uri]), titles[uri])  # one spelling where two differ in case only
    return {uri: Topic(name, tag_slug(title), first[tag_slug(title)]) for uri, title in titles.items() if title}


@cache  # asked again for each page that has the tag
def tag_slug(name: str) -> str:
    """Return the URL segment of a topic. The signs that part the names of languages are words: C, C++, C#.

    A name without letters and digits is known by its code points: 🚀 is `u1f680`.
    """
    made = segment(_SIGNS.sub(lambda sign: f"-{_SIGN_WORDS[sign[0]]}", name))
    return made or "-".join(f"u{ord(char):x}" for char in _seen(name)[:_MOST_CODE_POINTS])


def _seen(text: str) -> str:
    """Return the signs of a text without spaces, and without what asks for a picture; all of them if these are all."""
    return "".join(text.replace("\ufe0f", "").split()) or text


def page_topics(contents: Sequence[Content], histories: Sequence[SourceHistory]) -> Mapping[PageId, Topic]:
    """Return the topic of each page by source and id; the latest version of a collection decides."""
    by_source = {history.source: history for history in histories}
    found: dict[PageId, Topic] = {}
    for content in sorted(contents, key=lambda content: content.version != content.collection.latest):
        history = by_source.get(content.collection.mirror.source)
        version = history.versions.get(content.version.ref.oid) if history else None
        topics = topics_of(content)
        for page in content.pages if version and history else ():
            if page.src_uri in topics and version and page.path in version.pages and history:
                found.setdefault((history.source, version.pages[page.path]), topics[page.src_uri])
    return found


def _sections(nav: Sequence[NavItem]) -> Iterator[tuple[str, str]]:
    """Yield each page below a titled section of the first level, with the title; the first section wins."""
    for item in reversed(nav):
        if item.title and item.children:
            yield from ((uri, item.title) for uri in _pages(item))


def _pages(item: NavItem) -> Iterator[str]:
    if item.page:
        yield item.page
    for child in item.children:
        yield from _pages(child)


def _folder(uri: str) -> str:
    folder, separator, _ = uri.partition("/")
    words = " ".join(folder.replace("-", " ").replace("_", " ").split())
    return words[:1].upper() + words[1:] if separator else ""
