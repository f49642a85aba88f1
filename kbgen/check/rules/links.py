"""KB021: the target of a link does not exist."""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import unquote

from kbgen import paths, urls
from kbgen.check.finding import Finding, finding
from kbgen.check.linked import uses
from kbgen.check.moved import instead, moved, redirected
from kbgen.check.rule import Rule
from kbgen.check.subject import CheckedPage, Subject, Volume
from kbgen.links import SCHEME
from kbgen.suggest import meant
from kbgen.view import LinkUse

REFUSED = frozenset({"KB001", "KB002", "KB003", "KB004", "KB005"})
"""Why a file that is there may not be published."""
_WHAT = re.compile(r"^the (?:file|page) is ")


def find(volume: Volume, subject: Subject) -> Iterator[Finding]:
    """Yield every place where a link is written that leads nowhere."""
    stems = Counter(_stem(uri) for uri in volume.published)
    refused = {each.where.path: each.message for each in volume.content.problems if each.code in REFUSED}
    now = redirected(volume, subject)
    for page in volume.pages.values():
        if posixpath.basename(page.page.src_uri) != volume.content.settings.nav_file:
            for link in dict.fromkeys(page.article.links):
                if not link.found and not link.href.startswith(SCHEME):
                    why = refused.get(_in_repository(link.href, page), "not found")
                    target = None if link.embedded else moved(link.href, page, volume, now)
                    right = instead(link.href, page, target) if target else None
                    hint = f"it has moved: write '{right}'" if right else link.hint
                    new = right or _certain(link, stems)
                    yield from _dead(replace(link, hint=hint), page, _WHAT.sub("", why), new)


def _dead(link: LinkUse, page: CheckedPage, why: str, right: str | None) -> Iterator[Finding]:
    message = f"link target '{paths.shown(link.href)}' {why if why == 'not found' else f'is {why}'}"
    for place in uses(link.href, page):
        yield finding("KB021", message, page.where, place, hint=link.hint, new=right)


def _in_repository(href: str, page: CheckedPage) -> str:
    """Return the path that a link means, as problems show it."""
    path = unquote(href.partition("#")[0].partition("?")[0])
    return paths.shown(posixpath.normpath(posixpath.join(posixpath.dirname(page.where.path), path)))


def _certain(link: LinkUse, stems: Counter[str]) -> str | None:
    """Return the right target if there can be no other: the only file of this name, written with another ending."""
    right = meant(link.hint)
    path, mark, fragment = link.href.partition("#")
    if not right or "?" in path or _stem(path) != _stem(right) or stems[_stem(right)] != 1:
        return None
    return f"{right}{mark}{fragment}"


def _stem(path: str) -> str:
    """Return what a file is called, by its path or its address: `a/b.md`, `a/b/` and `b.html` are all `b`."""
    plain = path.rstrip("/")
    if urls.is_markdown(plain) or plain.endswith(".html"):
        plain = posixpath.splitext(plain)[0]
    name = posixpath.basename(plain)
    return name if name not in ("index", "README") else posixpath.basename(posixpath.dirname(plain))


RULE = Rule(("KB021",), find)
