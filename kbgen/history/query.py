"""Read the history index: rows as values. Pure but for the database; writes nothing."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from sys import intern
from typing import NamedTuple

from kbgen.facts import Identity, Role
from kbgen.history.owners import Count, Runs
from kbgen.history.replay import Rows
from kbgen.history.rows import ChangeRow, CombinedRow, CommitRow, Link, Named, Side

_WANTED = "(SELECT oid FROM wanted)"
_COMMITS = f"SELECT * FROM commit_ WHERE oid IN {_WANTED}"
_TRAILERS = f"SELECT commit_, role, name, value FROM trailer WHERE commit_ IN {_WANTED} ORDER BY commit_, number"
_CHANGES = (
    "SELECT commit_, status, similarity, old_path, path, old_oid, oid, added, deleted FROM change "
    f"WHERE commit_ IN {_WANTED} ORDER BY commit_, number"
)
_COMBINED = (
    "SELECT commit_, number, path, oid, status, parent_path, parent_oid FROM combined "
    f"WHERE commit_ IN {_WANTED} ORDER BY commit_, number, parent"
)
_WORDS = " UNION ALL ".join(
    f"SELECT commit_, path, added, removed FROM {table} WHERE page = ?" for table in ("words", "aside")
)
_OWNERS = "SELECT oid, commits, runs FROM owner WHERE page = ?"
_OWNER = "SELECT commits, runs FROM owner WHERE page = ? AND oid = ?"


def read_links(db: sqlite3.Connection) -> dict[str, Link]:
    """Return the parents of every commit."""
    rows = db.execute("SELECT oid, parents FROM commit_")
    return {oid: Link(tuple(map(intern, parents.split()))) for oid, parents in rows}


def read_rows(db: sqlite3.Connection, oids: Iterable[str]) -> Rows:
    """Return all that git said of the commits `oids`."""
    db.execute("CREATE TEMP TABLE wanted (oid TEXT PRIMARY KEY) WITHOUT ROWID")
    db.executemany("INSERT INTO wanted VALUES (?)", ((oid,) for oid in oids))
    rows = Rows(_commits(db), _changes(db), _combined(db))
    db.execute("DROP TABLE wanted")
    return rows


def read_line_totals(db: sqlite3.Connection, oids: Collection[str]) -> tuple[int, int]:
    """Return how many lines the commits `oids` added and deleted, over all files, pages or not."""
    rows = [row[1:] for row in db.execute("SELECT oid, added, deleted FROM commit_") if row[0] in oids]
    return sum(added for added, _ in rows), sum(deleted for _, deleted in rows)


def read_word_counts(db: sqlite3.Connection, page: str) -> dict[tuple[str, str], Count]:
    """Return the words added to a page and removed from it, by commit and path, on the mainline and aside."""
    return {(commit, _text(path)): Count(*counts) for commit, path, *counts in db.execute(_WORDS, (page, page))}


def read_owners(db: sqlite3.Connection, page: str, oid: str) -> Runs:
    """Return the owners of the words of a text of a page; empty where they are not known."""
    row = db.execute(_OWNER, (page, oid)).fetchone()
    return unpack(*row) if row else ()


def read_owner_lists(db: sqlite3.Connection, page: str) -> dict[str, Runs]:
    """Return the owners of every text of a page, by object id."""
    return {oid: unpack(commits, runs) for oid, commits, runs in db.execute(_OWNERS, (page,))}


def pack(runs: Runs) -> tuple[str, str]:
    """Return the owners, each once in the order of the text, and the runs: numbers of owners, `;`, lengths."""
    owners, lengths = zip(*runs, strict=True) if runs else ((), ())
    numbers = {owner: str(number) for number, owner in enumerate(dict.fromkeys(owners))}
    return " ".join(numbers), f"{' '.join(map(numbers.__getitem__, owners))};{' '.join(map(str, lengths))}"


def unpack(commits: str, runs: str) -> Runs:
    """Return what `pack` was given."""
    owners = commits.split()
    numbers, _, lengths = runs.partition(";")
    return tuple(zip(map(owners.__getitem__, map(int, numbers.split())), map(int, lengths.split()), strict=True))


def _commits(db: sqlite3.Connection) -> dict[str, CommitRow]:
    people: dict[bytes, str] = {}
    named: dict[str, list[tuple[str, str, str]]] = {}
    for oid, role, name, value in db.execute(_TRAILERS):
        named.setdefault(oid, []).append((role, _text(name), _text(value)))

    def person(name: bytes, email: bytes) -> Identity:
        return Identity(_shared(people, name), _shared(people, email))

    commits = {}
    for oid, parents, authored, committed, *who, subject, files, added, deleted in db.execute(_COMMITS):
        author, committer = person(*who[:2]), person(*who[2:])
        found = _Found.of(trailers) if (trailers := named.get(oid)) else _NOTHING
        rest = (_text(subject), *found, files, added, deleted)
        commits[oid] = CommitRow(
            oid, tuple(map(intern, parents.split())), authored, committed, author, committer, *rest
        )
    return commits


class _Found(NamedTuple):
    """What the trailers of a commit name."""

    named: tuple[Named, ...] = ()
    marks: tuple[tuple[str, str], ...] = ()
    verified: tuple[str, ...] = ()

    @classmethod
    def of(cls, rows: Sequence[tuple[str, str, str]]) -> _Found:
        people = (row for row in rows if row[0] not in ("page", "mark"))
        return cls(
            tuple(Named(Role(role), Identity(name, email)) for role, name, email in people),
            tuple((name, value) for role, name, value in rows if role == "mark"),
            tuple(value for role, _, value in rows if role == "page"),
        )


_NOTHING = _Found()


def _changes(db: sqlite3.Connection) -> dict[str, list[ChangeRow]]:
    paths: dict[bytes, str] = {}
    changes: dict[str, list[ChangeRow]] = {}
    for commit, status, similarity, old_path, path, *rest in db.execute(_CHANGES):
        row = ChangeRow(status, similarity, _shared(paths, old_path), _shared(paths, path), *rest)
        changes.setdefault(commit, []).append(row)
    return changes


def _combined(db: sqlite3.Connection) -> dict[str, list[CombinedRow]]:
    combined: dict[str, list[CombinedRow]] = {}
    for commit, path, oid, sides in _combined_rows(db):
        combined.setdefault(commit, []).append(CombinedRow(path, oid, sides))
    return combined


def _combined_rows(db: sqlite3.Connection) -> Iterator[tuple[str, str, str, tuple[Side, ...]]]:
    key: tuple[str, int] | None = None
    head: tuple[str, str, str] = ("", "", "")
    sides: list[Side] = []
    for commit, number, path, oid, status, parent_path, parent_oid in db.execute(_COMBINED):
        if (commit, number) != key:
            if key:
                yield (*head, tuple(sides))
            key, head, sides = (commit, number), (commit, _text(path), oid), []
        sides.append(Side(status, _text(parent_path), parent_oid))
    if key:
        yield (*head, tuple(sides))


def _shared(known: dict[bytes, str], field: bytes) -> str:
    """Decode each distinct value once: names and paths come again and again."""
    text = known.get(field)
    if text is None:
        text = known[field] = _text(field)
    return text


def _text(field: bytes) -> str:
    return field.decode("utf-8", "surrogateescape")
