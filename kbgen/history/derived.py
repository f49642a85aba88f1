"""What was worked out of a source so far, kept in its index, so that one more commit costs one commit.

`Derived` holds all that later commits may depend on and all that is told of the source. It stands for the commits up
to `tip` and for one set of settings; `stage.py` goes on from it, or from an empty one where it does not fit. Reads
and writes the table `derived`; what is damaged there counts as absent.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from zlib import crc32

from kbgen.facts import Commit, PageHistory
from kbgen.history import packing
from kbgen.history.identity import Event, Identities, Texts
from kbgen.history.rows import is_absent

NEVER = 1 << 62
"""Seconds since 1970 that no date reaches."""
CHUNK = 64
"""Commits and pages of a row: one row for each costs twice the time to read."""


class DamagedError(Exception):
    """A row of what was worked out is not what was written."""


@dataclass(frozen=True, slots=True)
class RefState:
    """Another ref than the tip: the newest position of the mainline that it contains, its own commits, its pages."""

    base: int
    own: tuple[str, ...]
    pages: Mapping[str, str]


@dataclass(slots=True)
class PageState:
    """What the next event of a page may depend on: its events, what copies took text from it, texts of no event."""

    events: list[Event] = field(default_factory=list)
    copied_by: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)

    def seen(self) -> Iterator[str]:
        """Yield the object ids of the texts that the page had."""
        yield from (event.oid for event in self.events if not is_absent(event.oid))
        yield from self.texts


@dataclass(slots=True)
class Derived:
    """All that was worked out of a source up to `tip`; "" at the beginning.

    `commits` are those of the mainline in landing order, `aside` those that only `refs` hold. `ids` and `pages` are
    by number; a page that became part of another one is None. `aside_pages` are those that only refs hold. `files`
    are the object ids of `.mailmap`, of the list of ignored revisions, and of each `.gitattributes`. `medians` are
    those of the bulk commits. Raw dates are plausible up to the first of `horizon` and not from the second one on.
    """

    tip: str = ""
    commits: dict[str, Commit] = field(default_factory=dict)
    aside: dict[str, Commit] = field(default_factory=dict)
    identities: Identities = field(default_factory=Identities)
    ids: list[str] = field(default_factory=list)
    pages: list[PageHistory | None] = field(default_factory=list)
    aside_pages: tuple[PageHistory, ...] = ()
    refs: dict[str, RefState] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    mailmap: str = ""
    ignored: str = ""
    medians: dict[str, float] = field(default_factory=dict)
    horizon: tuple[int, int] = (0, NEVER)

    n_saved: int = 0
    """The number of pages that were loaded."""
    oids: list[str] = field(default_factory=list)
    numbers: dict[str, int] = field(default_factory=dict)
    """The numbers of the commits of the mainline."""

    def number(self, oids: Iterable[str]) -> None:
        """Give numbers to the commits that came last."""
        for oid in oids:
            self.numbers[oid] = len(self.oids)
            self.oids.append(oid)

    @property
    def length(self) -> int:
        """The number of mainline commits."""
        return self.commits[self.tip].position + 1 if self.tip else 0

    @property
    def tree(self) -> dict[str, str]:
        """The pages of the tip: path -> object id."""
        return {page.path: page.blob for page in self.pages if page and page.path}


def load(db: sqlite3.Connection, key: str, source: str) -> Derived:
    """Return what was worked out with `key`; an empty one where there is none, or a damaged one."""
    try:
        head = _one(db, "head")
        return _loaded(db, head, source) if head["key"] == key else Derived()
    except (DamagedError, KeyError, IndexError, TypeError, ValueError):
        return Derived()


def read_state(db: sqlite3.Connection, known: Derived, page: int) -> PageState:
    """Return what the next event of a page may depend on. Raises DamagedError."""
    if page >= known.n_saved:
        return PageState()
    return PageState(*packing.unpack_state(_one(db, "state", page), page, known.oids))


def save_state(db: sqlite3.Connection, known: Derived, page: int, state: PageState) -> None:
    """Write what the next event of a page may depend on."""
    _write(db, "state", page, packing.pack_state(state.events, state.copied_by, state.texts, known.numbers))


def save(db: sqlite3.Connection, known: Derived, key: str, first_commit: int, pages: Iterable[int]) -> None:
    """Write what is new in `known`: commits from number `first_commit` on, and the pages of these numbers."""
    commits = list(known.commits.values())
    for n in range(first_commit // CHUNK, -(-len(commits) // CHUNK)):
        _write(db, "commits", n, list(map(packing.pack_commit, commits[n * CHUNK : (n + 1) * CHUNK])))
    lines = known.identities.pages
    for n in sorted({page // CHUNK for page in pages}):
        part = range(n * CHUNK, min((n + 1) * CHUNK, len(lines)))
        _write(db, "pages", n, [packing.pack_page(known.ids[p], lines[p], known.pages[p], known.numbers) for p in part])
    db.execute("DELETE FROM derived WHERE kind = 'ref'")
    for n, (oid, ref) in enumerate(sorted(known.refs.items())):
        _write(db, "ref", n, [oid, ref.base, ref.own, list(ref.pages.items())])
    _write(db, "aside", 0, list(map(packing.pack_commit, known.aside.values())))
    _write(db, "aside pages", 0, [packing.pack_aside(page) for page in known.aside_pages])
    _write(db, "former", 0, list(known.identities.former.items()))
    _write(db, "head", 0, _head(known, key))


def forget(db: sqlite3.Connection) -> None:
    """Forget what was worked out."""
    db.execute("DELETE FROM derived")


def _head(known: Derived, key: str) -> dict[str, object]:
    names = ("tip", "files", "mailmap", "ignored", "medians", "horizon")
    counts = [len(known.commits), len(known.pages)]
    told = {name: getattr(known, name) for name in names}
    return {"key": key, "counts": counts, "unknown": known.identities.unknown, **told}


def _loaded(db: sqlite3.Connection, head: dict[str, Any], source: str) -> Derived:
    known = Derived(
        tip=head["tip"],
        commits=packing.unpack_commits((row for rows in _read(db, "commits") for row in rows), source, True),
        aside=packing.unpack_commits((row for rows in _read(db, "aside") for row in rows), source, False),
        refs={oid: RefState(base, tuple(own), dict(pages)) for oid, base, own, pages in _read(db, "ref")},
        files=head["files"],
        mailmap=head["mailmap"],
        ignored=head["ignored"],
        medians=head["medians"],
        horizon=tuple(head["horizon"]),
    )
    known.number(known.commits)
    for n, row in enumerate(row for rows in _read(db, "pages") for row in rows):
        page_id, line, page = packing.unpack_page(row, source, known.oids)
        known.ids.append(page_id)
        known.identities.pages.append(line)
        known.pages.append(page)
        if page and page.path:
            known.identities.live[page.path] = n
    known.n_saved = len(known.pages)
    if head["counts"] != [len(known.commits), known.n_saved]:
        raise DamagedError("rows are missing")
    known.aside_pages = tuple(packing.unpack_aside(row, source) for rows in _read(db, "aside pages") for row in rows)
    known.identities.former = {path: tuple(pages) for path, pages in _one(db, "former")}
    known.identities.unknown = [(commit, path) for commit, path in head["unknown"]]
    known.identities.seen = Texts(lambda page: read_state(db, known, page).seen())
    return known


def _read(db: sqlite3.Connection, kind: str, number: int | None = None) -> Iterator[Any]:
    """Yield the values of a kind in the order of their numbers, or the one of `number`. Raises DamagedError."""
    query = "SELECT crc, data FROM derived WHERE kind = ?"
    found = (
        db.execute(f"{query} ORDER BY number", (kind,))
        if number is None
        else db.execute(f"{query} AND number = ?", (kind, number))
    )
    for crc, data in found:
        if crc32(data) != crc:
            raise DamagedError(kind)
        yield json.loads(data)


def _one(db: sqlite3.Connection, kind: str, number: int = 0) -> Any:
    """Return the value of a kind that must be there. Raises DamagedError."""
    for value in _read(db, kind, number):
        return value
    raise DamagedError(kind)


def _write(db: sqlite3.Connection, kind: str, number: int, value: object) -> None:
    data = json.dumps(value, separators=(",", ":")).encode("ascii")
    db.execute("INSERT OR REPLACE INTO derived VALUES (?, ?, ?, ?)", (kind, number, crc32(data), data))
