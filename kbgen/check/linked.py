"""Where the links of a page are written, and which page of its version they lead to. Pure."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

from kbgen import urls
from kbgen.check.subject import CheckedPage, Volume
from kbgen.written import Place


def uses(href: str, page: CheckedPage) -> Iterator[Place | None]:
    """Yield every place where a link to `href` is written; None, once, where syntax makes it."""
    places = page.written.places(href)
    yield from places or (None,)


def distinct(page: CheckedPage) -> tuple[str, ...]:
    """Return the targets that the page's links have, each once, in the order of the article."""
    return tuple(dict.fromkeys(link.href for link in page.article.links))


def target_page(href: str, page: CheckedPage, volume: Volume) -> CheckedPage | None:
    """Return the page of the same version that a link leads to, whether its file or its address is written."""
    try:
        parts = urlsplit(href)
    except ValueError:
        return None
    if parts.scheme or parts.netloc or href.startswith(("/", "\\")):
        return None
    if not parts.path:
        return page
    path = unquote(parts.path)
    folder = posixpath.dirname(page.page.src_uri)
    found = volume.pages.get(posixpath.normpath(posixpath.join(folder, path)))
    return found or volume.by_url.get(urls.absolute(path, page.page.url))
