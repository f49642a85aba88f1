"""From pages, people and topics to what the indexer gets. Pure.

Values stand in attributes of their own, so that no title, tag or name can be read as syntax of Pagefind.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape

from kbgen.model import Location
from kbgen.search.pages import SearchPage
from kbgen.search.service import Entry


def page_entries(pages: Iterable[SearchPage], collection: str, version: str, language: str) -> Iterator[Entry]:
    """Yield a request for each page; its address begins with `/`, the root of the version."""
    for page in pages:
        payload = {
            "type": "AddFile",
            "url": f"/{page.url}",
            "file_path": None,
            "file_contents": document(page, collection, version, language),
        }
        yield Entry(payload, page.where)


def document(page: SearchPage, collection: str, version: str, language: str) -> str:
    """Return the HTML by which a page is indexed: its article, and hidden elements for all that is known of it."""
    filters = {
        "collection": (collection,),
        "version": (version,),
        "topic": page.topics,
        "author": page.authors,
        "trust": (page.trust,),
        "kind": ("page",),
        "updated": (page.updated[:7],),
    }
    told = [_hidden("filter", name, value) for name, values in filters.items() for value in values if value]
    told.append(_hidden("meta", "title", page.title))
    told += [_hidden("meta", "aliases", ", ".join(page.aliases))] if page.aliases else []
    weight = "" if page.boost == 1 else f' data-pagefind-weight="{page.boost:g}"'
    heading = "" if "<h1" in page.html else f"<h1>{escape(page.title)}</h1>"
    return (
        f'<html lang="{escape(language)}"><body><main data-pagefind-body>{"".join(told)}'
        f"<div{weight}>{heading}{page.html}</div></main></body></html>"
    )


def _hidden(kind: str, name: str, value: str) -> str:
    return f'<span data-pagefind-{kind}="{name}[data-v]" data-v="{escape(value)}"></span>'


def record_entry(url: str, title: str, content: str, language: str, filters: Mapping[str, Sequence[str]]) -> Entry:
    """Return a request for something that is no page; `url` is relative to the site's root."""
    payload = {
        "type": "AddRecord",
        "url": f"/{url}",
        "content": content,
        "language": language,
        "meta": {"title": title},
        "filters": {name: list(values) for name, values in filters.items() if values},
    }
    return Entry(payload, Location(url))
