"""The navigation of one version, from the three forms that repositories use.

`nav:` of `mkdocs.yml` (with literate-nav's `folder/` and `*` entries), a Markdown list in a nav file such as
`SUMMARY.md`, or the folder tree. Pure: takes the pages and a function that gives the text of a nav file.
Titles of pages that no form gives stay None: they are known only once the page is rendered.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from kbgen import paths, urls
from kbgen.codes import problem
from kbgen.content.literate import Entry, parse_entries
from kbgen.content.tree import FolderTree, folder_title
from kbgen.model import BookSettings, Location, NavItem, Page, Problem, Severity
from kbgen.suggest import nearest

NavText = Callable[[str], str | None]
MOST_GUESSES = 20  # each one is compared with the name of every page
SCHEMES = ("http", "https", "mailto", "tel")  # as in the sanitiser: a navigation must not run a script


@dataclass(frozen=True, slots=True)
class Nav:
    """A navigation and what was wrong with it."""

    items: tuple[NavItem, ...]
    problems: tuple[Problem, ...] = ()


def build_nav(settings: BookSettings, pages: Sequence[Page], nav_text: NavText, where: Location) -> Nav:
    """Return the navigation of a version. Entries that lead nowhere are left out and become KB030.

    `nav_text` gives the text of a nav file by its `src_uri`, or None. `where` is the location of the version.
    """
    builder = _Builder(settings, FolderTree.of(pages), nav_text, where, [], set())
    if isinstance(settings.nav, list):
        entries = list(entries_of_yaml(settings.nav, settings.nav_lines))
        items = builder.resolve(entries, "", settings.path)
    elif settings.nav_file:
        items = builder.folder("", ())
    else:
        items = list(builder.tree.items("", frozenset()))
    return Nav(tuple(items), tuple(builder.problems))


def entries_of_yaml(nav: object, lines: Mapping[str, int]) -> Iterator[Entry]:
    """Yield the entries of a `nav:` value: strings, `title: target` pairs and `title: [children]` pairs."""
    for item in nav if isinstance(nav, list) else [nav]:
        if isinstance(item, Mapping):
            for title, value in item.items():
                yield _entry_of_pair(str(title), value, lines)
        elif item is not None:
            yield Entry(None, str(item), (), lines.get(str(item), 0))


def _entry_of_pair(title: str, value: object, lines: Mapping[str, int]) -> Entry:
    if isinstance(value, (list, Mapping)):
        children = value if isinstance(value, list) else [value]
        return Entry(title, "", tuple(entries_of_yaml(children, lines)), 0)
    target = "" if value is None else str(value)
    return Entry(title, target, (), lines.get(target, 0))


@dataclass
class _Builder:
    """Resolves entries against the pages; `seen` keeps wildcards from listing a page twice."""

    settings: BookSettings
    tree: FolderTree
    nav_text: NavText
    where: Location
    problems: list[Problem]
    seen: set[str]

    def folder(self, folder: str, above: tuple[str, ...]) -> list[NavItem]:
        """Return the items of a folder: from its nav file, else from the tree, where folders may have nav files."""
        if not self.settings.nav_file or folder in above:
            return list(self.tree.items(folder, frozenset(self.seen)))
        path, around = posixpath.join(folder, self.settings.nav_file), (*above, folder)
        entries = parse_entries(self.nav_text(path) or "")
        if not entries:
            return [item for uri in self.tree.folders.get(folder, ()) for item in self._match(uri, around)]
        self.seen.add(path)
        return self.resolve(entries, folder, path, around)

    def resolve(self, entries: Sequence[Entry], folder: str, path: str, above: tuple[str, ...] = ()) -> list[NavItem]:
        """Return the items that `entries`, written in file `path` relative to `folder`, stand for."""
        self._remember(entries, folder)
        return [item for entry in entries for item in self._items(entry, folder, path, above)]

    def _remember(self, entries: Sequence[Entry], folder: str) -> None:
        for entry in entries:
            if entry.target and "*" not in entry.target:
                self.seen.add(posixpath.normpath(posixpath.join(folder, entry.target)))
            self._remember(entry.children, folder)

    def _items(self, entry: Entry, folder: str, path: str, above: tuple[str, ...]) -> list[NavItem]:
        if entry.children:
            return self._section(entry, folder, path, above)
        if "*" in entry.target:
            found = self.tree.matching(posixpath.join(folder, entry.target), frozenset(self.seen))
            items = [item for match in found for item in self._match(match, above)]
            return [NavItem(entry.title, children=tuple(items))] if entry.title and items else items
        target = posixpath.normpath(posixpath.join(folder, entry.target)) if entry.target else ""
        if entry.target.endswith("/") and target in self.tree.folders:
            return [NavItem(entry.title or folder_title(target), children=tuple(self.folder(target, above)))]
        return self._leaf(entry, target, path)

    def _section(self, entry: Entry, folder: str, path: str, above: tuple[str, ...]) -> list[NavItem]:
        first = replace(entry, title=None, children=())
        own = self._leaf(first, _joined(folder, entry.target), path) if entry.target else []
        children = (*own, *self.resolve(entry.children, folder, path, above))
        return [NavItem(entry.title or "", children=children)] if children else []

    def _match(self, match: str, above: tuple[str, ...]) -> list[NavItem]:
        if match in self.seen:
            return []
        self.seen.add(match)
        if match not in self.tree.folders:
            return [NavItem(page=match)]
        children = self.folder(match, above)
        return [NavItem(folder_title(match), children=tuple(children))] if children else []

    def _leaf(self, entry: Entry, target: str, path: str) -> list[NavItem]:
        if target in self.tree.pages:
            return [NavItem(entry.title, page=target)]
        if _is_external(entry.target):
            return [NavItem(entry.title or entry.target, url=entry.target)]
        self.problems.append(self._missing(entry, target, path))
        return []

    def _missing(self, entry: Entry, target: str, path: str) -> Problem:
        where = replace(self.where, path=paths.shown(posixpath.join(self._dir_of(path), path)), line=entry.line)
        named = paths.shown(entry.target or entry.title or "")
        if not urls.is_markdown(target):
            message = f"the navigation entry '{named}' leads to no page"
            return problem("KB030", message, where, hint="name a Markdown file", severity=Severity.WARNING)
        guess = nearest(target, sorted(self.tree.pages)) if len(self.problems) < MOST_GUESSES else None
        hint = f"did you mean '{guess}'?" if guess else "add the file, or take the entry out of the navigation"
        return problem("KB030", f"the navigation names '{named}', which does not exist", where, hint=hint)

    def _dir_of(self, path: str) -> str:
        return "" if path == self.settings.path else self.settings.docs_dir


def _is_external(target: str) -> bool:
    try:
        parts = urlsplit(target)
    except ValueError:
        return False
    return parts.scheme in SCHEMES or (not parts.scheme and (bool(parts.netloc) or target.startswith("/")))


def _joined(folder: str, target: str) -> str:
    return posixpath.normpath(posixpath.join(folder, target)) if target else ""
