"""What is wrong with what pages tell the search. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kbgen.codes import problem
from kbgen.model import Problem
from kbgen.search.markup import prose_of
from kbgen.search.pages import WORDS_CHECKED, SearchPage


def alias_problems(pages: Sequence[SearchPage]) -> Iterator[Problem]:
    """Yield a problem for each alias that is the title of another page of the same version."""
    by_title: dict[str, SearchPage] = {}
    for page in pages:
        by_title.setdefault(page.title.casefold(), page)
    for page in pages:
        for alias in page.aliases:
            other = by_title.get(alias.casefold())
            if other is not None and other.url != page.url:
                message = f"the alias '{alias}' is the title of {other.where.path}"
                yield problem("KB018", message, page.where, hint="remove it here, or rename one of the two pages")


def lost_pages(pages: Sequence[SearchPage], words: Sequence[int]) -> Iterator[Problem]:
    """Yield a problem for each page with text in which the indexer found no word."""
    for page, number in zip(pages, words, strict=True):
        if number == 0 and len(prose_of(page.html).split()) > WORDS_CHECKED:
            message = "the full-text index holds no word of this page; only its title and headings are found"
            yield problem("KB132", message, page.where, hint="look for HTML that is not closed, and report the fault")
