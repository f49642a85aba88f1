"""What a published site would lose if another took its place. Reads both folders, writes nothing.

A page is gone when its address leads nowhere in the other site. Redirects follow the lineage of a page, so one that
moved, or whose version is not kept, is not gone.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kbgen import urls
from kbgen.codes import problem
from kbgen.model import Problem

ANY = 100
"""The limit, in percent, that is none."""
_SHOWN = 3
_Page = tuple[str, str]
"""The name of a collection, and the address of a page from the root of the site."""


@dataclass(frozen=True, slots=True)
class Shrinkage:
    """How many pages a published site lists, the addresses of those that are gone, and collections with no page left.

    Pages that are unlisted and those of hidden versions are not among them.
    """

    pages: int = 0
    gone: tuple[str, ...] = ()
    collections: tuple[str, ...] = ()

    def exceeds(self, limit: int) -> bool:
        """Tell whether more than `limit` percent of the pages are gone, or a whole collection."""
        return limit < ANY and (bool(self.collections) or len(self.gone) * 100 > limit * self.pages)


def shrinkage(published: Path, staged: Path) -> Shrinkage:
    """Return what `published` lists and `staged` lacks; nothing where `published` holds no list that can be read."""
    try:
        pages = tuple(_pages(json.loads((published / "data" / "site.json").read_bytes())))
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return Shrinkage()
    gone = [page for page in pages if not _is_file(staged, urls.dest_of(page[1]))]
    left = {collection for collection, _ in set(pages).difference(gone)}
    lost = dict.fromkeys(collection for collection, _ in gone if collection not in left)
    return Shrinkage(len(pages), tuple(address for _, address in gone), tuple(lost))


def shrinkage_problems(found: Shrinkage, limit: int) -> tuple[Problem, ...]:
    """Return the problem of a site that shrinks by more than `limit` percent, or by a collection; else none."""
    if not found.exceeds(limit):
        return ()
    share = f"{len(found.gone)} of the {found.pages} pages of the published site would be gone"
    which = ", ".join(f"/{address}" for address in found.gone[:_SHOWN])
    more = ", …" if len(found.gone) > _SHOWN else ""
    lost = f"; nothing would be left of {', '.join(found.collections)}" if found.collections else ""
    hint = "look whether all sources and versions are there; if it is meant, build once with --allow-shrink"
    return (problem("KB108", f"{share}{lost}: {which}{more}", hint=hint),)


def _pages(site: Any) -> Iterator[_Page]:
    """Yield the pages that `data/site.json` lists. Raises what a file of another form leads to."""
    for collection in site["collections"]:
        for version in collection["versions"]:
            for page in version["pages"]:
                yield str(collection["name"]), str(version["root"]) + str(page["url"]).removeprefix("./")


def _is_file(folder: Path, path: str) -> bool:
    try:
        return (folder / path).is_file()
    except (OSError, ValueError):  # a name that no file can have, in a list that others have written
        return False
