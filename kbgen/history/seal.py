"""The seal of an index: a hash of the whole file, kept beside it, by which the damage of any bit shows.

SQLite notices damage of its own structures only; a bit that turns over in a row would be told as history.
"""

from __future__ import annotations

import hashlib
import sqlite3
from contextlib import closing
from pathlib import Path

_COUNTER = slice(24, 28)
"""Where a database counts the transactions that changed it (https://sqlite.org/fileformat2.html, 1.3.7)."""


def seal_of(path: Path) -> Path:
    """Return where the seal of an index is kept."""
    return path.with_name(f"{path.name}.sha256")


def journal_of(path: Path) -> Path:
    """Return where SQLite keeps what it needs to undo a transaction."""
    return path.with_name(f"{path.name}-journal")


def is_sound(path: Path) -> bool:
    """Tell whether an index is byte for byte as it was sealed, or not there yet.

    What a killed process has left is undone first. The caller holds the lock.
    """
    try:
        if journal_of(path).exists():
            _undo(path)
        return _digest(path) == seal_of(path).read_text("ascii")
    except FileNotFoundError:
        return not path.exists() and not path.is_symlink()
    except (OSError, ValueError, sqlite3.Error):  # unreadable, no text, or no database
        return False


def counter(path: Path) -> bytes:
    """Return what changes with every transaction that changes the index."""
    with path.open("rb") as file:
        return file.read(_COUNTER.stop)[_COUNTER]


def seal(path: Path) -> None:
    """Seal an index as it is. The caller holds the lock. Raises OSError."""
    temporary = seal_of(path).with_suffix(".tmp")
    temporary.write_text(_digest(path), "ascii")
    temporary.replace(seal_of(path))


def _undo(path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("BEGIN IMMEDIATE")
        db.execute("ROLLBACK")


def _digest(path: Path) -> str:
    with path.open("rb", buffering=0) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
