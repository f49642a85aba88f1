"""The articles of the last build in this process: those of pages that are the same need not be looked for again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from kbgen.model import Page
from kbgen.view import Article, Book

Place = tuple[str, str]
"""The names of a collection and of a version of it."""


@dataclass(frozen=True, slots=True)
class KeptArticles:
    """What each version was converted with, and its pages with their articles, by `src_uri`."""

    _versions: dict[Place, tuple[Book, Mapping[str, tuple[Page, Article]]]] = field(default_factory=dict)

    def articles(self, place: Place, book: Book, pages: Sequence[Page]) -> dict[str, Article]:
        """Return the articles of those `pages` that were converted from the same text, with an equal book."""
        last, known = self._versions.get(place, (None, {}))
        if last != book:
            return {}
        pairs = ((page, known.get(page.src_uri)) for page in pages)
        return {page.src_uri: found[1] for page, found in pairs if found and found[0] == page and not found[1].failure}

    def keep(self, place: Place, book: Book, pages: Sequence[Page], articles: Mapping[str, Article]) -> None:
        """Keep the articles of a version, and forget the earlier ones."""
        self._versions[place] = book, {page.src_uri: (page, articles[page.src_uri]) for page in pages}
