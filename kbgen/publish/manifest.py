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


def manifest_of(site: Path) -> bytes:
    """Return the manifest of the files below `site`: JSON with path (`/`), sha256 (hex) and size (bytes) of each.

    The entries are sorted by path, so that one set of files has one manifest. Raises OSError, also for a link or a
    device: a site consists of regular files.
    """
    root, own = len(str(site)) + len(os.sep), str(site / MANIFEST)
    entries = [_entry(path, root) for path in _files_of(site) if path != own]
    entries.sort(key=lambda entry: str(entry["path"]).encode())
    document = {"schema": 1, "generator": "kbgen", "files": entries}
    return json.dumps(document, ensure_ascii=False, indent=1).encode() + b"\n"


def is_site(folder: Path) -> bool:
    """Say whether `folder` holds a site made by kbgen, by its manifest. Its files are not compared. Raises OSError."""
    try:
        document = json.loads((folder / MANIFEST).read_bytes())
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return False
    return isinstance(document, dict) and document.get("generator") == "kbgen"


def _files_of(site: Path) -> Iterator[str]:
    """Yield the path of everything below `site` that is no folder, in no order. Links are not followed."""
    for folder, folders, names in os.walk(site, onerror=_raise):
        paths = [os.path.join(folder, name) for name in names]  # noqa: PTH118 - Path costs a third of the whole here
        paths += [path for name in folders if os.path.islink(path := os.path.join(folder, name))]  # noqa: PTH114, PTH118
        yield from paths


def _entry(path: str, root: int) -> dict[str, str | int]:
    """Describe the file at `path`, whose first `root` characters are the site's folder."""
    if not stat.S_ISREG(os.lstat(path).st_mode):
        raise OSError(errno.EINVAL, "not a regular file", path)
    with open(path, "rb", buffering=0) as stream:  # noqa: PTH123 - as above
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
        return {"path": path[root:].replace(os.sep, "/"), "sha256": digest, "size": stream.tell()}


def _raise(error: OSError) -> None:
    raise error
