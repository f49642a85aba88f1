"""Where the links of a page are written. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from kbgen.check.subject import CheckedPage
from kbgen.written import Place


def uses(href: str, page: CheckedPage) -> Iterator[Place | None]:
    """Yield every place where a link to `href` is written; None, once, where syntax makes it."""
    places = page.written.places(href)
    yield from places or (None,)


def distinct(page: CheckedPage) -> tuple[str, ...]:
    """Return the targets that the page's links have, each once, in the order of the article."""
    return tuple(dict.fromkeys(link.href for link in page.article.links))
