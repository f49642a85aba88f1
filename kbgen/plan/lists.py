"""Lists of what is in a folder: the index of a folder that has none, and all of a folder too large for the navigation.

Pure. Where a list lies is decided in `kbgen/folders.py`; the further parts of a long one lie at `a-z/2/` and so on.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from kbgen import urls
from kbgen.folders import Folders
from kbgen.listing import Listed, listing
from kbgen.model import Content
from kbgen.view import SitePage


@dataclass(frozen=True, slots=True)
class FolderLists:
    """The pages that list folders; by folder the address of its list, and how many listed pages are below it."""

    pages: tuple[SitePage, ...] = ()
    addresses: Mapping[str, str] = field(default_factory=dict)
    counts: Mapping[str, int] = field(default_factory=dict)


def folder_lists(content: Content, titles: Mapping[str, str], home: str) -> FolderLists:
    """Return the lists of a version's folders. `home` is what its root folder is called."""
    tree = Folders(content)
    found = tree.lists()
    names = {**{folder: folder_words(folder) for folder in found}, "": home}
    pages = (page for folder in found for page in _pages(folder, names[folder], tree, titles, found))
    addresses = {folder: urls.url(place, use_directory_urls=True) for folder, place in found.items()}
    return FolderLists(tuple(pages), addresses, tree.counts)


def folder_words(folder: str) -> str:
    """Return what a folder is called, as in the navigation."""
    words = posixpath.basename(folder).replace("-", " ").replace("_", " ")
    return words.capitalize() if words.lower() == words else words


def _pages(
    folder: str, name: str, tree: Folders, titles: Mapping[str, str], lists: Mapping[str, str]
) -> Iterator[SitePage]:
    folders = [
        Listed(folder_words(sub), tree.address(sub, lists), "", tree.counts[sub]) for sub in tree.below.get(folder, ())
    ]
    found = listing([Listed(titles[page.src_uri], page.url) for page in tree.inside[folder]] + folders)
    place, rest = lists[folder], tree.parts(folder)
    paths = {part.number: place if part.number == 1 else f"{rest}{part.number}/index.html" for part in found.parts}
    addresses = {number: urls.url(path, use_directory_urls=True) for number, path in paths.items()}
    for part in found.parts if rest or len(found.parts) == 1 else ():
        values = {"listing": found, "part": part, "places": addresses, "in_version": True, "pages": tree.counts[folder]}
        yield SitePage("section.html", paths[part.number], name, values, place=addresses[1])
