"""What a cache holds: how much of each kind, when that was used last, and whether it is whole. Frees entries."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from kbgen.cache import Cache, is_whole


@dataclass(frozen=True, slots=True)
class Holding:
    """The files of one kind: how many, their bytes, and when the last of them was used (Unix time, exact to a day)."""

    kind: str
    files: int
    size: int
    used: float


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a cache: its file, bytes, and when it was used last (Unix time, exact to a day)."""

    path: Path
    size: int
    used: float


def holdings(cache: Cache) -> tuple[Holding, ...]:
    """Return what there is of each kind, mirrors, history and logs too; the largest first."""
    found: dict[str, list[os.stat_result]] = {}
    for folder, _, names in os.walk(cache.root):
        inside = Path(folder).relative_to(cache.root).parts
        for name in names:
            with suppress(OSError):  # another process was faster
                found.setdefault(inside[0] if inside else "other", []).append((Path(folder) / name).lstat())
    made = (
        Holding(kind, len(files), sum(f.st_size for f in files), max(f.st_mtime for f in files))
        for kind, files in found.items()
    )
    return tuple(sorted(made, key=lambda each: (-each.size, each.kind)))


def to_free(cache: Cache, before: float, largest: int | None = None) -> tuple[Entry, ...]:
    """Return the entries to do without: those that nobody used since `before` (Unix time), and then, until all others
    together have at most `largest` bytes, those that were not used for longest.
    """
    entries = sorted(_entries(cache), key=lambda each: (each.used, each.path))
    left = sum(each.size for each in entries)
    for count, each in enumerate(entries):
        if each.used >= before and (largest is None or left <= largest):
            return tuple(entries[:count])
        left -= each.size
    return tuple(entries)


def free(entries: Sequence[Entry]) -> None:
    """Remove entries. A build that misses one makes it again."""
    for each in entries:
        each.path.unlink(missing_ok=True)


def stored(cache: Cache) -> tuple[Path, ...]:
    """Return the files of all entries, sorted. What a killed build left is no entry."""
    return tuple(sorted(path for path in cache.entries() if not path.name.startswith(".")))


def is_damaged(entry: Path) -> bool:
    """Tell whether an entry is not what was stored under its name, or cannot be read."""
    try:
        return not is_whole(entry)
    except FileNotFoundError:  # another process removed it
        return False
    except OSError:
        return True


def _entries(cache: Cache) -> Iterator[Entry]:
    for path in cache.entries():
        with suppress(FileNotFoundError):
            status = path.stat()
            yield Entry(path, status.st_size, status.st_mtime)
