"""Lists of what is in a folder: the index of a folder that has none, and all of a folder too large for the navigation.

Pure. The list of a folder lies at its own address where no page is there, else at `a-z/` in it; the further parts of a
long one lie at `a-z/2/` and so on. A page of the repository is never replaced.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from kbgen import urls
from kbgen.listing import Listed, listing
from kbgen.model import Content, Page
from kbgen.paths import is_reserved
from kbgen.view import SitePage

LARGE: Final = 60
"""A folder with more entries than this is not shown whole in the navigation (as in `kbgen/render/views.py`)."""
_NAMES = ("a-z", "all-pages", "a-z-list")


@dataclass(frozen=True, slots=True)
class FolderLists:
    """The pages that list folders; by folder the address of its list, and how many listed pages are below it."""

    pages: tuple[SitePage, ...] = ()
    addresses: Mapping[str, str] = field(default_factory=dict)
    counts: Mapping[str, int] = field(default_factory=dict)


def folder_lists(content: Content, titles: Mapping[str, str], home: str) -> FolderLists:
    """Return the lists of a version's folders. `home` is what its root folder is called."""
    tree = _Tree(content, titles)
    found = {folder: place for folder in sorted(tree.inside) if (place := tree.place(folder))}
    names = {**{folder: folder_words(folder) for folder in found}, "": home}
    pages = (page for folder in found for page in _pages(folder, names[folder], tree, found))
    addresses = {folder: urls.url(place, use_directory_urls=True) for folder, place in found.items()}
    return FolderLists(tuple(pages), addresses, tree.counts)


def folder_words(folder: str) -> str:
    """Return what a folder is called, as in the navigation."""
    words = posixpath.basename(folder).replace("-", " ").replace("_", " ")
    return words.capitalize() if words.lower() == words else words


class _Tree:
    """The listed pages of a version by folder, and which published paths are taken."""

    def __init__(self, content: Content, titles: Mapping[str, str]) -> None:
        self.titles = titles
        self.inside: dict[str, list[Page]] = {}
        self.below: dict[str, set[str]] = {}
        self.counts: dict[str, int] = {}
        dests = [page.dest_uri for page in content.pages] + [asset.dest_uri for asset in content.assets]
        self.indexes = {page.dest_uri: page.url for page in content.pages}
        self.taken = {part.casefold() for dest in dests for part in (dest, *_parents(dest))}
        for page in content.pages:
            if is_listed(page, content):
                self._enter(page)

    def _enter(self, page: Page) -> None:
        folder = posixpath.dirname(page.src_uri)
        self.inside.setdefault(folder, []).append(page)
        self.counts[""] = self.counts.get("", 0) + 1
        child = folder
        while child:
            parent = posixpath.dirname(child)
            self.inside.setdefault(parent, [])
            self.below.setdefault(parent, set()).add(child)
            self.counts[child] = self.counts.get(child, 0) + 1
            child = parent

    def place(self, folder: str) -> str:
        """Return the published path of the folder's list; "" for a folder that needs none, or where all is taken."""
        own = posixpath.join(folder, "index.html")
        if folder and own.casefold() not in self.taken and not is_reserved(own):
            return own
        if len(self.inside[folder]) + len(self.below.get(folder, ())) <= LARGE:
            return ""
        return f"{self.parts(folder)}index.html" if self.parts(folder) else ""

    def parts(self, folder: str) -> str:
        """Return the free folder for the parts of a list, "" if there is none."""
        free = (name for name in _NAMES if posixpath.join(folder, name).casefold() not in self.taken)
        name = next(free, "")
        return f"{posixpath.join(folder, name)}/" if name else ""

    def address(self, folder: str, lists: Mapping[str, str]) -> str:
        """Return where a folder leads: to its own index page, to its list, else to its first page."""
        own = self.indexes.get(posixpath.join(folder, "index.html"))
        if own or folder in lists:
            return own or urls.url(lists[folder], use_directory_urls=True)
        pages = sorted((page.src_uri, page.url) for page in self.inside[folder])
        return pages[0][1] if pages else self.address(min(self.below[folder]), lists)


def is_listed(page: Page, content: Content) -> bool:
    """Tell whether a page shows in lists: not one that hides itself, nor a file that is navigation."""
    is_navigation = posixpath.basename(page.src_uri) == content.settings.nav_file
    return not (page.front.unlisted or page.front.nav_hidden or is_navigation)


def _pages(folder: str, name: str, tree: _Tree, lists: Mapping[str, str]) -> Iterator[SitePage]:
    folders = [
        Listed(folder_words(sub), tree.address(sub, lists), "", tree.counts[sub]) for sub in tree.below.get(folder, ())
    ]
    found = listing([Listed(tree.titles[page.src_uri], page.url) for page in tree.inside[folder]] + folders)
    place, rest = lists[folder], tree.parts(folder)
    paths = {part.number: place if part.number == 1 else f"{rest}{part.number}/index.html" for part in found.parts}
    addresses = {number: urls.url(path, use_directory_urls=True) for number, path in paths.items()}
    for part in found.parts if rest or len(found.parts) == 1 else ():
        values = {"listing": found, "part": part, "places": addresses, "in_version": True, "pages": tree.counts[folder]}
        yield SitePage("section.html", paths[part.number], name, values, place=addresses[1])


def _parents(path: str) -> Iterator[str]:
    while path := posixpath.dirname(path):
        yield path
