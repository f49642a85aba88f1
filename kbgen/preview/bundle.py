"""Hold a preview that somebody else made against what a preview may be, before it is published.

A pull request of a stranger makes its own preview, so nothing of it is believed: not what is in its manifest, not its
names, not its pages. What passes are plain files of few kinds, code and styles that are byte by byte ours, pages that
begin with our policy, and a document that fits its schema. Reads the folder; follows no link; writes nothing.
"""

from __future__ import annotations

import os
import posixpath
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kbgen import paths
from kbgen.content.assets import is_publishable, suffix, why_refused
from kbgen.preview.bundle_page import why_refused_page
from kbgen.preview.document import FILE, MOST_BYTES, Document, parse
from kbgen.preview.files import IGNORED
from kbgen.preview.leads import REPORT
from kbgen.preview.setting import DIFF, GONE, PAGES
from kbgen.publish import MANIFEST

MOST_ENTRIES: Final = 20_000
LARGEST: Final = 10_000_000
"""Bytes of one file; the document and the manifest may have more."""
MOST_TOTAL: Final = 250_000_000
ASSETS: Final = "assets"


@dataclass(frozen=True, slots=True)
class Refused:
    """A file, by its path in the folder, and why it must not be published."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Bundle:
    """What a folder holds: the document (None: none that can be read), what is refused, and how much there is."""

    document: Document | None
    refused: tuple[Refused, ...]
    files: int = 0
    size: int = 0


def verify(folder: Path, ours: Mapping[str, bytes], head: str = "") -> Bundle:
    """Return what is in `folder` and what of it is refused. `ours` are the files that every preview has, by path.

    If `head` is given, the document must be of this commit.
    """
    if folder.is_symlink() or not folder.is_dir():
        return Bundle(None, (Refused("", "it is no folder"),))
    entries, refused = _listed(folder)
    if not refused:
        refused = [each for path in entries if (each := _why(path, folder, entries[path], ours))]
    document, wrong = _document(folder, entries, head) if not refused else (None, [])
    return Bundle(document, (*refused, *wrong), len(entries), sum(entries.values()))


def _listed(folder: Path) -> tuple[dict[str, int], list[Refused]]:
    """Return the size of each file by its path, and whatever is no plain file, or too much."""
    sizes: dict[str, int] = {}
    refused: list[Refused] = []
    total = 0
    for count, (path, status) in enumerate(_entries(folder)):
        if reason := paths.why_unsafe(path) or _why_no_file(status):
            refused.append(Refused(path, reason))
        elif stat.S_ISREG(status.st_mode):
            sizes[path] = status.st_size
            total += status.st_size
        if count >= MOST_ENTRIES or total > MOST_TOTAL:
            most = f"{MOST_ENTRIES:,} files and folders with {MOST_TOTAL:,} bytes"
            refused.append(Refused(path, f"with it there are more than {most}"))
            break
    clashes = paths.case_clashes(sizes)
    refused += [Refused(path, f"'{earlier}' differs from it in case only") for path, earlier in clashes.items()]
    return sizes, refused


def _entries(folder: Path) -> Iterator[tuple[str, os.stat_result]]:
    """Yield everything below a folder with its path; folders are entered, links are not."""
    waiting = [""]
    while waiting:
        parent = waiting.pop()
        with os.scandir(folder / parent) as found:
            for entry in sorted(found, key=lambda each: each.name):
                path, status = posixpath.join(parent, entry.name), entry.stat(follow_symlinks=False)
                yield path, status
                if stat.S_ISDIR(status.st_mode) and not paths.why_unsafe(path):
                    waiting.append(path)


def _why_no_file(status: os.stat_result) -> str:
    if stat.S_ISLNK(status.st_mode):
        return "it is a symbolic link"
    if not stat.S_ISREG(status.st_mode) and not stat.S_ISDIR(status.st_mode):
        return "it is neither a file nor a folder"
    return "it is a hard link" if stat.S_ISREG(status.st_mode) and status.st_nlink > 1 else ""


def _why(path: str, folder: Path, size: int, ours: Mapping[str, bytes]) -> Refused | None:
    """Return the refusal of a file; None if it may be in a preview."""
    known = path in (FILE, MANIFEST.as_posix())
    if size > (MOST_BYTES if known else LARGEST):
        return Refused(path, f"it has {size:,} bytes, which is too much")
    reason = "" if known else _why_body(path, (folder / path).read_bytes(), ours)
    return Refused(path, reason) if reason else None


def _why_body(path: str, body: bytes, ours: Mapping[str, bytes]) -> str:
    if path == IGNORED[0]:
        return "" if body == IGNORED[1] else "it is not what a preview has there"
    top = path.partition("/")[0]
    if top == ASSETS:
        return "" if ours.get(path) == body else "it is not a file of this kbgen: make and verify with the same version"
    if path != REPORT and top not in (PAGES, DIFF, GONE):
        return "it is no part of a preview"
    if suffix(path) == ".html":
        return why_refused_page(body, path, ours)
    if top == DIFF or not is_publishable(path):
        return "a preview has no files of this type there"
    return why_refused(path, body)


def _document(folder: Path, entries: Mapping[str, int], head: str) -> tuple[Document | None, list[Refused]]:
    """Return the document, and what is wrong with it."""
    missing = [Refused(path, "it is missing") for path in (REPORT, FILE) if path not in entries]
    if missing:
        return None, missing
    try:
        document = parse((folder / FILE).read_bytes())
    except ValueError as error:
        return None, [Refused(FILE, str(error))]
    if head and document.head.commit != head:
        return document, [Refused(FILE, f"it is of commit {document.head.commit[:10]}, not of {head[:10]}")]
    named = (path for page in document.pages for path in (page.page, page.diff) if path)
    lost = [path for path in named if path not in entries]
    return document, [Refused(FILE, f"it names the page '{path}', which is not there") for path in lost[:1]]
