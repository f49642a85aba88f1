"""Hold a published folder against its manifest: what is missing, what is another file, what is too much. Reads only."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from kbgen.codes import problem
from kbgen.errors import OutputRefusedError
from kbgen.model import Location, Problem
from kbgen.publish.manifest import GENERATOR, MANIFEST, digest_of, files_of

_MISSING = "the site lacks this file"
_CHANGED = "the file is not the one that was published"
_EXTRA = "the file was not published"
_REPAIR = "build again: a build replaces the whole folder"
_TIDY = "remove it, unless your host put it there; a build replaces the whole folder"


def verify(site: Path) -> tuple[Problem, ...]:
    """Return how the files below `site` differ from those that its manifest lists, sorted by path; () if in nothing.

    Modes and times of files are not compared, nor is the manifest itself. A link or a device is another file than was
    published. Raises OutputRefusedError if there is no manifest of ours that can be read, OSError for a folder that
    cannot.
    """
    listed, there = _listed(site), frozenset(files_of(site))
    return tuple(_differences(site, listed, there))


def _differences(site: Path, listed: Mapping[str, tuple[str, int]], there: frozenset[str]) -> Iterator[Problem]:
    for path in sorted(listed.keys() | there):
        where = Location(path=str(site / path))
        if path not in there:
            yield problem("KB140", _MISSING, where, hint=_REPAIR)
        elif path not in listed:
            yield problem("KB142", _EXTRA, where, hint=_TIDY)
        elif why := _why_other(site, path, listed[path]):
            yield problem("KB141", f"{_CHANGED}{why}", where, hint=_REPAIR)


def _why_other(site: Path, path: str, published: tuple[str, int]) -> str:
    """Return what is other about a file than was published, "" if it is the same."""
    try:
        found = digest_of(site, path)
    except OSError as error:
        return f": {error.strerror}"
    if found == published:
        return ""
    return f": it has {found[1]:,} bytes, not {published[1]:,}" if found[1] != published[1] else ": one of equal length"


def _listed(site: Path) -> Mapping[str, tuple[str, int]]:
    """Return sha256 and size of each file that the manifest lists."""
    try:
        document = json.loads((site / MANIFEST).read_bytes())
        if document["generator"] != GENERATOR or document["schema"] != 1:
            raise ValueError
        return {str(file["path"]): (str(file["sha256"]), int(file["size"])) for file in document["files"]}
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise OutputRefusedError(
            f"{site} has no manifest ({MANIFEST.as_posix()}) of a site made by kbgen that can be read",
            hint="name the folder that `kbgen build -o` wrote; if it is this one, build again into another",
        ) from error
