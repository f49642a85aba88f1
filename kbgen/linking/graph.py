"""The links between the pages of one version, seen from their targets. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

from kbgen import urls
from kbgen.links import Targets, resolve
from kbgen.view import PageInput


def linked_from(pages: Sequence[PageInput], targets: Targets) -> Mapping[str, tuple[PageInput, ...]]:
    """Return, by `src_uri`, the pages that link to a page, by title. `targets` are those of the version.

    A page that links to itself is left out, and so is one that is not listed anywhere.
    """
    by_url = {_path(page.page.url): page.page.src_uri for page in pages}
    found: dict[str, dict[str, PageInput]] = {}
    for page in pages:
        for uri in () if page.page.front.unlisted else _targets(page, targets, by_url):
            found.setdefault(uri, {})[page.page.src_uri] = page
    return {uri: tuple(sorted(sources.values(), key=_by_title)) for uri, sources in found.items()}


def _targets(page: PageInput, targets: Targets, by_url: Mapping[str, str]) -> set[str]:
    """Return the pages that a page links to."""
    hrefs = {link.href for link in page.article.links if link.found and not link.embedded}
    leads = (resolve(href, page.page.src_uri, targets).href for href in sorted(hrefs))
    uris = {by_url.get(_path(urls.absolute(path, page.page.url)), "") for href in leads if (path := _inside(href))}
    return uris - {"", page.page.src_uri}


def _inside(href: str) -> str:
    """Return the path of a relative address, "" for any other."""
    try:
        parts = urlsplit(href)
    except ValueError:
        return ""
    return "" if parts.scheme or parts.netloc or parts.path.startswith("/") else parts.path


def _path(url: str) -> str:
    return urls.dest_of(url)


def _by_title(page: PageInput) -> tuple[str, str]:
    return (page.title.casefold(), page.page.src_uri)
