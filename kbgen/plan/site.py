"""The plan of a whole site: a frame and the page inputs of each version, and the site's own pages."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from urllib.parse import urlsplit

from kbgen.config import Config, Source
from kbgen.dropped import Dropped
from kbgen.forge import Addresses, repository_name
from kbgen.layout import Layout, joined
from kbgen.lineage import Lineage
from kbgen.model import Content, Page
from kbgen.plan.comparing import comparison
from kbgen.plan.editing import addresses, page_links
from kbgen.plan.lists import FolderLists, folder_lists
from kbgen.plan.notices import notices
from kbgen.plan.occupied import occupied
from kbgen.plan.own_pages import own_pages
from kbgen.plan.redirects import Redirect, redirects, redirects_of_dropped
from kbgen.plan.retired import circles, successors
from kbgen.plan.surroundings import Surroundings, canonical_paths, is_left_out, places
from kbgen.plan.texts import Texts
from kbgen.plan.titles import nav_nodes, page_titles, reading_order
from kbgen.plan.values import SitePlan, VersionPlan
from kbgen.policy import content_security_policy
from kbgen.view import Article, Articles, CollectionLink, Frame, NavNode, Neighbour, PageInput

MERMAID = "assets/javascripts/mermaid.min.js"
"""Where the script that draws diagrams is published: a place that no repository can fill."""
SEARCH_FOLDERS = ("search/", "find/", "site-search/")


def plan(
    config: Config,
    contents: Sequence[Content],
    articles: Sequence[Articles],
    theme_dirs: tuple[str, ...],
    lineages: Sequence[Lineage],
    dropped: Sequence[Dropped] = (),
) -> SitePlan:
    """Return the plan of the site. `articles` and `lineages` belong to `contents`, one for each.

    The addresses of the `dropped` versions lead to those that are kept.
    """
    layout = Layout.of(config)
    site = _site_frame(config, contents, layout, theme_dirs)
    around = list(_surroundings(config, list(zip(contents, lineages, strict=True)), layout))
    versions = tuple(
        _version(each, found.by_uri, site, config.urls.noindex_old)
        for each, found in zip(around, articles, strict=True)
    )
    is_copied = config.urls.latest == "copy"
    return SitePlan(
        layout,
        versions,
        tuple(own_pages(versions, layout, site)),
        is_copied,
        theme_dirs,
        site,
        redirect_facilities=config.urls.redirects,
        redirects=tuple(_redirects(around, dropped, copied=is_copied)),
        problems=tuple(each for content in contents for each in circles(content)),
        portable=config.site.portable,
        scripts=((MERMAID, config.base_dir / config.mermaid.file),) if config.mermaid else (),
    )


def _redirects(told: Sequence[Surroundings], dropped: Sequence[Dropped], *, copied: bool) -> Iterator[Redirect]:
    for name, shelf in groupby(told, key=lambda each: each.content.collection.name):
        versions = list(shelf)
        yield from redirects(versions, copied=copied)
        yield from redirects_of_dropped(versions, [d for d in dropped if d.content.collection.name == name])


def _site_frame(config: Config, contents: Sequence[Content], layout: Layout, theme_dirs: tuple[str, ...]) -> Frame:
    """Return the frame of the site's own pages: the portal and the error page."""
    links = tuple(_collection_links(config, contents, layout)) if len(config.sources) > 1 else ()
    alone = contents[0] if len(config.sources) == 1 else None
    inferred = alone.settings.site_name if alone and not config.site.named else ""
    name = inferred or config.site.name
    return Frame(
        root="",
        site_name=name,
        title=name,
        description=config.site.description or (alone.settings.site_description if alone else ""),
        language=config.site.language,
        site_url=layout.site_url,
        theme_dirs=theme_dirs,
        nav=tuple(NavNode(link.title, link.url) for link in links),
        home=Neighbour(name, "./"),
        collections=links,
        policy=content_security_policy(_origins(config)),
        search_url=_search_url(config, contents, layout),
        mermaid_url=MERMAID if config.mermaid else "",
    )


def _origins(config: Config) -> tuple[str, ...]:
    """Return the origins of the sites whose search may be asked too."""
    parts = (urlsplit(partner.url) for partner in config.search.partners)
    return tuple(f"{part.scheme}://{part.netloc}" for part in parts)


def _search_url(config: Config, contents: Sequence[Content], layout: Layout) -> str:
    """Return the folder of the page of the search: the first that no collection fills; "" where there is no search."""
    if config.search.engine == "none":
        return ""
    taken = occupied((layout.version_root(c.collection, c.version), c) for c in contents)
    return next((folder for folder in SEARCH_FOLDERS if folder.rstrip("/") not in taken), "")


def _collection_links(config: Config, contents: Sequence[Content], layout: Layout) -> Iterator[CollectionLink]:
    for source in config.sources:
        content = next((c for c in contents if c.collection.name == source.name and _is_latest(c)), None)
        if content is None:
            continue
        stale = content.collection.mirror.stale_since
        yield CollectionLink(
            title=collection_title(source, content),
            url=layout.version_root(content.collection, content.version),
            description=_description(content),
            pages=len(content.pages),
            version=content.version.name,
            stale_since=f"{stale:%Y-%m-%d}" if stale else "",
        )


def _is_latest(content: Content) -> bool:
    return content.version == content.collection.latest


def collection_title(source: Source, content: Content) -> str:
    """Return what a collection is called: as configured, as its `mkdocs.yml` says, or its name in words."""
    return source.title or content.settings.site_name or source.name.replace("-", " ").capitalize()


def _description(content: Content) -> str:
    """Return what a collection says of itself: in its `mkdocs.yml`, else on its front page."""
    front = next((page.front.description for page in content.pages if page.dest_uri == "index.html"), "")
    return content.settings.site_description or front


def _surroundings(config: Config, told: Sequence[tuple[Content, Lineage]], layout: Layout) -> Iterator[Surroundings]:
    """Yield the surroundings of each content, in the same order."""
    for source_name, whole in _by_collection(told).items():
        source = next(source for source in config.sources if source.name == source_name)
        replaced = [successors(content) for content, _ in whole]
        shelf = [(_without(content, gone), own) for (content, own), gone in zip(whole, replaced, strict=True)]
        canonical = canonical_paths(shelf, layout, copied=config.urls.latest == "copy")
        texts = Texts.of(shelf)
        latest, lineage = next((pair for pair in shelf if _is_latest(pair[0])), (None, Lineage()))
        latest_urls = places(((page, page.url) for page in latest.pages), lineage) if latest else {}
        for (content, own), (read, _), gone in zip(shelf, whole, replaced, strict=True):
            retired = tuple((page, gone[page.src_uri]) for page in read.pages if page.src_uri in gone)
            yield Surroundings(content, own, source, layout, latest, latest_urls, canonical, retired, texts)


def _without(content: Content, gone: Container[str]) -> Content:
    """Return the content without the pages whose `src_uri` is in `gone`."""
    return replace(content, pages=tuple(page for page in content.pages if page.src_uri not in gone))


def _by_collection(told: Sequence[tuple[Content, Lineage]]) -> Mapping[str, list[tuple[Content, Lineage]]]:
    """Return the contents of each collection; those of one collection stand together already."""
    found: dict[str, list[tuple[Content, Lineage]]] = {}
    for content, lineage in told:
        found.setdefault(content.collection.name, []).append((content, lineage))
    return found


def _version(around: Surroundings, articles: Mapping[str, Article], site: Frame, noindex_old: bool) -> VersionPlan:
    content = around.content
    titles = page_titles(content, articles)
    order = reading_order(content, titles)
    noindex = is_left_out(content.version) or (noindex_old and not _is_latest(content))
    web = addresses(content)
    pages = (_page(page, around, web, articles[page.src_uri], titles[page.src_uri], noindex) for page in content.pages)
    lists = folder_lists(content, titles, collection_title(around.source, content))
    return VersionPlan(
        content,
        _frame(around, web, titles, order, site, lists),
        tuple(_with_neighbours(pages, order)),
        around.alias_roots,
        around.lineage,
        tuple(replace(page, noindex=noindex) for page in lists.pages),
    )


def _frame(
    around: Surroundings,
    web: Addresses,
    titles: Mapping[str, str],
    order: Sequence[Neighbour],
    site: Frame,
    lists: FolderLists,
) -> Frame:
    content = around.content
    links = tuple(CollectionLink(link.title, link.url) for link in site.collections)
    title = collection_title(around.source, content) if site.collections else site.site_name
    return replace(
        site,
        root=around.root,
        title=title,
        description=_description(content) or site.description,
        nav=nav_nodes(content, titles, lists),
        home=Neighbour(title, _home_url(content, order)),
        version=content.version.name,
        versioned=content.collection.versioned,
        repo_url=web.web_url,
        repo_name=repository_name(web.web_url),
        commit_url=web.commit("{commit}"),
        issue_url=web.issue,
        use_directory_urls=content.settings.use_directory_urls,
        collections=links,
        collection=content.collection.name,
        collection_root=around.layout.roots[content.collection.name],
        policy=content_security_policy(trusted=True) if around.source.trust == "full" else site.policy,
        list_url=lists.addresses.get("", ""),
    )


def _home_url(content: Content, order: Sequence[Neighbour]) -> str:
    """Return the URL of a version's first page: its root index, else the first of its navigation, else any."""
    root = next((page.url for page in content.pages if page.dest_uri == "index.html"), "")
    return root or (order[0].url if order else content.pages[0].url)


def _page(page: Page, around: Surroundings, web: Addresses, article: Article, title: str, noindex: bool) -> PageInput:
    address = around.layout.absolute(joined(around.root, page.url))
    links = page_links(page, around.content, around.lineage, web, title, address)
    return PageInput(
        page=page,
        article=article,
        title=title,
        canonical=around.canonical(page),
        noindex=noindex or page.front.unlisted,
        edit_url=links.edit,
        edit_notice=links.notice,
        source_url=links.source,
        history_url=links.history,
        issue_url=links.issue,
        notices=notices(page, around),
        lineage=around.lineage.ids.get(page.src_uri, ""),
        comparison=comparison(page, around),
    )


def _with_neighbours(pages: Iterable[PageInput], order: Sequence[Neighbour]) -> Iterator[PageInput]:
    """Yield the pages with the one before and after each in reading order."""
    at = {neighbour.url: n for n, neighbour in enumerate(order)}
    around = [None, *order, None]
    for page in pages:
        place = at.get(page.page.url)
        yield page if place is None else replace(page, previous=around[place], next=around[place + 2])
