"""KB022: the page of a link has no part of that name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from urllib.parse import unquote, urlsplit

from kbgen import paths
from kbgen.check.finding import Finding, finding
from kbgen.check.linked import uses
from kbgen.check.rule import Rule
from kbgen.check.subject import CheckedPage, Subject, Volume
from kbgen.suggest import did_you_mean

_ID = re.compile(r"""id=(?<=[\s"']id=)["']([^"']+)["']""")
_NAME = re.compile(r"""name=(?<=[\s"']name=)["']([^"']+)["']""")
THEMES = ("__", ":~:")
"""Fragments that are not of the article: ids of the theme, and what browsers look for in the text."""


def find(volume: Volume, _: Subject) -> Iterator[Finding]:
    """Yield every place where a link names a part that its page does not have."""

    @cache
    def known(src_uri: str) -> tuple[str, ...]:
        return parts(volume.pages[src_uri])

    for page in volume.pages.values():
        for href, target in volume.leads[page.page.src_uri].items():
            if "#" in href and not target.article.failure:
                yield from _lost(href, page, target, known(target.page.src_uri))


def parts(page: CheckedPage) -> tuple[str, ...]:
    """Return the names of the parts that a page has."""
    body = page.article.html
    return tuple(dict.fromkeys([*_ID.findall(body), *_NAME.findall(body)]))


def _named(known: tuple[str, ...]) -> list[str]:
    """Return the parts that a link may be meant for: not those that the theme and footnotes make."""
    return [each for each in known if not each.startswith(("__", "fn:", "fnref"))]


def _lost(href: str, page: CheckedPage, target: CheckedPage, known: tuple[str, ...]) -> Iterator[Finding]:
    fragment = unquote(urlsplit(href).fragment)
    if not fragment or fragment in known or fragment.startswith(THEMES) or fragment == "top":
        return
    whose = "this page" if target is page else f"'{paths.shown(target.page.src_uri)}'"
    message = f"{whose} has no part '{paths.shown(fragment)}'"
    same = [each for each in _named(known) if _folded(each) == _folded(fragment)]
    hint = (
        f"did you mean '#{same[0]}'?" if same else did_you_mean(f"#{fragment}", [f"#{each}" for each in _named(known)])
    )
    new = f"{href.partition('#')[0]}#{same[0]}" if len(same) == 1 else None
    for place in uses(href, page):
        yield finding("KB022", message, page.where, place, hint=hint or _some(known), new=new)


def _folded(fragment: str) -> str:
    return re.sub(r"[\W_]+", "-", fragment.casefold()).strip("-")


def _some(known: tuple[str, ...]) -> str:
    named = _named(known)
    shown = ", ".join(f"#{paths.shown(each)}" for each in named[:5])
    return f"it has {shown}{' …' if len(named) > 5 else ''}" if shown else "it has no headings"


RULE = Rule(("KB022",), find)
