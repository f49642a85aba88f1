"""What pages call themselves, and where. Pure."""

from __future__ import annotations

from kbgen.check.head import place_of
from kbgen.check.headings import headings, places
from kbgen.check.subject import CheckedPage
from kbgen.written import Place


def own_title(page: CheckedPage) -> str:
    """Return the title that a page has in its head or as its first heading; "" if it has none of its own."""
    return page.page.front.title or page.article.title


def title_place(page: CheckedPage) -> Place | None:
    """Return where the title of a page is written; None if it has none of its own."""
    if page.page.front.title:
        return place_of(page, "title")
    shown = headings(page)
    return places(shown, page)[0] if page.article.title and shown else None
