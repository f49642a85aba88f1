"""A quick look at sources as they lie on this machine: their settings, and how their pages begin.

For what needs titles and front matter only. Nothing is converted, and no network is used: a working folder is read as
it is, committed or not, and any other source from what was fetched before.
"""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kbgen import git, paths, urls
from kbgen.cache import Cache
from kbgen.config import Source
from kbgen.content import frontmatter
from kbgen.content.inclusion import TOOLING, Inclusion
from kbgen.content.settings import book_settings, settings_file
from kbgen.errors import ConfigError
from kbgen.fetch import fetch
from kbgen.model import BookSettings, FrontMatter, Location, Mirror
from kbgen.paths import shown
from kbgen.progress import Silent
from kbgen.versions.selection import default_branch

BEGINNING: Final = 1 << 17
"""How many bytes of a page are read: twice the longest front matter."""
LONGEST_HEADING: Final = 1_000
"""Characters of a heading that are looked at."""
SETTINGS_BYTES: Final = 1 << 20
_SKIPPED: Final = frozenset(name.strip("/") for name in TOOLING)
_HEADING = re.compile(
    r"\s*+(?:<!--.*?-->\s*+)*+(?:# +(?P<marked>[^\n]+)|(?P<ruled>[^\n]+)\n=+[ \t]*(?:\n|$))", re.DOTALL
)
_MARKUP = re.compile(r"!?\[([^\]]*)\]\([^)]*\)|\{[^}]*\}\s*$|[*_`\\]+|#+\s*$")


@dataclass(frozen=True, slots=True)
class PageHead:
    """How a page begins. `path` is where it lies, as messages say it; `body` may be cut."""

    path: str
    src_uri: str
    front: FrontMatter
    body: str

    @classmethod
    def of(cls, path: str, src_uri: str, content: bytes) -> PageHead:
        """Return what the bytes of the file say. Problems in it are not told here."""
        text = content[:BEGINNING].decode("utf-8-sig", "replace")
        front, body, _, _ = frontmatter.read(text, Location())
        return cls(shown(path), src_uri, front, body)

    @property
    def title(self) -> str:
        """What the page is called: by its front matter, else its first heading, else the name of its file."""
        return self.front.title or first_heading(self.body) or urls.page_words(self.src_uri)


@dataclass(frozen=True, slots=True)
class Checkout:
    """A working folder; `src_uris` are the pages that it publishes, `settings_text` is its `mkdocs.yml`."""

    top: Path
    settings: BookSettings
    settings_text: str
    src_uris: tuple[str, ...]

    @property
    def docs(self) -> Path:
        """The folder of the pages."""
        return self.top / self.settings.docs_dir

    def path(self, src_uri: str) -> Path:
        """Return where a page lies on disk."""
        return self.docs / src_uri

    def pages(self, written: Callable[[Path], str]) -> Iterator[PageHead]:
        """Yield the pages; `written` gives the path of a file as it stands in messages."""
        for uri in self.src_uris:
            try:
                content = _beginning(self.path(uri), BEGINNING)
            except OSError:  # a link that leads nowhere, or a file that may not be read
                continue
            yield PageHead.of(written(self.path(uri)), uri, content)


@dataclass(frozen=True, slots=True)
class Skimmed:
    """A source, its settings, the text of its `mkdocs.yml` ("" for none), and its pages."""

    source: Source
    settings: BookSettings
    settings_text: str
    pages: tuple[PageHead, ...]


def first_heading(body: str) -> str:
    """Return the text of the heading that a page begins with, without markup; "" for a page that begins otherwise."""
    found = _HEADING.match(body)
    text = (found["marked"] or found["ruled"])[:LONGEST_HEADING] if found else ""
    return " ".join(_MARKUP.sub(lambda mark: mark[1] or "", text.strip()).split())


def checkout(top: Path, docs: str = "") -> Checkout:
    """Return what is in the working folder `top`; `docs` is the folder of the pages if kbgen.yml names it.

    Raises ConfigError for a bare repository, which has no files.
    """
    if not (top / ".git").exists():
        hint = f"clone it, and stand in the clone: git clone {top}"
        raise ConfigError(f"'{shown(str(top))}' is a bare repository, in which no file can be written", hint=hint)
    files = tuple(sorted(_files(top)))
    found = settings_file(files)
    text = _beginning(top / found, SETTINGS_BYTES).decode("utf-8", "replace") if found else ""
    settings, _ = book_settings(found, text, files, Location(), docs=docs)
    return Checkout(top, settings, text, tuple(_published(files, settings)))


def skim(source: Source, cache: Cache) -> Skimmed | None:
    """Return how a source is on this machine, as its default branch is now; None if it was never fetched.

    Raises KbgenError or OSError if it cannot be read.
    """
    top = Path(source.url)
    if top.is_absolute() and (top / ".git").exists():
        here = checkout(top, source.docs or "")
        pages = tuple(here.pages(lambda path: f"{source.name}:{path.relative_to(top).as_posix()}"))
        return Skimmed(source, here.settings, here.settings_text, pages)
    if not cache.mirror_dir(source.url).is_dir():
        return None
    mirrors = fetch([source], cache, offline=True, progress=Silent()).mirrors
    return _of_mirror(mirrors[0], source) if mirrors else None


def _of_mirror(mirror: Mirror, source: Source) -> Skimmed:
    head = default_branch(mirror)
    entries = {entry.path: entry for entry in git.list_tree(mirror.git_dir, head.oid)} if head else {}
    found = settings_file(path for path, entry in entries.items() if entry.kind == "blob")
    blobs = git.read_blobs(mirror.git_dir, [entries[found].oid] if found else [])
    text = b"".join(body for _, body in blobs).decode("utf-8", "replace")
    settings, _ = book_settings(found, text, entries, Location(), docs=source.docs or "")
    folder = f"{settings.docs_dir}/" if settings.docs_dir else ""
    pages = {uri: entries[folder + uri].oid for uri in _published(entries, settings)}
    contents = {oid: body[:BEGINNING] for oid, body in git.read_blobs(mirror.git_dir, sorted(set(pages.values())))}
    heads = (PageHead.of(f"{source.name}:{folder}{uri}", uri, contents[oid]) for uri, oid in pages.items())
    return Skimmed(source, settings, text, tuple(heads))


def _published(files: Iterable[str], settings: BookSettings) -> Iterator[str]:
    """Yield the paths of pages, from the docs folder."""
    prefix, inclusion = f"{settings.docs_dir}/" if settings.docs_dir else "", Inclusion.of(settings)
    for path in files:
        uri = path.removeprefix(prefix)
        inside = path.startswith(prefix) and urls.is_markdown(uri)
        if inside and inclusion.publishes(uri) and not paths.why_unsafe(uri):
            yield uri


def _files(top: Path) -> Iterator[str]:
    """Yield the paths of all files below `top`, with `/`, without hidden folders and those of tools."""
    for folder, folders, names in os.walk(top):
        folders[:] = [name for name in folders if not name.startswith(".") and name not in _SKIPPED]
        relative = Path(folder).relative_to(top).as_posix()
        yield from (posixpath.normpath(posixpath.join(relative, name)) for name in names)


def _beginning(path: Path, size: int) -> bytes:
    with path.open("rb") as file:
        return file.read(size)
