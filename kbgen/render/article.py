"""Convert one page's Markdown to an article: HTML, title, headings and links. The heart of a render worker."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from typing import Any, TypedDict
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.treeprocessors import Treeprocessor
from markdown.util import AMP_SUBSTITUTE
from mkdocs.utils.rendering import get_heading_text

from kbgen.links import SCHEME, Targets, resolve, without_entities
from kbgen.model import Page
from kbgen.render.embeds import with_links_for_embeds
from kbgen.render.excess import why_too_much
from kbgen.render.extensions import markdown_arguments
from kbgen.render.icons import with_icons
from kbgen.render.raw_links import with_raw_links
from kbgen.render.removals import removals
from kbgen.render.sanitise import sanitise, sanitise_title
from kbgen.view import Article, Book, Heading, LinkUse, Removal

_ELSEWHERE = re.compile(r"\s*(?:[a-z][a-z0-9+.-]*:|[/\\]{2}|#?\s*\Z)", re.IGNORECASE)
"""An address with a scheme or a host, or none at all."""
THEMES = "#__"
"""How the links begin that extensions write into code, to its own lines."""
LARGEST = 20_000_000  # characters of an article: abbreviations and icons can make far more of a page of 1 MB


class _TocToken(TypedDict):
    """What Python-Markdown's toc extension gives for a heading."""

    name: str
    id: str
    level: int
    children: list[_TocToken]


class _Links(Treeprocessor):
    """Rewrites the links of the tree, and of the HTML that was kept aside, and remembers them.

    Runs when MkDocs' own `relpath` would.
    """

    def __init__(self, md: Markdown, src_uri: str, targets: Targets) -> None:
        super().__init__(md)
        self.src_uri = src_uri
        self.targets = targets
        self.uses: list[LinkUse] = []

    def run(self, root: Element) -> None:
        """Resolve `href` of each `a` and `src` of each `img`."""
        for element in root.iter():
            key = {"a": "href", "img": "src"}.get(element.tag)
            href = element.get(key) if key else None
            if key and href and AMP_SUBSTITUTE not in href:
                written = without_entities(href)
                leads = self._resolved(written, embedded=key == "src")
                if leads != written:
                    element.set(key, leads)
        kept = self.md.htmlStash.rawHtmlBlocks
        for number, piece in enumerate(kept):
            if isinstance(piece, str):
                kept[number] = with_raw_links(piece, self._raw)

    def _raw(self, href: str, embedded: bool) -> str:
        """Return where an address in HTML leads. Those that are no business of this site are not remembered."""
        is_inside = not (_ELSEWHERE.match(href) or href.startswith(THEMES))
        is_ours = is_inside or href.startswith(SCHEME) or href in self.targets.crossings
        return self._resolved(href, embedded=embedded, raw=True) if is_ours else href

    def _resolved(self, href: str, *, embedded: bool, raw: bool = False) -> str:
        link = resolve(href, self.src_uri, self.targets, embedded=embedded, raw=raw)
        crossed = link.href if link.crosses and link.found else ""
        self.uses.append(LinkUse(href, embedded, link.found, link.hint, crossed, raw))
        return link.href


class _Title(Treeprocessor):
    """Remembers the text of the first element if it is an H1, as MkDocs does for a page's title."""

    title = ""

    def run(self, root: Element) -> None:
        """Look at the first element only."""
        first = next(iter(root), None)
        if first is not None and first.tag == "h1":
            self.title = html.unescape(get_heading_text(first, self.md))


def convert(page: Page, book: Book) -> Article:
    """Return the article of `page`. A page that cannot be converted becomes a placeholder with `failure` set."""
    if excess := why_too_much(page.body):
        return placeholder(f"it has {excess}")
    try:
        article = _convert(page, book)
    except MemoryError:  # for the worker, which knows how much there was
        raise
    except RecursionError:
        return placeholder("too much in it is nested in each other")
    except Exception as error:
        return placeholder(f"{type(error).__name__}: {error}")
    if len(article.html) > LARGEST:
        return placeholder(f"its HTML has {len(article.html):,} characters; the limit is {LARGEST:,}")
    return article


def _convert(page: Page, book: Book) -> Article:
    names, options = markdown_arguments(book.extensions)
    md = Markdown(extensions=names, extension_configs=options)
    links, title = _Links(md, page.src_uri, book.targets), _Title(md)
    md.treeprocessors.register(title, "kbgen_title", 1)
    md.treeprocessors.register(links, "kbgen_links", 0)
    body = md.convert(page.body)
    removed: tuple[Removal, ...] = ()
    if not book.trusted:
        body = with_links_for_embeds(body)
        removed = removals(body)
        body = sanitise(body)
    headings = _headings(getattr(md, "toc_tokens", []))
    return Article(with_icons(body), title.title, headings, tuple(links.uses), removed=removed)


def placeholder(reason: str) -> Article:
    """Return the article shown instead of a page that could not be converted."""
    shown = html.escape(reason[:300])
    title = '<p class="admonition-title">This page could not be rendered</p>'
    return Article(f'<div class="admonition failure">{title}<p>{shown}</p></div>', failure=reason)


def _headings(tokens: Sequence[_TocToken] | Any) -> tuple[Heading, ...]:
    return tuple(
        Heading(sanitise_title(token["name"]), token["id"], token["level"], _headings(token["children"]))
        for token in tokens
    )
