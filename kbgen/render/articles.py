"""The conversion of all pages of all versions, through the article cache, by worker processes.

An article depends on the page's text, its Markdown settings, and where its links lead. The last is known only
after a conversion, so two entries are kept: `links` (text and settings -> the links it has) and `article`
(the same, and where each link leads now -> the article). Pages that are equal in several versions and whose
links lead to the same places are converted once.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version

from kbgen import __version__
from kbgen.cache import Cache, key
from kbgen.links import resolve
from kbgen.mapper import Mapper, batched
from kbgen.model import Page
from kbgen.render.article import convert
from kbgen.render.sanitise import POLICY
from kbgen.view import Article, Book, Heading, LinkUse

LARGEST_BATCH = 64
FORMAT = "3"  # of the two entries: raise it when their JSON changes
PACKAGES = ("markdown", "mkdocs", "mkdocs-material", "pymdown-extensions", "pygments", "nh3")
STACK = "".join(f"{name} {version(name)};" for name in PACKAGES)


@dataclass(frozen=True, slots=True)
class Converted:
    """The article of one page, and whether it came from the cache."""

    src_uri: str
    article: Article
    cached: bool


@dataclass(frozen=True, slots=True)
class _Batch:
    book: Book
    pages: tuple[Page, ...]
    cache: Cache


def convert_pages(pages: Sequence[Page], book: Book, cache: Cache, mapper: Mapper) -> Iterator[Converted]:
    """Yield the article of each page of one version, in order. Reads and fills the article cache."""
    batches = (_Batch(book, part, cache) for part in batched(pages, mapper.jobs, LARGEST_BATCH))
    for converted in mapper(_convert_batch, batches):
        yield from converted


def _convert_batch(batch: _Batch) -> tuple[Converted, ...]:
    settings = repr(batch.book.extensions)
    return tuple(_cached(page, batch.book, settings, batch.cache) for page in batch.pages)


def _cached(page: Page, book: Book, settings: str, cache: Cache) -> Converted:
    own = key(__version__, FORMAT, STACK, POLICY, settings, str(book.trusted), page.src_uri, page.url, page.body)
    written = _load_links(cache.get("links", own))
    found = cache.get("article", _with_links(own, written, page, book)) if written is not None else None
    if found is not None:
        return Converted(page.src_uri, _load(found), cached=True)
    article = convert(page, book)
    if not article.failure:
        written = tuple((link.href, link.embedded) for link in article.links)
        cache.put("links", own, json.dumps(written).encode())
        cache.put("article", _with_links(own, written, page, book), _dump(article))
    return Converted(page.src_uri, article, cached=False)


def _with_links(own: str, written: Sequence[tuple[str, bool]], page: Page, book: Book) -> str:
    """Return the key of the article whose links, as `written`, lead where they lead now."""
    leads = (resolve(href, page.src_uri, book.targets, embedded=embedded) for href, embedded in written)
    return key(own, *map(repr, leads))


def _load_links(body: bytes | None) -> tuple[tuple[str, bool], ...] | None:
    return None if body is None else tuple((href, embedded) for href, embedded in json.loads(body))


def _dump(article: Article) -> bytes:
    return json.dumps(asdict(article), ensure_ascii=False).encode("utf-8", "surrogatepass")


def _load(body: bytes) -> Article:
    """Build an article from its cache entry."""
    data = json.loads(body.decode("utf-8", "surrogatepass"))
    links = tuple(LinkUse(**link) for link in data["links"])
    return Article(data["html"], data["title"], _headings(data["headings"]), links)


def _headings(data: Sequence[dict[str, object]]) -> tuple[Heading, ...]:
    return tuple(Heading(**{**item, "children": _headings(item["children"])}) for item in data)  # type: ignore[arg-type]  # JSON written by _dump
