"""The manifest: which files a published site has. It also marks a folder as ours to replace."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import stat
from collections.abc import Iterator
from pathlib import Path

MANIFEST = Path("data/manifest.json")
"""Where the manifest lies below the site's root. No page or asset may have this path."""
GENERATOR = "kbgen"
"""What a manifest of ours says of itself."""


def manifest_of(site: Path) -> bytes:
    """Return the manifest of the files below `site`: JSON with path (`/`), sha256 (hex) and size (bytes) of each.

    The entries are sorted by path, so that one set of files has one manifest. Raises OSError, also for a link or a
    device: a site consists of regular files.
    """
    entries = [_entry(site, path) for path in files_of(site)]
    entries.sort(key=lambda entry: str(entry["path"]).encode())
    document = {"schema": 1, "generator": GENERATOR, "files": entries}
    return json.dumps(document, ensure_ascii=False, indent=1).encode() + b"\n"


def is_site(folder: Path) -> bool:
    """Say whether `folder` holds a site made by kbgen, by its manifest. Its files are not compared. Raises OSError."""
    try:
        document = json.loads((folder / MANIFEST).read_bytes())
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return False
    return isinstance(document, dict) and document.get("generator") == GENERATOR


def files_of(site: Path) -> Iterator[str]:
    """Yield everything below `site` that is no folder, but for the manifest: paths from `site` (`/`), in no order.

    Links are not followed. Raises OSError.
    """
    root, own = len(str(site)) + len(os.sep), MANIFEST.as_posix()
    paths = (path[root:].replace(os.sep, "/") for path in _walk(site))
    return (path for path in paths if path != own)


def digest_of(site: Path, path: str) -> tuple[str, int]:
    """Return the sha256 (hex) and the size in bytes of a file. Raises OSError, also for a link or a device."""
    place = f"{site}{os.sep}{path}"
    if not stat.S_ISREG(os.lstat(place).st_mode):
        raise OSError(errno.EINVAL, "not a regular file", place)
    with open(place, "rb", buffering=0) as stream:  # noqa: PTH123 - Path costs a third of the whole here
        return hashlib.file_digest(stream, "sha256").hexdigest(), stream.tell()


def _walk(site: Path) -> Iterator[str]:
    for folder, folders, names in os.walk(site, onerror=_raise):
        paths = [os.path.join(folder, name) for name in names]  # noqa: PTH118 - as above
        paths += [path for name in folders if os.path.islink(path := os.path.join(folder, name))]  # noqa: PTH114, PTH118
        yield from paths


def _entry(site: Path, path: str) -> dict[str, str | int]:
    digest, size = digest_of(site, path)
    return {"path": path, "sha256": digest, "size": size}


def _raise(error: OSError) -> None:
    raise error
