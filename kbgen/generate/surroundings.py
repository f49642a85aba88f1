"""What stands around an article: the pages that link to it, and those that are about the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from posixpath import basename

from kbgen.cache import Cache
from kbgen.linking import linked_from
from kbgen.links import Targets
from kbgen.plan import SitePlan, VersionPlan
from kbgen.related import Text, related
from kbgen.view import Neighbour, PageInput

MOST_BACKLINKS = 200


def surrounded(site: SitePlan, cache: Cache) -> SitePlan:
    """Return the plan in which pages know what links to them and what is related. Reads and fills the cache."""
    return replace(site, versions=tuple(_version(version, cache) for version in site.versions))


def _version(version: VersionPlan, cache: Cache) -> VersionPlan:
    navigation = version.content.settings.nav_file  # such a file lists pages, and says nothing of them
    telling = [page for page in version.pages if basename(page.page.src_uri) != navigation]
    backlinks = linked_from(telling, Targets.of(version.content, ""))
    likes = _related(telling, cache)
    pages = (
        replace(
            page,
            linked_from=_links(backlinks.get(page.page.src_uri, ())[:MOST_BACKLINKS]),
            related=_links(likes.get(page.page.src_uri, ())),
        )
        for page in version.pages
    )
    return replace(version, pages=tuple(pages))


def _related(pages: Sequence[PageInput], cache: Cache) -> dict[str, tuple[PageInput, ...]]:
    """Return the pages related to each, by `src_uri`; those that are not listed, or failed, have no part in it."""
    texts = [page for page in pages if not (page.page.front.unlisted or page.article.failure)]
    found = related([Text(page.title, page.article.html) for page in texts], cache)
    return {page.page.src_uri: tuple(texts[n] for n in near) for page, near in zip(texts, found, strict=True)}


def _links(pages: Sequence[PageInput]) -> tuple[Neighbour, ...]:
    return tuple(Neighbour(page.title, page.page.url) for page in pages)
