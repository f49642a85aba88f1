"""The content-addressed store: key -> bytes, verified whenever it is read.

    <root>/<kind>/<first two digits of the key>/<key>     sha256 of kind, key and body (32 bytes), then the body
    <root>/mirrors/<name>-<16 digits>.git                 one bare mirror per source URL

Entries are written without fsync: a power cut can only leave an entry that fails its hash, which is a miss. So does
one that lies in the place of another.
Everything here can be deleted at any time; it costs a longer build.
"""

from __future__ import annotations

import os
import re
import shutil
import time
import uuid
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

_DIGEST_BYTES = 32
_SAFE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
_ENTRY = re.compile(r"[0-9a-f]{64}|\.[0-9a-f]{32}\.tmp")
_DAY = 24 * 60 * 60.0
_MIRRORS = "mirrors"


@dataclass(frozen=True, slots=True)
class Cache:
    """A store below `root`, made on the first write. Threads and processes may share it; it may be pickled."""

    root: Path

    def __post_init__(self) -> None:
        """Make `root` absolute: git works in a folder of its own."""
        object.__setattr__(self, "root", self.root.absolute())

    def get(self, kind: str, key: str) -> bytes | None:
        """Return the body stored as `kind` under `key`; None if there is none, or none that is whole and can be read.

        One that is not is removed, so that `put` can take its place.
        """
        path = self._path(kind, key)
        try:
            entry = path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError:  # no right to read it, a broken disk, or a folder in its place
            _remove(path)
            return None
        body = entry[_DIGEST_BYTES:]
        if entry[:_DIGEST_BYTES] == _digest(kind, key, body):
            _note_use(path)
            return body
        _remove(path)
        return None

    def put(self, kind: str, key: str, body: bytes) -> None:
        """Store `body` as `kind` under `key`. Readers see the old entry or the new one; raises OSError."""
        path = self._path(kind, key)
        temporary = path.with_name(f".{uuid.uuid4().hex}.tmp")
        entry = _digest(kind, key, body) + body
        try:
            try:
                _write(temporary, entry)
            except (FileNotFoundError, NotADirectoryError):
                _make_folder(path.parent)
                _write(temporary, entry)
            _move(temporary, path)
        except BaseException:
            with suppress(OSError):
                temporary.unlink()
            raise

    def drop(self, entry: Path) -> None:
        """Remove the file of an entry, or what is in its place, if that can be done."""
        _remove(entry)

    def entries(self) -> Iterator[Path]:
        """Yield the files of all entries, and what killed builds left of entries, in no order."""
        for path in self.root.glob("*/[0-9a-f][0-9a-f]/*"):
            if path.parts[-3] != _MIRRORS and _ENTRY.fullmatch(path.name):
                yield path

    def mirror_dir(self, url: str) -> Path:
        """Return where the bare mirror of `url` lives; the name is for people, the hash makes it unique."""
        basename = url.rstrip("/").rpartition("/")[2].removesuffix(".git").removesuffix(".bundle")
        name = re.sub(r"[^A-Za-z0-9._-]+", "-", basename).strip(".-")[:60] or "source"
        return self.root / _MIRRORS / f"{name}-{sha256(os.fsencode(url)).hexdigest()[:16]}.git"

    def _path(self, kind: str, key: str) -> Path:
        if not (_SAFE_NAME.fullmatch(kind) and _SAFE_NAME.fullmatch(key)):
            raise ValueError(f"not a cache kind and key: {kind!r}, {key!r}")
        return self.root / kind / key[:2] / key


def is_whole(entry: Path) -> bool:
    """Tell whether a file of an entry holds what was stored under its kind and key. Changes nothing; raises OSError."""
    stored = entry.read_bytes()
    return stored[:_DIGEST_BYTES] == _digest(entry.parts[-3], entry.name, stored[_DIGEST_BYTES:])


def _digest(kind: str, name: str, body: bytes) -> bytes:
    digest = sha256(f"{kind}\0{name}\0".encode())
    digest.update(body)
    return digest.digest()


def _remove(path: Path) -> None:
    """Remove what is no entry. What resists is left, and `put` tells of it."""
    with suppress(OSError):
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()


def _move(temporary: Path, path: Path) -> None:
    """Put a finished file in its place; a folder there is removed, since it is no entry."""
    try:
        temporary.replace(path)
    except IsADirectoryError:
        _remove(path)
        temporary.replace(path)


def _make_folder(folder: Path) -> None:
    """Make the folder of entries and that of their kind; a file in the place of one is removed."""
    for each in (folder.parent, folder):
        if each.is_symlink() or each.is_file():
            _remove(each)
    folder.mkdir(parents=True, exist_ok=True)


def _note_use(path: Path) -> None:
    """Give an entry today's date, once a day, so that what is in use can be told from what is not."""
    with suppress(OSError):  # a cache that may only be read, or an entry that is being replaced
        if path.stat().st_mtime < time.time() - _DAY:
            os.utime(path)


def _write(path: Path, data: bytes) -> None:
    """Write a new file with the fewest system calls: measurably faster than `Path.write_bytes` for small entries."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
    try:
        view = memoryview(data)
        while view:
            view = view[os.write(descriptor, view) :]
    finally:
        os.close(descriptor)


def key(*fields: bytes | str) -> str:
    """Return 64 hex digits: sha256 over the fields, each after its length, so that no two lists run together.

    Text counts as its UTF-8 bytes; surrogates (bytes of a path that are not UTF-8) are kept apart.
    """
    digest = sha256()
    for field in fields:
        data = field if isinstance(field, bytes) else field.encode("utf-8", "surrogatepass")
        digest.update(len(data).to_bytes(8, "big"))
        digest.update(data)
    return digest.hexdigest()
