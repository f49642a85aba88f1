"""Whether a published folder is as it was left: by what the file system says of its files, else by their bytes."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from kbgen.publish.manifest import MANIFEST, manifest_of


def seal_of(site: Path) -> str:
    """Return the seal of a published folder: two digests, of its manifest, and of the size and times of its files.

    Raises OSError.
    """
    return f"{sha256((site / MANIFEST).read_bytes()).hexdigest()} {_told(site)}"


def is_sealed(site: Path, seal: str) -> bool:
    """Tell whether `site` has the files that it had when `seal` was given. Where times differ, all of it is read."""
    whole, _, files = seal.partition(" ")
    with contextlib.suppress(OSError):
        manifest = (site / MANIFEST).read_bytes()
        return sha256(manifest).hexdigest() == whole and (_told(site) == files or manifest_of(site) == manifest)
    return False


def _told(site: Path) -> str:
    digest = sha256()
    for name, status in sorted(_files(str(site), "")):
        digest.update(f"{name}\0{status}\n".encode("utf-8", "surrogateescape"))
    return digest.hexdigest()


def _files(folder: str, name: str) -> Iterator[tuple[str, str]]:
    """Yield what the file system says of everything below a folder. Links are not followed."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                yield from _files(entry.path, f"{name}{entry.name}/")
            else:
                said = entry.stat(follow_symlinks=False)
                yield f"{name}{entry.name}", f"{said.st_mode} {said.st_size} {said.st_mtime_ns} {said.st_ino}"
