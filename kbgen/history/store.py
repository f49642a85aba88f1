"""The SQLite file of one source: opened, checked, written. A cache: whatever is wrong with it, it is made anew."""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from hashlib import sha256
from importlib import resources
from pathlib import Path

from filelock import Timeout

from kbgen.history.rows import CommitRow, Record
from kbgen.history.seal import counter, is_sound, journal_of, seal, seal_of
from kbgen.lock import lock_at

SCHEMA = resources.files("kbgen.history").joinpath("schema.sql").read_text(encoding="utf-8")
VERSION = int(sha256(SCHEMA.encode()).hexdigest()[:7], 16)
"""The `user_version` of an index: another schema is another version."""
LOCK_SECONDS = 600.0
_COMMIT = "INSERT OR REPLACE INTO commit_ VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_TRAILER = "INSERT OR REPLACE INTO trailer VALUES (?, ?, ?, ?, ?)"
_CHANGE = "INSERT OR REPLACE INTO change VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_COMBINED = "INSERT OR REPLACE INTO combined VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
_OF_DISK = {
    sqlite3.SQLITE_FULL: errno.ENOSPC,
    sqlite3.SQLITE_IOERR: errno.EIO,
    sqlite3.SQLITE_CANTOPEN: errno.EIO,
    sqlite3.SQLITE_READONLY: errno.EROFS,
}
_OF_COMMITS = ("commit_", "trailer", "change", "combined")
_OF_WORDS = ("bulk", "words", "aside", "owner")


@contextmanager
def transaction(path: Path) -> Iterator[sqlite3.Connection]:
    """Give the database at `path` inside one write transaction, which an exception undoes. Other builds wait.

    An index that is damaged or of another version is replaced by an empty one. Raises sqlite3.DatabaseError if the
    file is no sound database all the same (`discard` it then), or another build keeps the lock for `LOCK_SECONDS`.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _alone(path):
        if not is_sound(path) or _version(path) not in (0, VERSION):
            discard(path)
        if not path.exists():
            path.touch(mode=0o600)
        before = counter(path)
        with closing(sqlite3.connect(path, timeout=LOCK_SECONDS, isolation_level=None)) as db:
            db.execute("BEGIN IMMEDIATE")
            _make_tables(db)
            yield db
            db.execute("COMMIT")  # without it, closing undoes all
        if counter(path) != before:
            seal(path)


def disk_error(error: sqlite3.Error, path: Path) -> OSError | None:
    """Return the error of the disk that SQLite met, None if it is another one (https://sqlite.org/rescode.html)."""
    code = getattr(error, "sqlite_errorcode", 0)  # absent where Python's module itself is not content
    number = _OF_DISK.get(code & 0xFF)  # the lower byte is the primary code
    return OSError(number, os.strerror(number), str(path)) if number else None


def discard(path: Path) -> None:
    """Remove an index, or what is in its place."""
    for each in (path, journal_of(path), seal_of(path)):  # the journal must not be rolled back into a new file
        if each.is_dir() and not each.is_symlink():
            shutil.rmtree(each)
        else:
            each.unlink(missing_ok=True)


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    try:
        with lock_at(path.with_name(f"{path.name}.lock"), LOCK_SECONDS):
            yield
    except Timeout:
        raise sqlite3.OperationalError(f"another build has been at work on it for {LOCK_SECONDS:g} seconds") from None


def _version(path: Path) -> int:
    if not path.exists():
        return 0
    with closing(sqlite3.connect(path, timeout=LOCK_SECONDS)) as db:
        return int(db.execute("PRAGMA user_version").fetchone()[0])


def clear(db: sqlite3.Connection) -> None:
    """Forget all."""
    for table in ("state", "derived", "blob", *_OF_COMMITS, *_OF_WORDS):
        db.execute(f"DELETE FROM {table}")


def clear_owners(db: sqlite3.Connection) -> None:
    """Forget who wrote which word, not what git said."""
    for table in ("words", "owner"):
        db.execute(f"DELETE FROM {table}")


def add(db: sqlite3.Connection, records: Iterable[Record]) -> None:
    """Write commits with their rows, as they come."""
    for record in records:
        oid = record.commit.oid
        db.execute(_COMMIT, _commit(record.commit))
        db.executemany(_TRAILER, ((oid, number, *row) for number, row in enumerate(_trailers(record.commit))))
        add_changes(db, [record])
        db.executemany(
            _COMBINED,
            (
                (oid, number, parent, _bytes(row.path), row.oid, side.status, _bytes(side.path), side.oid)
                for number, row in enumerate(record.combined)
                for parent, side in enumerate(row.sides)
            ),
        )


def add_changes(db: sqlite3.Connection, records: Iterable[Record]) -> None:
    """Write what commits changed against their (first) parent."""
    for record in records:
        rows = (
            (record.commit.oid, number, row.status, row.similarity, _bytes(row.old_path), _bytes(row.path), *row[4:])
            for number, row in enumerate(record.changes)
        )
        db.executemany(_CHANGE, rows)


def keep_only(db: sqlite3.Connection, oids: Iterable[str]) -> None:
    """Forget every commit but these: refs were deleted or rewritten."""
    db.execute("DROP TABLE IF EXISTS kept")
    db.execute("CREATE TEMP TABLE kept (oid TEXT PRIMARY KEY) WITHOUT ROWID")
    db.executemany("INSERT INTO kept VALUES (?)", ((oid,) for oid in oids))
    for table in _OF_COMMITS:
        column = "oid" if table == "commit_" else "commit_"
        db.execute(f"DELETE FROM {table} WHERE {column} NOT IN (SELECT oid FROM kept)")
    db.execute("DROP TABLE kept")


def set_state(db: sqlite3.Connection, key: str, value: str) -> None:
    """Remember `value`. What is remembered already is not written again."""
    if get_state(db, key) != value:
        db.execute("INSERT OR REPLACE INTO state VALUES (?, ?)", (key, value))


def get_state(db: sqlite3.Connection, key: str) -> str:
    """Return what was remembered; "" if nothing was."""
    row = db.execute("SELECT value FROM state WHERE key = ?", (key,)).fetchone()
    return str(row[0]) if row else ""


def _make_tables(db: sqlite3.Connection) -> None:
    """Run the schema statement by statement: `executescript` would end the transaction."""
    if db.execute("PRAGMA user_version").fetchone()[0] == VERSION:
        return
    statement = ""
    for line in SCHEMA.splitlines():
        statement += f"{line}\n"
        if sqlite3.complete_statement(statement):
            db.execute(statement)
            statement = ""
    db.execute(f"PRAGMA user_version = {VERSION}")


def _commit(row: CommitRow) -> tuple[object, ...]:
    people = (row.author.name, row.author.email, row.committer.name, row.committer.email, row.subject)
    counts = (row.files, row.added, row.deleted)
    return (row.oid, " ".join(row.parents), row.authored, row.committed, *map(_bytes, people), *counts)


def _trailers(row: CommitRow) -> Iterator[tuple[str, bytes, bytes]]:
    for role, identity in row.named:
        yield role.value, _bytes(identity.name), _bytes(identity.email)
    for path in row.verified:
        yield "page", b"", _bytes(path)
    for key, value in row.marks:
        yield "mark", _bytes(key), _bytes(value)


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")
