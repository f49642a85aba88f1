"""The articles of all versions, and what is wrong with their links."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from posixpath import basename, join

from kbgen import forge, paths
from kbgen.cache import Cache
from kbgen.codes import problem
from kbgen.config import Source
from kbgen.links import Targets
from kbgen.mapper import Mapper
from kbgen.model import Content, Location, Page, Problem, RefKind, Severity
from kbgen.plan.editing import web_url
from kbgen.progress import Progress
from kbgen.render import convert_pages
from kbgen.view import Article, Articles, Book, LinkUse

BEFORE_TARGET = r"(?:\]\(\s*<?|\]:\s*<?|=\s*[\"']?)"  # [text](target), [name]: target, href="target"


def convert(
    contents: Sequence[Content], sources: Sequence[Source], cache: Cache, mapper: Mapper, progress: Progress
) -> tuple[Articles, ...]:
    """Return the articles of each content, in the same order. Reads and fills the article cache."""
    trusted = {source.name: source.trust == "full" for source in sources}
    progress.start("convert", sum(len(content.pages) for content in contents))
    articles = tuple(_articles(c, trusted[c.collection.name], cache, mapper, progress) for c in contents)
    progress.finish("convert", f"{sum(a.converted for a in articles)} converted")
    return articles


def _articles(content: Content, trusted: bool, cache: Cache, mapper: Mapper, progress: Progress) -> Articles:
    view = forge.view_url(web_url(content), content.version.ref.oid)
    book = Book(content.settings.extensions, Targets.of(content, view), trusted)
    found: dict[str, Article] = {}
    converted = 0
    for item in convert_pages(content.pages, book, cache, mapper):
        found[item.src_uri] = item.article
        converted += not item.cached
        progress.advance("convert", item.src_uri)
    problems = tuple(p for page in content.pages for p in _problems(page, found[page.src_uri], content))
    return Articles(found, converted, problems)


def _problems(page: Page, article: Article, content: Content) -> Iterator[Problem]:
    path = paths.shown(join(content.settings.docs_dir, page.src_uri))
    where = Location(path, collection=content.collection.name, ref=content.version.ref.name)
    if article.failure:
        severity = Severity.WARNING if content.version.ref.kind is RefKind.TAG else Severity.ERROR
        hint = "the other pages are not affected; simplify this page or report the fault"
        yield problem("KB116", f"the page cannot be rendered: {article.failure}", where, hint=hint, severity=severity)
    is_nav_file = basename(page.src_uri) == content.settings.nav_file  # its links are checked as navigation
    for link in dict.fromkeys(article.links):
        if not link.found and not is_nav_file:
            yield _dead_link(link, page, where)


def _dead_link(link: LinkUse, page: Page, where: Location) -> Problem:
    line, column = _position(link.href, page)
    message = f"link target '{paths.shown(link.href)}' not found"
    return problem("KB021", message, replace(where, line=line, column=column), hint=link.hint)


def _position(href: str, page: Page) -> tuple[int, int]:
    """Return the line and column of the file where a link's target is written; (0, 0) when it is made by syntax."""
    match = re.search(rf"{BEFORE_TARGET}({re.escape(href)})(?=[)\"'>\s]|$)", page.body, re.MULTILINE)
    if match is None:
        return 0, 0
    before = page.body[: match.start(1)]
    return page.body_line + before.count("\n"), len(before) - before.rfind("\n")
