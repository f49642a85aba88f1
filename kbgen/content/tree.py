"""The folder tree of a version's pages, as a navigation and as something that wildcards match."""

from __future__ import annotations

import fnmatch
import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from kbgen import urls
from kbgen.model import NavItem, Page


@dataclass(frozen=True, slots=True)
class FolderTree:
    """Pages by path, and the names directly in each folder ("" is the root)."""

    pages: Mapping[str, Page]
    folders: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, pages: Sequence[Page]) -> FolderTree:
        """Return the tree of `pages`; pages that hide themselves from the navigation are not listed in it."""
        by_uri = {page.src_uri: page for page in pages}
        names: dict[str, set[str]] = {"": set()}
        for uri, page in by_uri.items():
            if not (page.front.nav_hidden or page.front.unlisted):
                _enter(names, uri)
        order = {folder: tuple(sorted(inside, key=lambda uri: _order(uri, by_uri))) for folder, inside in names.items()}
        return cls(by_uri, order)

    def items(self, folder: str, seen: frozenset[str]) -> tuple[NavItem, ...]:
        """Return the navigation of a folder: its index, its pages, then its folders, each in natural order."""
        return tuple(self._items(folder, seen))

    def _items(self, folder: str, seen: frozenset[str]) -> Iterator[NavItem]:
        for uri in self.folders.get(folder, ()):
            if uri in seen:
                continue
            if uri in self.pages:
                yield NavItem(self.pages[uri].front.nav_title or None, page=uri)
            elif children := self.items(uri, seen):
                yield NavItem(folder_title(uri), children=children)

    def matching(self, pattern: str, seen: frozenset[str]) -> list[str]:
        """Return the pages and folders that a wildcard matches, in order; `*/` matches folders only."""
        only_folders = pattern.endswith("/")
        wanted = posixpath.normpath(pattern)
        parent_depth = wanted.count("/")
        found = [
            uri
            for folder in sorted(self.folders)
            for uri in self.folders[folder]
            if uri.count("/") == parent_depth and fnmatch.fnmatchcase(uri, wanted)
        ]
        return [uri for uri in found if uri not in seen and not (only_folders and uri in self.pages)]


def _enter(names: dict[str, set[str]], uri: str) -> None:
    while True:
        folder = posixpath.dirname(uri)
        known = folder in names and uri in names[folder]
        names.setdefault(folder, set()).add(uri)
        if known or not folder:
            return
        uri = folder


def _order(uri: str, pages: Mapping[str, Page]) -> tuple[object, ...]:
    """Sort index pages first, then by `nav.order`, then pages before folders, each in natural order."""
    page = pages.get(uri)
    is_index = page is not None and urls.page_name(uri) == "index"
    order = page.front.nav_order if page and page.front.nav_order is not None else 1_000_000
    return (not is_index, order, page is None, natural(posixpath.basename(uri)), uri)


def folder_title(path: str) -> str:
    """Return a folder's name in words, as MkDocs does (`mkdocs.utils.dirname_to_title`)."""
    words = posixpath.basename(path).replace("-", " ").replace("_", " ")
    return words.capitalize() if words.lower() == words else words


def natural(text: str) -> tuple[tuple[int, int, str], ...]:
    """Return a sort key in which `9-b` comes before `10-a`, and case does not count."""
    parts = re.split(r"(\d+)", text.casefold())
    return tuple((0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts if part)
