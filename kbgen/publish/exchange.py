"""Put a finished folder in the place of another, so that a kill at any moment leaves one of the two there."""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
from collections.abc import Callable
from pathlib import Path

_AT_FDCWD = -100  # <fcntl.h>: relative paths start at the working directory
_RENAME_EXCHANGE = 2  # <linux/fs.h>, renameat2(2)
_UNSUPPORTED = (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP)  # an old kernel, or a file system that cannot exchange


def exchange(staged: Path, output: Path, *, waiting: Path, retired: Path) -> None:
    """Swap `staged` and `output`, both existing folders on one file system; the old one is at `staged` or `retired`.

    One system call where there is one. Elsewhere two renames: `waiting` is the journal, a name that only a finished
    folder gets, from which `complete` goes on after a kill. Raises OSError.
    """
    if _exchange_at_once(staged, output):
        return
    staged.rename(waiting)
    output.rename(retired)
    waiting.rename(output)


def complete(output: Path, *, waiting: Path, retired: Path) -> None:
    """Finish an exchange that was cut off between its renames, or take the old folder back. Raises OSError."""
    for folder in (waiting, retired):
        if not os.path.lexists(output) and folder.is_dir():
            folder.rename(output)


def flush(folder: Path) -> None:
    """Wait until everything written below `folder` is on the disk. Raises OSError (EIO, ENOSPC)."""
    syncfs = _libc("syncfs")
    if syncfs is None:
        for directory, _, names in os.walk(folder):
            for name in names:
                _fsync(Path(directory) / name)
            fsync_folder(Path(directory))
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        if syncfs(descriptor) != 0:
            raise _last_error(folder)
    finally:
        os.close(descriptor)


def fsync_folder(folder: Path) -> None:
    """Wait until the names in `folder` are on the disk; does nothing where folders cannot be opened (Windows)."""
    if os.name == "posix":
        _fsync(folder)


def _fsync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY if os.name == "posix" else os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _exchange_at_once(one: Path, other: Path) -> bool:
    """Exchange two names by renameat2; False where the system or the file system does not have it."""
    renameat2 = _libc("renameat2")
    if renameat2 is None:
        return False
    if renameat2(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), ctypes.c_uint(_RENAME_EXCHANGE)) == 0:
        return True
    error = _last_error(other)
    if error.errno in _UNSUPPORTED:
        return False
    raise error


def _libc(name: str) -> Callable[..., int] | None:
    """Return a function of the C library, or None where it has none of that name (macOS, Windows, old musl)."""
    with contextlib.suppress(OSError, TypeError, AttributeError):  # TypeError: Windows cannot open the process itself
        function: Callable[..., int] = getattr(ctypes.CDLL(None, use_errno=True), name)
        return function
    return None


def _last_error(path: Path) -> OSError:
    number = ctypes.get_errno()
    return OSError(number, os.strerror(number), str(path))
