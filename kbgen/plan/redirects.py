"""Addresses that lead to where a page is now: from history, from other versions, and from front matter. Pure.

A live page beats a redirect. Of two pages that claim one address, the one that held it last gets it: what a page says
of itself is the last word, a newer version comes before an older one, and within history the later change. As every
address leads to a page that is live, there are no chains; a circle of claims is an error (`retired.circles`).
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from kbgen.dropped import Dropped
from kbgen.layout import joined
from kbgen.model import Page
from kbgen.plan.former import DECLARED, Places, held, places_in_versions
from kbgen.plan.surroundings import Surroundings


@dataclass(frozen=True, slots=True, order=True)
class Redirect:
    """The file at `path` leads to the URL `target`, both below the site's root; `reason` says in words why.

    It is `permanent` unless the target changes with the next release, as that of `latest/`.
    """

    path: str
    target: str
    reason: str
    permanent: bool = True


@dataclass(frozen=True, slots=True)
class _Claim:
    """That a published path leads to `page`, since it held it at `when`."""

    when: int
    dest: str
    page: Page
    reason: str


@dataclass(slots=True)
class _Claims:
    """Who gets each path of one version; paths are compared as file systems that do not tell cases apart do.

    `files` and `folders` are taken by live pages and assets.
    """

    files: frozenset[str]
    folders: frozenset[str]
    best: dict[str, _Claim] = field(default_factory=dict)

    def add(self, claim: _Claim) -> None:
        """Take the claim, unless something is in its place or someone held it later."""
        key = claim.dest.casefold()
        known = self.best.get(key)
        if self._is_free(key) and (known is None or known.when < claim.when):
            self.best[key] = claim

    def _is_free(self, key: str) -> bool:
        is_taken = key in self.files or key in self.folders
        return key.endswith(".html") and not is_taken and self.files.isdisjoint(_parents(key))


def redirects(shelf: Sequence[Surroundings], *, copied: bool) -> tuple[Redirect, ...]:
    """Return the redirects within the versions of one collection (newest first), by version and path.

    They hold under the aliases of a version too, and lead into its folder, or, where latest is `copied`, stay there.
    """
    places = places_in_versions([(around.content, around.lineage) for around in shelf])
    return tuple(redirect for around in shelf for redirect in _of_version(around, places, copied=copied))


def redirects_of_dropped(shelf: Sequence[Surroundings], dropped: Iterable[Dropped]) -> Iterator[Redirect]:
    """Yield the redirects of versions that are not published: to the same page in the nearest newer version that has
    it, or what has replaced it there, else to the first page of latest (its root, which leads there).
    """
    by_name = {around.content.version.name: around for around in shelf}
    there = {name: _held(around) for name, around in by_name.items()}
    home = shelf[0].latest_root
    for each in dropped:
        root = shelf[0].layout.version_root(each.content.collection, each.content.version)
        reason = f"{each.content.version.name} is not kept"
        for page in each.content.pages:
            name = each.lineage.identity(page)
            found = (joined(by_name[heir].root, there[heir][name].url) for heir in each.heirs if name in there[heir])
            yield Redirect(root + page.dest_uri, next(found, home), reason)
        yield Redirect(f"{root}index.html", home, reason)


def _held(around: Surroundings) -> Mapping[str, Page]:
    """Return the pages of a version by identity, and for each that is retired the one in its place."""
    replaced = {around.lineage.identity(page): successor for page, successor in around.retired}
    return {**replaced, **{around.lineage.identity(page): page for page in around.content.pages}}


def _of_version(around: Surroundings, places: Places, *, copied: bool) -> Iterator[Redirect]:
    best = _claims(around, places).best.values()
    for claim in sorted(best, key=lambda claim: claim.dest):
        yield Redirect(around.root + claim.dest, joined(around.root, claim.page.url), claim.reason)
    for root in around.alias_roots:
        for claim in sorted(best, key=lambda claim: claim.dest):
            target = joined(root if copied else around.root, claim.page.url)
            yield Redirect(root + claim.dest, target, claim.reason, permanent=False)


def _claims(around: Surroundings, places: Places) -> _Claims:
    content = around.content
    live = [*(page.dest_uri.casefold() for page in content.pages), *(a.dest_uri.casefold() for a in content.assets)]
    claims = _Claims(frozenset(live), frozenset(folder for path in live for folder in _parents(path)))
    for page in around.content.pages:
        for claim in _wanted(page, page, around, places):
            claims.add(claim)
    for page, successor in around.retired:
        claims.add(_Claim(DECLARED, page.dest_uri, successor, "retired"))
        for claim in _wanted(page, successor, around, places):
            claims.add(claim)
    return claims


def _wanted(page: Page, target: Page, around: Surroundings, places: Places) -> Iterator[_Claim]:
    """Yield the claims for all addresses of `page`'s lineage, which lead to `target`."""
    for each in held(page, around.content, around.lineage, places):
        yield _Claim(each.when, each.dest, target, each.reason)


def _parents(path: str) -> Iterator[str]:
    while path := posixpath.dirname(path):
        yield path
