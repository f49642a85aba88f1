"""The articles of all versions, and what is wrong with their links."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import replace
from posixpath import basename

from kbgen import paths
from kbgen.cache import Cache
from kbgen.codes import problem
from kbgen.config import Config
from kbgen.crossing import Catalogue
from kbgen.crossing_problems import crossing_problem, location, position, with_anchors_checked
from kbgen.kept import KeptArticles
from kbgen.layout import Layout
from kbgen.lineage import Lineage
from kbgen.links import SCHEME, Targets
from kbgen.mapper import Mapper
from kbgen.model import Content, Location, Page, Problem, RefKind, Severity
from kbgen.plan.editing import addresses
from kbgen.plan.occupied import AREAS, occupied
from kbgen.progress import Progress, Silent
from kbgen.render.articles import convert_pages
from kbgen.view import Article, Articles, Book, LinkUse


def convert(
    contents: Sequence[Content],
    lineages: Sequence[Lineage],
    config: Config,
    cache: Cache,
    mapper: Mapper,
    progress: Progress,
    kept: KeptArticles | None = None,
) -> tuple[Articles, ...]:
    """Return the articles of each content, in the same order. Reads and fills the article cache.

    `lineages` belong to `contents`: by them a link into another collection finds a page that has moved. What an earlier
    call has left in `kept` is used again.
    """
    trusted = {source.name: source.trust == "full" for source in config.sources}
    layout = Layout.of(config)
    catalogue = Catalogue(contents, lineages, layout, [source.name for source in config.sources])
    progress.start("convert", sum(len(content.pages) for content in contents))
    areas = AREAS - occupied((layout.version_root(c.collection, c.version), c) for c in contents)
    targets = [_targets(content, catalogue, layout, areas) for content in contents]
    articles = tuple(
        _articles(content, _book(content, leads, trusted), kept or KeptArticles(), cache, mapper, progress)
        for content, leads in zip(contents, targets, strict=True)
    )
    progress.finish("convert", f"{sum(a.converted for a in articles)} converted")
    return tuple(with_anchors_checked(contents, articles, [each.crossings for each in targets]))


def convert_some(
    content: Content, wanted: Container[str], lineage: Lineage, config: Config, cache: Cache, mapper: Mapper
) -> Articles:
    """Return the articles of those pages of `content` whose `src_uri` is `wanted`; their links may lead to all of it.

    Other collections are not looked at.
    """
    layout = Layout.of(config)
    catalogue = Catalogue([content], [lineage], layout, [content.collection.name])
    targets = _targets(
        content,
        catalogue,
        layout,
        AREAS - occupied([(layout.version_root(content.collection, content.version), content)]),
    )
    part = replace(content, pages=tuple(page for page in content.pages if page.src_uri in wanted))
    return _articles(part, Book(content.settings.extensions, targets), KeptArticles(), cache, mapper, Silent())


def _targets(content: Content, catalogue: Catalogue, layout: Layout, areas: frozenset[str]) -> Targets:
    view = addresses(content).view(content.version.ref.oid)
    root = layout.version_root(content.collection, content.version)
    return replace(Targets.of(content, view), crossings=catalogue.crossings(content), root=root, areas=areas)


def _book(content: Content, targets: Targets, trusted: Mapping[str, bool]) -> Book:
    return Book(content.settings.extensions, targets, trusted[content.collection.name])


def _articles(
    content: Content, book: Book, kept: KeptArticles, cache: Cache, mapper: Mapper, progress: Progress
) -> Articles:
    place = content.collection.name, content.version.name
    found = kept.articles(place, book, content.pages)
    converted = 0
    for src_uri in found:
        progress.advance("convert", src_uri)
    missing = [page for page in content.pages if page.src_uri not in found]
    for item in convert_pages(missing, book, cache, mapper):
        found[item.src_uri] = item.article
        converted += not item.cached
        progress.advance("convert", item.src_uri)
    kept.keep(place, book, content.pages, found)
    problems = tuple(p for page in content.pages for p in _problems(page, found[page.src_uri], content, book.targets))
    return Articles(found, converted, problems)


def _problems(page: Page, article: Article, content: Content, targets: Targets) -> Iterator[Problem]:
    where = location(page, content)
    if article.failure:
        severity = Severity.WARNING if content.version.ref.kind is RefKind.TAG else Severity.ERROR
        hint = "the other pages are not affected; simplify this page or report the fault"
        yield problem("KB116", f"the page cannot be rendered: {article.failure}", where, hint=hint, severity=severity)
    is_nav_file = basename(page.src_uri) == content.settings.nav_file  # its links are checked as navigation
    for link in dict.fromkeys(article.links):
        if link.href.startswith(SCHEME):
            yield from crossing_problem(link, page, content, targets.crossings)
        elif not link.found and not is_nav_file:
            yield _dead_link(link, page, where)


def _dead_link(link: LinkUse, page: Page, where: Location) -> Problem:
    line, column = position(link.href, page)
    message = f"link target '{paths.shown(link.href)}' not found"
    return problem("KB021", message, replace(where, line=line, column=column), hint=link.hint)
