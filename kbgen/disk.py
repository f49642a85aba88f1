"""How a disk that is full or broken shows: by the number of an error, or in the words of a program. Pure."""

from __future__ import annotations

import errno
import os
from pathlib import Path

DISK_ERRORS = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EROFS})


def is_disk_error(error: BaseException) -> bool:
    """Tell whether the disk refused: no other try and no other way of the program will do better."""
    return isinstance(error, OSError) and error.errno in DISK_ERRORS


def disk_error(said: str, path: Path | None) -> OSError | None:
    """Return the error about `path` that a program has told in the words of the system's C library; None if none."""
    words = {os.strerror(number): number for number in sorted(DISK_ERRORS)}
    found = next((number for text, number in words.items() if text.lower() in said.lower()), None)
    return None if found is None else OSError(found, os.strerror(found), *([str(path)] if path else []))
