"""What pages are called, and the navigation with these titles."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping, Sequence

from kbgen import urls
from kbgen.model import Content, NavItem, Page
from kbgen.plan.lists import FolderLists
from kbgen.view import Article, NavNode, Neighbour

Articles = Mapping[str, Article]
LONGEST = 300
"""Characters of a title, which stands on many pages: a longer one is a paragraph that was marked as a heading."""


def page_titles(content: Content, articles: Articles) -> Mapping[str, str]:
    """Return the title of each page by `src_uri`, by MkDocs' order: navigation, front matter, first H1, file name."""
    named = dict(nav_titles(content.nav))
    return {page.src_uri: _cut(named.get(page.src_uri) or _own_title(page, articles)) for page in content.pages}


def _cut(title: str) -> str:
    return title if len(title) <= LONGEST else f"{title[: LONGEST - 1]}…"


def nav_titles(items: Sequence[NavItem]) -> Iterator[tuple[str, str]]:
    """Yield the pages that the navigation names, by `src_uri`, with these titles; the last one of a page counts."""
    for item in reversed(items):
        if item.page and item.title:
            yield item.page, item.title
        yield from nav_titles(item.children)


def _own_title(page: Page, articles: Articles) -> str:
    return page.front.title or articles[page.src_uri].title or urls.page_words(page.src_uri)


def nav_nodes(content: Content, titles: Mapping[str, str], lists: FolderLists = FolderLists()) -> tuple[NavNode, ...]:
    """Return the navigation with a title and a URL on every node. Sections that are folders lead to their `lists`."""
    pages = {page.src_uri: page for page in content.pages}
    return tuple(node for item in content.nav for node in _node(item, pages, titles, lists))


def _node(item: NavItem, pages: Mapping[str, Page], titles: Mapping[str, str], lists: FolderLists) -> Iterator[NavNode]:
    if item.children:
        children = tuple(node for child in item.children for node in _node(child, pages, titles, lists))
        if children:
            there = lists.addresses.get(_folder(item, lists), "")
            url = there if there and not children[0].is_index else children[0].url
            yield NavNode(_cut(item.title or children[0].title), url, children, list_url=there)
    elif item.url:
        yield NavNode(_cut(item.title or item.url), item.url)
    elif item.page in pages:
        page = pages[item.page]
        status = page.front.status if page.front.status in ("new", "deprecated") else ""
        title = item.title or page.front.nav_title or titles[item.page]
        yield NavNode(_cut(title), page.url, (), urls.page_name(item.page) == "index", page.front.icon, status)


def _folder(section: NavItem, lists: FolderLists) -> str:
    """Return the folder that a section shows all of, "" if it is none."""
    uris = set(_leaves(section.children))
    folder = posixpath.commonpath([posixpath.dirname(uri) for uri in uris]) if uris else ""
    return folder if len(uris) == lists.counts.get(folder) else ""


def reading_order(content: Content, titles: Mapping[str, str]) -> tuple[Neighbour, ...]:
    """Return the pages in the order of the navigation, each once."""
    pages = {page.src_uri: page for page in content.pages}
    order = dict.fromkeys(uri for uri in _leaves(content.nav) if uri in pages)
    return tuple(Neighbour(titles[uri], pages[uri].url) for uri in order)


def _leaves(items: Sequence[NavItem]) -> Iterator[str]:
    for item in items:
        if item.page:
            yield item.page
        yield from _leaves(item.children)
