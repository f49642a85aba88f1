"""Share the words of a long history between this process and another one.

Pages that took text from each other stay together, so that neither process needs what the other finds. The other one
writes an index of its own, which is then taken over.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from kbgen.history import store, wording
from kbgen.history.identity import Event
from kbgen.history.mechanical import Edit
from kbgen.mapper import beside

SHARED_EVENTS = range(4000, 50_000)
"""So many events are shared: with fewer another process costs more than it does, with more it takes much memory."""
SHARED_EDITS = range(1500, 20_000)
"""The same for edits of bulk commits."""

Page = tuple[str, str, Sequence[Event]]
"""The id of a page, that of the source of a copy or "", and events."""


def attribute_pages(
    db: sqlite3.Connection, git_dir: Path, pages: Sequence[Page], mechanical: frozenset[str], are_new: bool
) -> None:
    """Do what `wording.attribute_pages` does, of a long history whose words are not known yet in half the time."""
    is_long = sum(len(events) for _, _, events in pages) in SHARED_EVENTS and _has_room()
    if not is_long or db.execute("SELECT 1 FROM words LIMIT 1").fetchone():
        wording.attribute_pages(db, git_dir, pages, mechanical, are_new)
        return
    ours, theirs = halves(pages)
    with TemporaryDirectory(prefix="kbgen-words-") as folder:
        path = Path(folder) / "words.sqlite"
        with beside(_attribute_there, path, git_dir, theirs, mechanical) as other:
            wording.attribute_pages(db, git_dir, ours, mechanical, are_new=True)
            other.result()
        _take_over(db, path)


def count_changes(git_dir: Path, edits: Sequence[Edit]) -> list[int]:
    """Do what `wording.count_changes` does, of many edits in half the time."""
    if len(edits) not in SHARED_EDITS or not _has_room():
        return wording.count_changes(git_dir, edits)
    half = len(edits) // 2
    with beside(wording.count_changes, git_dir, edits[half:]) as other:
        return wording.count_changes(git_dir, edits[:half]) + other.result()


def halves(pages: Sequence[Page]) -> tuple[list[Page], list[Page]]:
    """Return two parts of the work, each in the order of `pages`: sources come before their copies.

    The second one is smaller by a tenth of all: that process has to be started, and its index to be taken over.
    """
    parts: tuple[list[Page], list[Page]] = ([], [])
    n_events = [0, sum(len(events) for _, _, events in pages) // 10]
    part_of: dict[str, int] = {}
    for page in pages:
        name, source, events = page
        part = part_of.get(source, n_events.index(min(n_events)))
        part_of[name] = part
        parts[part].append(page)
        n_events[part] += len(events)
    return parts


def _has_room() -> bool:
    return (os.cpu_count() or 1) > 1


def _attribute_there(path: Path, git_dir: Path, pages: Sequence[Page], mechanical: frozenset[str]) -> None:
    with store.transaction(path) as db:
        wording.attribute_pages(db, git_dir, pages, mechanical, are_new=True)


def _take_over(db: sqlite3.Connection, path: Path) -> None:
    with store.transaction(path) as other:
        for table in ("words", "owner"):
            db.executemany(f"INSERT INTO {table} VALUES (?, ?, ?, ?, ?)", other.execute(f"SELECT * FROM {table}"))
