"""Locks of things in the cache: a file that one build at a time holds."""

from __future__ import annotations

import shutil
from pathlib import Path

from filelock import FileLock


def lock_at(path: Path, timeout: float) -> FileLock:
    """Return the lock whose file is `path`, to be entered; it waits `timeout` seconds, then raises filelock's Timeout.

    A folder in its place is no lock that anybody holds: it is removed. Raises OSError.
    """
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    return FileLock(path, timeout=timeout)
