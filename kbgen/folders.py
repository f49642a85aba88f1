"""The folders of a version as readers see them: which pages lie in each, and where the site has a list of one. Pure.

The list of a folder lies at its own address where no page is there, else at `a-z/` in it. A page of the repository is
never replaced.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from typing import Final

from kbgen import urls
from kbgen.model import Content, Page
from kbgen.paths import is_reserved

LARGE: Final = 60
"""A folder with more entries than this is not shown whole in the navigation (as in `kbgen/render/views.py`)."""
_NAMES = ("a-z", "all-pages", "a-z-list")


class Folders:
    """The listed pages of a version by folder, and which published paths are taken.

    `inside` are the pages that lie in a folder, `below` its folders, `counts` says how many pages are anywhere below.
    """

    def __init__(self, content: Content) -> None:
        self.inside: dict[str, list[Page]] = {}
        self.below: dict[str, set[str]] = {}
        self.counts: dict[str, int] = {}
        dests = [page.dest_uri for page in content.pages] + [asset.dest_uri for asset in content.assets]
        self.indexes = {page.dest_uri: page.url for page in content.pages}
        self._taken = {part.casefold() for dest in dests for part in (dest, *_parents(dest))}
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

    def lists(self) -> Mapping[str, str]:
        """Return the published path of each list, by folder."""
        return {folder: place for folder in sorted(self.inside) if (place := self._place(folder))}

    def _place(self, folder: str) -> str:
        """Return the published path of the folder's list; "" for a folder that needs none, or where all is taken."""
        own = posixpath.join(folder, "index.html")
        if folder and own.casefold() not in self._taken and not is_reserved(own):
            return own
        if len(self.inside[folder]) + len(self.below.get(folder, ())) <= LARGE:
            return ""
        return f"{self.parts(folder)}index.html" if self.parts(folder) else ""

    def parts(self, folder: str) -> str:
        """Return the free folder for the parts of a list, "" if there is none."""
        free = (name for name in _NAMES if posixpath.join(folder, name).casefold() not in self._taken)
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


def _parents(path: str) -> Iterator[str]:
    while path := posixpath.dirname(path):
        yield path
