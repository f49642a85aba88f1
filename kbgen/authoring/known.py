"""The titles of pages that there are: on disk, and in the mirrors of other sources. No network is used."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kbgen import git, urls
from kbgen.authoring.place import Checkout, checkout
from kbgen.cache import Cache
from kbgen.config import Config, Source
from kbgen.content import frontmatter
from kbgen.content.settings import book_settings, settings_file
from kbgen.errors import KbgenError
from kbgen.fetch import fetch
from kbgen.model import Location, Mirror
from kbgen.paths import shown
from kbgen.progress import Silent
from kbgen.versions.selection import default_branch

HEAD_BYTES: Final = 1 << 17
"""How much of a page is read: twice the longest front matter."""
_HEADING = re.compile(r"\s*(?:<!--.*?-->\s*)*(?:# +(?P<marked>[^\n]+)|(?P<ruled>[^\n]+)\n=+[ \t]*(?:\n|$))", re.DOTALL)
_MARKUP = re.compile(r"!?\[([^\]]*)\]\([^)]*\)|\{[^}]*\}\s*$|[*_`\\]+|#+\s*$")


@dataclass(frozen=True, slots=True)
class KnownPage:
    """What a page is called. `path` is where it lies, as it is written in messages; `owner` looks after it."""

    path: str
    title: str
    aliases: tuple[str, ...] = ()
    owner: str = ""

    @classmethod
    def of(cls, path: str, src_uri: str, content: bytes) -> KnownPage:
        """Return the page whose file begins with `content`. Its own problems are not told here."""
        text = content[:HEAD_BYTES].decode("utf-8-sig", "replace")
        front, body, _, _ = frontmatter.read(text, Location())
        title = front.title or first_heading(body) or urls.page_words(src_uri)
        return cls(path, title, front.aliases, front.owner)


def first_heading(body: str) -> str:
    """Return the text of the heading that a page begins with, without markup; "" for a page that begins otherwise."""
    found = _HEADING.match(body)
    text = (found["marked"] or found["ruled"]) if found else ""
    return " ".join(_MARKUP.sub(lambda mark: mark[1] or "", text.strip()).split())


def pages_of(into: Checkout, written: Callable[[Path], str]) -> Iterator[KnownPage]:
    """Yield the pages of a working folder; `written` gives the path of a file as it stands in messages."""
    for uri in into.src_uris:
        try:
            with into.path(uri).open("rb") as file:
                content = file.read(HEAD_BYTES)
        except OSError:  # a link that leads nowhere, or a file that may not be read
            continue
        yield KnownPage.of(shown(written(into.path(uri))), uri, content)


def pages_elsewhere(config: Config, here: Path, cache: Cache) -> Iterator[KnownPage]:
    """Yield the pages of the other sources: those of working folders, and those that were fetched before.

    Each source is read as its default branch is now. One that cannot be read gives nothing: a build will tell.
    """
    for source in config.sources:
        path = Path(source.url)
        try:
            if path == here:
                continue
            if path.is_absolute() and (path / ".git").exists():
                yield from pages_of(checkout(path, source.docs or ""), _within(path, source))
            elif cache.mirror_dir(source.url).is_dir():
                for mirror in fetch([source], cache, offline=True, progress=Silent()).mirrors:
                    yield from _of_mirror(mirror, source)
        except (KbgenError, OSError):
            continue


def _within(top: Path, source: Source) -> Callable[[Path], str]:
    return lambda path: f"{source.name}:{path.relative_to(top).as_posix()}"


def _of_mirror(mirror: Mirror, source: Source) -> Iterator[KnownPage]:
    head = default_branch(mirror)
    entries = {entry.path: entry for entry in git.list_tree(mirror.git_dir, head.oid)} if head else {}
    found = settings_file(path for path, entry in entries.items() if entry.kind == "blob")
    text = b"".join(body for _, body in git.read_blobs(mirror.git_dir, [entries[found].oid])) if found else b""
    settings, _ = book_settings(found, text.decode("utf-8", "replace"), entries, Location(), docs=source.docs or "")
    prefix = f"{settings.docs_dir}/" if settings.docs_dir else ""
    pages = {path: entry.oid for path, entry in entries.items() if path.startswith(prefix) and urls.is_markdown(path)}
    blobs = git.read_blobs(mirror.git_dir, sorted(set(pages.values())))
    contents = {oid: content[:HEAD_BYTES] for oid, content in blobs}
    for path, oid in pages.items():
        yield KnownPage.of(shown(f"{source.name}:{path}"), path.removeprefix(prefix), contents[oid])
