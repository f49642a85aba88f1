"""The conversion of all pages of all versions, through the article cache, by worker processes.

An article depends on the page's text, its Markdown settings, and where its links lead. The last is known only
after a conversion, so two entries are kept: `links` (text and settings -> the links it has) and `article`
(the same, and where each link leads now -> the article). Pages that are equal in several versions and whose
links lead to the same places are converted once.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from importlib.metadata import version

from kbgen import __version__
from kbgen.cache import Cache, key
from kbgen.links import resolve
from kbgen.mapper import Guard, Mapper
from kbgen.model import Page
from kbgen.render.article import convert, placeholder
from kbgen.render.sanitise import POLICY
from kbgen.view import Article, Book, Heading, LinkUse, Removal
from kbgen.worker import Limits

LIMITS = Limits(seconds=10, memory=2**30)  # of one page; the largest of known repositories (90 kB) takes half a second
FORMAT = "5"  # of the two entries: raise it when their JSON changes
PACKAGES = ("markdown", "mkdocs", "mkdocs-material", "pymdown-extensions", "pygments", "nh3")
STACK = "".join(f"{name} {version(name)};" for name in PACKAGES)

Written = tuple[str, bool, bool]
"""A link as it is written, whether it is embedded, and whether it is HTML."""


@dataclass(frozen=True, slots=True)
class Converted:
    """The article of one page, and whether it came from the cache."""

    src_uri: str
    article: Article
    cached: bool


@dataclass(frozen=True, slots=True)
class _Desk:
    """What all pages of one version share."""

    book: Book
    settings: str
    cache: Cache


def convert_pages(pages: Sequence[Page], book: Book, cache: Cache, mapper: Mapper) -> Iterator[Converted]:
    """Yield the article of each page of one version, in order. Reads and fills the article cache.

    A page that goes beyond LIMITS becomes a placeholder, which is not kept: the next build tries it again.
    """
    desk = _Desk(book, repr(book.extensions), cache)
    guard = Guard(LIMITS, _given_up)
    if mapper.jobs > 1:
        yield from mapper(_kept_or_made, desk, pages, guard)
        return
    kept = {page.src_uri: _kept(desk, page) for page in pages}  # here: so that a worker is started for new ones only
    made = mapper(_made, desk, [page for page in pages if kept[page.src_uri] is None], guard)
    yield from (kept[page.src_uri] or next(made) for page in pages)


def _kept_or_made(desk: _Desk, page: Page) -> Converted:
    return _kept(desk, page) or _made(desk, page)


def _kept(desk: _Desk, page: Page) -> Converted | None:
    """Return the article that the cache holds."""
    own = _own_key(desk, page)
    written = _load_links(desk.cache.get("links", own))
    found = desk.cache.get("article", _with_links(own, written, page, desk.book)) if written is not None else None
    return Converted(page.src_uri, _load(found), cached=True) if found is not None else None


def _made(desk: _Desk, page: Page) -> Converted:
    """Convert the page, and keep its article unless it is a placeholder."""
    article = convert(page, desk.book)
    if not article.failure:
        own, written = _own_key(desk, page), tuple((link.href, link.embedded, link.raw) for link in article.links)
        desk.cache.put("links", own, json.dumps(written).encode())
        desk.cache.put("article", _with_links(own, written, page, desk.book), _dump(article))
    return Converted(page.src_uri, article, cached=False)


def _given_up(page: Page, reason: str) -> Converted:
    return Converted(page.src_uri, placeholder(reason), cached=False)


def _own_key(desk: _Desk, page: Page) -> str:
    parts = desk.settings, str(desk.book.trusted), page.src_uri, page.url, page.body
    return key(__version__, FORMAT, STACK, POLICY, *parts)


def _with_links(own: str, written: Sequence[Written], page: Page, book: Book) -> str:
    """Return the key of the article whose links, as `written`, lead where they lead now."""
    leads = (resolve(href, page.src_uri, book.targets, embedded=embedded, raw=raw) for href, embedded, raw in written)
    return key(own, *map(repr, leads))


def _load_links(body: bytes | None) -> tuple[Written, ...] | None:
    return None if body is None else tuple((href, embedded, raw) for href, embedded, raw in json.loads(body))


def _dump(article: Article) -> bytes:
    return json.dumps(article, default=_fields, ensure_ascii=False).encode("utf-8", "surrogatepass")


def _fields(value: Article | Heading | LinkUse | Removal) -> dict[str, object]:
    """Return what a value of an article holds, as `json` asks for it: `asdict` would copy all of it first."""
    return {each.name: getattr(value, each.name) for each in fields(value)}


def _load(body: bytes) -> Article:
    """Build an article from its cache entry."""
    data = json.loads(body.decode("utf-8", "surrogatepass"))
    links = tuple(LinkUse(**link) for link in data["links"])
    removed = tuple(Removal(**each) for each in data["removed"])
    return Article(data["html"], data["title"], _headings(data["headings"]), links, removed=removed)


def _headings(data: Sequence[dict[str, object]]) -> tuple[Heading, ...]:
    return tuple(Heading(**{**item, "children": _headings(item["children"])}) for item in data)  # type: ignore[arg-type]  # JSON written by _dump
