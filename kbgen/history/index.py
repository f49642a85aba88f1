"""Bring the index of a source up to date with its mirror: git to rows. Reads git objects, writes the database."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from time import monotonic

import rapidfuzz

from kbgen import git
from kbgen.history import passes, query, store
from kbgen.history.landing import first_parent_chain, reach
from kbgen.history.rows import Link, Record

ALGORITHM = 3
"""Of everything that is stored; a new number makes every index anew."""
RENAME_LIMIT = 1000

_Pass = Callable[..., Iterator[Record]]


def update(
    db: sqlite3.Connection, git_dir: Path, source: str, tip: str, refs: Sequence[str]
) -> tuple[dict[str, Link], bool]:
    """Take in what the mainline's `tip` and other `refs` have and the index does not.

    Returns the parents of every commit, and whether every rename could be looked for. Begins anew when the index was
    made by other means, or when the mainline was rewritten or runs through other commits than before.
    """
    fingerprint = f"{ALGORITHM}; {source}; rapidfuzz {rapidfuzz.__version__}; {passes.fingerprint()}"
    if store.get_state(db, "fingerprint") != fingerprint or not _continues(db, git_dir, tip):
        store.clear(db)
        store.set_state(db, "fingerprint", fingerprint)
        store.set_state(db, "complete", "yes")
    tips = list(dict.fromkeys((tip, *refs)))
    is_new = store.get_state(db, "tips") != " ".join(tips)
    if is_new:
        _take_in(db, git_dir, tip, tips)
    links = query.read_links(db)
    last = store.get_state(db, "tip")
    if last not in ("", tip) and last not in first_parent_chain(links, tip):
        store.clear(db)
        return update(db, git_dir, source, tip, refs)
    store.set_state(db, "tip", tip)
    return _swept(db, links, tips) if is_new else links, store.get_state(db, "complete") == "yes"


def _continues(db: sqlite3.Connection, git_dir: Path, tip: str) -> bool:
    last = store.get_state(db, "tip")
    return not last or last == tip or passes.is_ancestor(git_dir, last, tip)


def _take_in(db: sqlite3.Connection, git_dir: Path, tip: str, tips: Sequence[str]) -> None:
    last = store.get_state(db, "tip")
    known = store.get_state(db, "tips").split()
    _run(db, git_dir, passes.credit, tips, known)
    _run(db, git_dir, passes.merges, tips, known)
    _run(db, git_dir, passes.mainline, [tip], [last] if last else [])
    store.set_state(db, "tips", " ".join(tips))


def _run(db: sqlite3.Connection, git_dir: Path, a_pass: _Pass, tips: Sequence[str], known: Sequence[str]) -> None:
    """Run one pass; where it takes too long, again with a limit on the search for renames."""
    write = store.add_changes if a_pass is passes.mainline else store.add
    began = monotonic()
    db.execute("SAVEPOINT pass")
    try:
        write(db, a_pass(git_dir, tips, known))
    except git.GitError:
        if monotonic() - began < passes.PASS_SECONDS:
            raise
        db.execute("ROLLBACK TO pass")
        store.set_state(db, "complete", "no")
        write(db, a_pass(git_dir, tips, known, RENAME_LIMIT))
    db.execute("RELEASE pass")


def _swept(db: sqlite3.Connection, links: dict[str, Link], tips: Sequence[str]) -> dict[str, Link]:
    """Forget commits that no ref reaches any more."""
    kept = reach(links, tips)
    if len(kept) == len(links):
        return links
    store.keep_only(db, kept)
    return query.read_links(db)
