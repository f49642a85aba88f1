"""Which pages differ between two states, and how: added, changed, moved, deleted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from kbgen.history.words import Lexicon, changed
from kbgen.lineage import Lineage
from kbgen.lineages import Edition
from kbgen.model import Asset, Content, Page
from kbgen.preview.sides import Sides
from kbgen.similar import join_lineages


class Change(StrEnum):
    """What became of a page or file. One that moved may have changed too."""

    ADDED = "added"
    CHANGED = "changed"
    MOVED = "moved"
    DELETED = "deleted"


@dataclass(frozen=True, slots=True)
class PageChange:
    """A page that is not as it was: `old` is None for an added one, `new` for a deleted one."""

    change: Change
    old: Page | None
    new: Page | None
    words_added: int
    words_removed: int

    @property
    def place(self) -> Page:
        """The page where it is now, or where it was."""
        page = self.new or self.old
        assert page is not None  # one of the two is there
        return page

    @property
    def has_new_text(self) -> bool:
        """Whether the page was there before, with another text."""
        return self.old is not None and self.new is not None and self.old.oid != self.new.oid


@dataclass(frozen=True, slots=True)
class FileChange:
    """An asset that is not as it was; `old` and `new` as for pages."""

    change: Change
    old: Asset | None
    new: Asset | None


@dataclass(frozen=True, slots=True)
class Changes:
    """All pages and assets that differ, by path, and the lineages of both sides, in which one page has one id."""

    pages: tuple[PageChange, ...]
    files: tuple[FileChange, ...]
    base: Lineage
    head: Lineage


def changes(sides: Sides) -> Changes:
    """Return what differs. Asks git which files are alike."""
    head, base = _lineages(sides)
    pages = sorted(_pages(sides, base, head), key=lambda found: found.place.src_uri)
    return Changes(tuple(pages), tuple(_files(sides.base, sides.head)), base, head)


def _lineages(sides: Sides) -> tuple[Lineage, Lineage]:
    """Return the lineages of both sides, joined by what pages say of themselves, by their texts and addresses."""
    trees = sides.mirror.tree(sides.head.version.ref), sides.commits.base
    contents = (_at(content, tree) for content, tree in zip((sides.head, sides.base), trees, strict=True))
    newer, older = join_lineages([Edition(content, Lineage()) for content in contents])
    return newer, older


def _at(content: Content, tree: str) -> Content:
    """Return the content with the tree that its files were read from in the place of its commit."""
    version = content.version
    return replace(content, version=replace(version, ref=replace(version.ref, oid=tree)))


def _pages(sides: Sides, base: Lineage, head: Lineage) -> Iterator[PageChange]:
    was = {base.identity(page): page for page in sides.base.pages}
    now = {head.identity(page): page for page in sides.head.pages}
    for name in was.keys() | now.keys():
        old, new = was.get(name), now.get(name)
        if kind := _kind(old, new):
            yield PageChange(kind, old, new, *_words(old, new))


def _kind(old: Page | None, new: Page | None) -> Change | None:
    if old is None or new is None:
        return Change.ADDED if old is None else Change.DELETED
    if old.src_uri != new.src_uri:
        return Change.MOVED
    return Change.CHANGED if old.oid != new.oid else None


def _words(old: Page | None, new: Page | None) -> tuple[int, int]:
    """Return how many words came and went, counted as history counts them."""
    lexicon = Lexicon()
    before, after = (lexicon.text(page.body.encode() if page else b"").words for page in (old, new))
    return changed(before, after)


def _files(base: Content, head: Content) -> Iterator[FileChange]:
    was = {asset.src_uri: asset for asset in base.assets}
    now = {asset.src_uri: asset for asset in head.assets}
    for uri in sorted(was.keys() | now.keys()):
        old, new = was.get(uri), now.get(uri)
        if old is None or new is None:
            yield FileChange(Change.ADDED if old is None else Change.DELETED, old, new)
        elif old.oid != new.oid:
            yield FileChange(Change.CHANGED, old, new)
