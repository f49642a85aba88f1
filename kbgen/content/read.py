"""Read the versions of a collection from its mirror: settings, pages, assets and navigation, as values.

Blobs come straight from git's object store; nothing is checked out, nothing of a repository is executed.
What cannot be published is left out and reported. Reads git objects; reads and fills the cache of verdicts on files.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from kbgen import git, paths, urls
from kbgen.cache import Cache
from kbgen.codes import problem
from kbgen.content import addresses, files, frontmatter
from kbgen.content.assets import MAX_BYTES
from kbgen.content.inclusion import Inclusion
from kbgen.content.nav import build_nav
from kbgen.content.redirect_maps import claimed, dead
from kbgen.content.settings import book_settings, settings_file
from kbgen.content.verdicts import Verdicts, name_of, verdicts
from kbgen.model import (
    Asset,
    BookSettings,
    Collection,
    Content,
    Extension,
    Location,
    Page,
    Problem,
    RefKind,
    Severity,
    Version,
)

MAX_PAGE_BYTES = 1_000_000


@dataclass(frozen=True, slots=True)
class Reading:
    """How a source is to be read: its docs folder ("" = find it), trust, and the default Markdown extensions.

    `taken` are the folders below the source's own that belong to other collections, case-folded. `known_keys` of front
    matter are those that the site has beside ours.
    """

    docs: str = ""
    trusted: bool = False
    extensions: tuple[Extension, ...] = ()
    taken: frozenset[str] = frozenset()
    known_keys: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Contents:
    """The versions of a collection that hold something to publish, in the collection's order, and the problems."""

    contents: tuple[Content, ...]
    problems: tuple[Problem, ...]


def read(collection: Collection, reading: Reading, cache: Cache | None = None) -> Contents:
    """Return the contents of all versions. A version without pages is skipped with KB112.

    What equal files of several versions hold is read once.
    """
    git_dir = collection.mirror.git_dir
    trees = [_Tree.of(collection, version, reading, git_dir) for version in collection.versions]
    bodies = _bodies(git_dir, (oid for tree in trees for oid in tree.texts()))
    refused = verdicts((each for tree in trees for each in tree.checked()), git_dir, collection.mirror.source, cache)
    known: _Pages = {}
    contents: list[Content] = []
    problems: list[Problem] = []
    for tree in trees:
        content = tree.content(bodies, refused, known)
        found = _softened(content.problems, tree.version)
        if content.pages:
            contents.append(replace(content, problems=found))
        else:
            problems += [*(p for p in found if p.severity is not Severity.INFO), _nothing(tree)]
    return Contents(tuple(contents), tuple(problems))


_Pages = dict[tuple[str, git.TreeEntry, bool], Page]
"""Pages without a problem, by their path, their file, and whether addresses are folders."""


def _bodies(git_dir: Path, oids: Iterable[str]) -> Mapping[str, bytes]:
    return dict(git.read_blobs(git_dir, sorted(set(oids))))


def _softened(problems: Sequence[Problem], version: Version) -> tuple[Problem, ...]:
    """Turn the errors of a tag into warnings: a tag cannot be mended, so it must not stop the site."""
    if version.ref.kind is not RefKind.TAG:
        return tuple(problems)
    return tuple(replace(p, severity=Severity.WARNING) if p.severity is Severity.ERROR else p for p in problems)


def _nothing(tree: _Tree) -> Problem:
    folder = tree.settings.docs_dir
    where = f"in '{folder}/'" if folder else "in it"
    message = f"'{tree.version.ref.name}' of '{tree.collection.name}' is skipped: there is no Markdown file {where}"
    hint = "add a .md file, or name the folder that holds them with `docs:` in kbgen.yml"
    return problem("KB112", message, tree.where, hint=hint)


@dataclass(frozen=True, slots=True)
class _Tree:
    """One version's files as git lists them, before any page or asset is read."""

    collection: Collection
    version: Version
    where: Location
    settings: BookSettings
    entries: Mapping[str, git.TreeEntry]
    inside: Mapping[str, git.TreeEntry]
    reading: Reading
    problems: tuple[Problem, ...]

    @classmethod
    def of(cls, collection: Collection, version: Version, reading: Reading, git_dir: Path) -> _Tree:
        """List the commit's files and read its settings."""
        where = Location(collection=collection.name, ref=version.ref.name)
        listed = git.list_tree(git_dir, collection.mirror.tree(version.ref))
        entries = files.followed({entry.path: entry for entry in listed}, git_dir)
        settings, problems = _settings(entries, git_dir, where, reading)
        inside = files.select(entries, settings, where, any_type=reading.trusted)
        problems += inside.problems
        return cls(collection, version, where, settings, entries, inside.files, reading, problems)

    def texts(self) -> Iterator[str]:
        """Yield the objects whose bytes `content` needs: those of pages, and of files with navigation."""
        for path, entry in self.inside.items():
            is_nav = posixpath.basename(path) == self.settings.nav_file
            if (urls.is_markdown(path) or is_nav) and entry.size <= MAX_PAGE_BYTES:
                yield entry.oid

    def checked(self) -> Iterator[tuple[str, str]]:
        """Yield the path and object of each further file on which `content` needs a verdict."""
        for path, entry in self.inside.items():
            if not (urls.is_markdown(path) or self.reading.trusted) and entry.size <= MAX_BYTES:
                yield path, entry.oid

    def content(self, bodies: Mapping[str, bytes], refused: Verdicts, known: _Pages) -> Content:
        """Return the version's content, given the bytes of its texts, and the verdicts on its other files.

        `known` are pages of other versions; those of this one are added.
        """
        pages, page_problems = self._pages(bodies, known)
        assets, asset_problems = self._assets(refused)
        own = addresses.one_for_each(pages, assets, self.file, self.reading.taken)
        claiming = claimed(own.pages, self.settings.redirects)
        listed = _listed(claiming, self.settings)
        nav = build_nav(self.settings, listed, lambda uri: self._text(uri, bodies), self.where)
        redirects = dead(claiming, self.settings.redirects, replace(self.where, path=self.settings.path))
        found = (*self.problems, *page_problems, *asset_problems, *own.problems, *nav.problems, *redirects)
        tree = frozenset(self.entries)
        return Content(self.collection, self.version, self.settings, claiming, own.assets, nav.items, tree, found)

    def _pages(self, bodies: Mapping[str, bytes], known: _Pages) -> tuple[tuple[Page, ...], list[Problem]]:
        pages: list[Page] = []
        problems: list[Problem] = []
        for path in sorted(filter(urls.is_markdown, self.inside)):
            place = path, self.inside[path], self.settings.use_directory_urls
            page, found = (known[place], ()) if place in known else self._page(path, bodies.get(place[1].oid))
            problems += found
            if page:
                pages.append(page)
            if page and not found:
                known[place] = page
        return tuple(pages), problems

    def _page(self, path: str, body: bytes | None) -> tuple[Page | None, Sequence[Problem]]:
        where, size = self.file(path), self.inside[path].size
        if body is None or size > MAX_PAGE_BYTES:
            return None, [problem("KB003", f"the page has {size:,} bytes; the limit is {MAX_PAGE_BYTES:,}", where)]
        try:
            text = body.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
        except UnicodeDecodeError as error:
            line = body[: error.start].count(b"\n") + 1
            message = f"the page is not UTF-8 text (byte {body[error.start]:#04x})"
            return None, [problem("KB001", message, replace(where, line=line), hint="save the file as UTF-8")]
        front, rest, line, problems = frontmatter.read(text, where, self.reading.known_keys)
        directory = self.settings.use_directory_urls
        dest = urls.dest_uri(path, directory)
        url, entry = urls.url(dest, directory), self.inside[path]
        return Page(path, dest, url, entry.oid, rest, entry.path, line, front), problems

    def _assets(self, refused: Verdicts) -> tuple[tuple[Asset, ...], list[Problem]]:
        assets: list[Asset] = []
        problems: list[Problem] = []
        for path in sorted(path for path in self.inside if not urls.is_markdown(path)):
            entry = self.inside[path]
            reason = "" if self.reading.trusted else _refusal(path, entry, refused)
            if reason:
                code = "KB003" if entry.size > MAX_BYTES else "KB004"
                problems.append(problem(code, f"the file is not published: {reason}", self.file(path)))
            else:
                assets.append(Asset(path, path, entry.oid, entry.size))
        return tuple(assets), problems

    def _text(self, src_uri: str, bodies: Mapping[str, bytes]) -> str | None:
        entry = self.inside.get(src_uri)
        body = bodies.get(entry.oid) if entry else None
        return body.decode("utf-8", "replace") if body is not None else None

    def file(self, src_uri: str) -> Location:
        """Return the location of a file of the docs folder."""
        return replace(self.where, path=paths.shown(posixpath.join(self.settings.docs_dir, src_uri)))


def _refusal(path: str, entry: git.TreeEntry, refused: Verdicts) -> str:
    is_large = entry.size > MAX_BYTES
    return f"it is larger than {MAX_BYTES:,} bytes" if is_large else refused[name_of(path, entry.oid)]


def _settings(
    entries: Mapping[str, git.TreeEntry], git_dir: Path, where: Location, reading: Reading
) -> tuple[BookSettings, tuple[Problem, ...]]:
    found = settings_file(path for path, entry in entries.items() if _is_file(entry))
    text = _bodies(git_dir, [entries[found].oid])[entries[found].oid].decode("utf-8", "replace") if found else ""
    return book_settings(found, text, entries, where, docs=reading.docs, extensions=reading.extensions)


def _is_file(entry: git.TreeEntry) -> bool:
    return entry.mode != files.SYMLINK and entry.kind == "blob"


def _listed(pages: Sequence[Page], settings: BookSettings) -> tuple[Page, ...]:
    """Mark the pages that `not_in_nav` keeps out of a navigation made from the tree."""
    inclusion = Inclusion.of(settings)
    return tuple(
        page if inclusion.lists(page.src_uri) else replace(page, front=replace(page.front, nav_hidden=True))
        for page in pages
    )
