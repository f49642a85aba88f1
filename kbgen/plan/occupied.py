"""Which names the repositories take at the root of a site or of a version: kbgen's own pages keep out of them. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from kbgen.model import Content

AREAS: Final = frozenset(("activity", "find", "people", "recent", "search", "site-search", "topics"))
"""Folders at the root of a site that kbgen fills itself, where no repository does."""


def occupied(placed: Iterable[tuple[str, Content]]) -> frozenset[str]:
    """Return the names of the files and folders that contents fill, each below the root given with it ("" = here).

    They are casefolded, as file systems that do not tell cases apart compare them.
    """
    return frozenset(name for root, content in placed for name in _names(root, content))


def _names(root: str, content: Content) -> Iterator[str]:
    own = [*(page.dest_uri for page in content.pages), *(asset.dest_uri for asset in content.assets)]
    paths = [root] if root else own
    return (path.partition("/")[0].casefold() for path in paths)
