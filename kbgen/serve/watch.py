"""What a site is made of on this machine, and when it changes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from watchfiles import Change, DefaultFilter, watch

SETTLED = 50
"""Milliseconds in which several changes are taken as one: editors save in more than one step."""
TICK = 250
"""Milliseconds after which single files are looked at, too."""
_REFS = ("HEAD", "packed-refs", "refs")
_ordinary = DefaultFilter()


@dataclass(frozen=True, slots=True)
class Watched:
    """Folders to watch with all that is in them, and single files. What does not exist may come to exist."""

    folders: tuple[Path, ...] = ()
    files: tuple[Path, ...] = ()


def changes(watched: Watched) -> Iterator[bool]:
    """Yield again and again whether something has changed since the last time; the first answer comes at once."""
    folders = [folder for folder in watched.folders if folder.is_dir()]
    before = _states(watched.files)
    for found in _events(folders):
        now = _states(watched.files)
        yield bool(found) or now != before
        before = now


def _events(folders: Sequence[Path]) -> Iterator[set[tuple[Change, str]]]:
    options = {"debounce": SETTLED, "step": SETTLED // 2, "rust_timeout": TICK, "yield_on_timeout": True}
    return watch(*folders, watch_filter=matters, ignore_permission_denied=True, **options)  # type: ignore[arg-type]  # numbers and one flag


def _states(files: Sequence[Path]) -> list[tuple[int, int, int] | None]:
    return [_state(file) for file in files]


def _state(file: Path) -> tuple[int, int, int] | None:
    try:
        status = file.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino


def matters(_: Change, path: str) -> bool:
    """Tell whether a change at `path` may change the site: of git's own files only those that say what is committed."""
    before, git, inside = path.partition("/.git/")
    if git:
        return inside.split("/")[0] in _REFS and not inside.endswith(".lock")
    return _ordinary(Change.modified, before)
