"""The history stage: from a mirror and its versions to what their history says.

Reads git objects, keeps an index in the cache folder, and gives frozen values; nothing that follows starts git or
opens the index.
"""

from __future__ import annotations

import gc
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from hashlib import sha256
from importlib import resources
from pathlib import Path

from kbgen import git
from kbgen.codes import problem
from kbgen.disk import is_disk_error
from kbgen.facts import SourceHistory
from kbgen.history import index, store, values
from kbgen.history.advance import Goal, advance
from kbgen.history.findings import findings
from kbgen.history.log import LogError
from kbgen.history.settings import HistorySettings
from kbgen.model import Location, Mirror, Problem, RefKind, Version


@dataclass(frozen=True, slots=True)
class Indexed:
    """The history of a source, and what is wrong with it."""

    history: SourceHistory
    problems: tuple[Problem, ...] = ()


def read_history(
    mirror: Mirror, versions: Sequence[Version], cache_dir: Path, settings: HistorySettings = HistorySettings()
) -> Indexed:
    """Return the history of `mirror`'s mainline and of `versions`, from an index below `cache_dir`.

    A mirror whose history is cut off has none that may be shown (`trusted` is False); `fetch` has reported it.
    Where git or the index fails, the source is without history and a problem says why. Raises OSError if they do
    because the disk is full or broken: a site must not lose its people for that.
    """
    branch, tip = mainline(mirror, settings.branch)
    if mirror.shallow or not tip:
        return Indexed(SourceHistory(mirror.source, branch, {}, (), trusted=False))
    refs = sorted({version.ref.oid for version in versions})
    index_file = index_path(cache_dir, mirror)
    try:
        try:
            return _read(index_file, mirror, branch, tip, refs, settings)
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.OperationalError):  # locked, or the disk refuses: the index is sound
                raise store.disk_error(error, index_file) or error from None
            store.discard(index_file)
            return _read(index_file, mirror, branch, tip, refs, settings)
    except (git.GitError, LogError, sqlite3.Error, OSError) as error:
        if is_disk_error(error):
            raise
        message = f"the history of {mirror.source} cannot be read: {error}"
        hint = "the site is built without its dates and people; delete the history folder of the cache to begin anew"
        found = problem("KB120", message, Location(collection=mirror.source), hint=hint)
        return Indexed(SourceHistory(mirror.source, branch, {}, (), trusted=False), (found,))


def mainline(mirror: Mirror, branch: str = "") -> tuple[str, str]:
    """Return the name and the commit id of the mainline; "" = none.

    That is `branch`, else the default branch. A build of a pull request stands on no branch, on a merge that
    nobody made: then it is `main` or `master`, and HEAD only if there is neither.
    """
    branches = {ref.name: ref.oid for ref in mirror.refs if ref.kind is RefKind.BRANCH}
    for name in (branch, mirror.head, *(() if mirror.head else ("main", "master"))):
        if name in branches:
            return name, branches[name]
    return branch or mirror.head, next((ref.oid for ref in mirror.refs if ref.kind is RefKind.HEAD), "")


def index_path(cache_dir: Path, mirror: Mirror) -> Path:
    """Return where the index of a mirror is kept."""
    name = sha256(f"{mirror.source}\0{mirror.git_dir.resolve()}".encode("utf-8", "surrogateescape")).hexdigest()[:16]
    return cache_dir / "history" / f"{name}.sqlite"


def _read(path: Path, mirror: Mirror, branch: str, tip: str, refs: Sequence[str], settings: HistorySettings) -> Indexed:
    """Bring the index up to date, and tell what it says."""
    with _collector_paused(), store.transaction(path) as db:
        links, is_complete = index.update(db, mirror.git_dir, mirror.source, tip, refs)
        goal = Goal(mirror.source, mirror.git_dir, tip, tuple(refs), links)
        known, wrong = advance(db, goal, _key(settings), settings)
    history = values.source_history(known, mirror.source, branch, refs)
    return Indexed(history, findings(known, history, wrong, settings, is_complete))


def _key(settings: HistorySettings) -> str:
    """Return what derived values depend on beside the commits: the settings, and the code of this package."""
    return f"{_code()}; {replace(settings, now=datetime.min)}"


@cache
def _code() -> str:
    files = sorted(resources.files("kbgen.history").iterdir(), key=lambda file: file.name)
    return sha256(b"".join(file.read_bytes() for file in files if file.name.endswith(".py"))).hexdigest()


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Let Python look for no cycles: some hundred thousand values have none, and looking costs as much again."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
