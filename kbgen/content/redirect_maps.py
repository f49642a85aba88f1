"""The redirects of a book's `mkdocs.yml`, as the plugin mkdocs-redirects takes them. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from kbgen.codes import problem
from kbgen.model import Location, Page, Problem
from kbgen.suggest import did_you_mean, shown

_AWAY = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//")


@dataclass(frozen=True, slots=True)
class RedirectMaps:
    """Earlier paths and the page that each leads to (`src_uri`), and those that lead to another site."""

    to_pages: Mapping[str, str] = field(default_factory=dict)
    away: tuple[str, ...] = ()

    @classmethod
    def of(cls, options: object) -> RedirectMaps:
        """Return what the options of the plugin say. A place on the page that is named (`#…`) is left out."""
        given = options.get("redirect_maps") if isinstance(options, dict) else None
        texts = {str(old): new for old, new in given.items() if isinstance(new, str)} if isinstance(given, dict) else {}
        away = tuple(old for old, new in texts.items() if _AWAY.match(new))
        return cls({old: new.partition("#")[0] for old, new in texts.items() if old not in away}, away)


def claimed(pages: Sequence[Page], redirects: Mapping[str, str]) -> tuple[Page, ...]:
    """Return the pages, each with the earlier paths that lead to it, as if it had them in its front matter."""
    earlier: dict[str, tuple[str, ...]] = {}
    for old, new in redirects.items():
        earlier[new] = (*earlier.get(new, ()), old)
    return tuple(_with(page, earlier[page.src_uri]) if page.src_uri in earlier else page for page in pages)


def _with(page: Page, earlier: tuple[str, ...]) -> Page:
    return replace(page, front=replace(page.front, redirect_from=(*page.front.redirect_from, *earlier)))


def dead(pages: Sequence[Page], redirects: Mapping[str, str], where: Location) -> Iterator[Problem]:
    """Yield a problem for each redirect to a page that does not exist."""
    uris = [page.src_uri for page in pages]
    for old, new in sorted(redirects.items()):
        if new not in uris:
            message = f"the redirect from '{shown(old)}' leads to '{shown(new)}', which does not exist"
            yield problem("KB021", message, where, hint=did_you_mean(new, uris))
