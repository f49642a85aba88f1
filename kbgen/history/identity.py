"""From rows to pages: which changes belong to one page, across renames, copies, deletions and merges. Pure.

The state is a map of live paths to pages, replayed commit by commit in landing order. `commit` takes the rows of a
commit with one parent; `merges.py` settles what a merge of the mainline makes of its group. After every commit of
the mainline the live paths are those of its tree.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from hashlib import sha256

from kbgen.history.rows import EMPTY_BLOBS, ChangeRow, is_absent

STUB_SIMILARITY = 80
STUB_SHARE = 0.2
INDEX_NAMES = frozenset({"index.md", "README.md"})


class Trace(StrEnum):
    """What a commit did to a page as far as paths tell."""

    BORN = "born"
    COPIED = "copied"
    CHANGED = "changed"
    MOVED = "moved"
    RESTORED = "restored"
    MERGED = "merged"
    DELETED = "deleted"


@dataclass(slots=True)
class PageLine:
    """A page while it is replayed. `paths` are all that it was at, oldest first; `source` is a copy's origin."""

    born_commit: str
    born_path: str
    source: int = -1
    paths: dict[str, None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Event:
    """A commit touched a page. `old_oid` is the text before: of the page, or of the source of a copy.

    `sides` are the texts that the parents of a merge have, where it equals none of them.
    """

    commit: str
    page: int
    path: str
    trace: Trace
    old_oid: str
    oid: str
    sides: tuple[str, ...] = ()


def page_id(source: str, born_commit: str, born_path: str) -> str:
    """Return the 12 hex digits that name a page for ever: of sha256 over source, born commit and born path."""
    text = "\0".join((source, born_commit, born_path))
    return sha256(text.encode("utf-8", "surrogateescape")).hexdigest()[:12]


class Texts(dict[int, set[str]]):
    """The object ids of the texts that each page had. Those from before the replay began are read when wanted."""

    def __init__(self, earlier: Callable[[int], Iterable[str]] = lambda page: ()) -> None:
        super().__init__()
        self._earlier = earlier

    def __missing__(self, page: int) -> set[str]:
        self[page] = found = set(self._earlier(page))
        return found


class Identities:
    """The state of the replay: which page is live at which path, which were, and which texts each page had."""

    def __init__(self) -> None:
        self.n_words: Mapping[str, int] = {}
        self.live: dict[str, int] = {}
        self.former: dict[str, tuple[int, ...]] = {}
        self.seen = Texts()
        self.pages: list[PageLine] = []
        self.events: list[Event] = []
        self.unknown: list[tuple[str, str]] = []
        self.journal: dict[str, int | None] = {}

    def fork(self) -> Identities:
        """Return a copy whose changes leave this one as it is; events begin anew."""
        copy = Identities()
        copy.n_words, copy.live, copy.former = self.n_words, dict(self.live), dict(self.former)
        copy.seen = Texts(lambda page: self.seen[page])
        copy.pages = [PageLine(p.born_commit, p.born_path, p.source, dict(p.paths)) for p in self.pages]
        return copy

    def find(self, path: str, oid: str) -> int | None:
        """Return the page that had the text `oid` at `path`: the live one, then former ones; else the first."""
        candidates = self.candidates(path)
        if oid not in EMPTY_BLOBS:
            for page in candidates:
                if oid in self.seen[page]:
                    return page
        return candidates[0] if candidates else None

    def candidates(self, path: str) -> list[int]:
        """Return the page that is live at `path`, then those that were, latest first."""
        now = self.live.get(path)
        before = [page for page in reversed(self.former.get(path, ())) if page != now]
        return before if now is None else [now, *before]

    def former_with(self, path: str, oid: str) -> int | None:
        """Return the page that once was at `path` with the text `oid`, and is nowhere now."""
        if oid in EMPTY_BLOBS:
            return None
        pages = reversed(self.former.get(path, ()))
        return next((p for p in pages if oid in self.seen[p] and not self.is_live(p)), None)

    def is_live(self, page: int) -> bool:
        """Say whether the page is live at any path."""
        return any(self.live.get(path) == page for path in self.pages[page].paths)

    def put(self, path: str, page: int | None) -> None:
        """Make `page` the one that is live at `path`; None empties the path."""
        before = self.live.get(path)
        if before == page:
            return
        self.journal.setdefault(path, before)
        if before is not None:
            self.former[path] = (*(p for p in self.former.get(path, ()) if p != before), before)
        if page is None:
            del self.live[path]
            return
        self.live[path] = page
        self.pages[page].paths.setdefault(path)

    def born(self, commit: str, path: str, source: int = -1) -> int:
        """Return a new page that is live at `path`."""
        self.pages.append(PageLine(commit, path, source))
        self.put(path, len(self.pages) - 1)
        return len(self.pages) - 1

    def record(self, event: Event) -> None:
        """Add an event, and remember the text."""
        self.events.append(event)
        if not is_absent(event.oid):
            self.seen[event.page].add(event.oid)

    def commit(self, oid: str, rows: Sequence[ChangeRow]) -> None:
        """Replay a commit with at most one parent."""
        if all(row.status == "M" for row in rows):  # most commits: no path comes or goes
            for row in rows:
                self._modify(oid, row)
            return
        moves, rest = self._split(rows)
        sources = [self.find(row.old_path, row.old_oid) for row in moves]
        copied = {id(row): self.find(row.old_path, row.old_oid) for row in rest if row.status == "C"}
        for row, page in zip(moves, sources, strict=True):
            if page is not None:
                self._leave(row.old_path, page)
        for row, page in zip(moves, sources, strict=True):
            self._move(oid, row, page)
        for row in rest:
            self._other(oid, row, copied.get(id(row)))

    def _split(self, rows: Sequence[ChangeRow]) -> tuple[list[ChangeRow], list[ChangeRow]]:
        """Return the rows that move a page, and the others, in which doubtful renames are a death and a birth."""
        sources = Counter(row.old_oid for row in rows if row.status in "RD")
        stubs = set(self._stubs(rows))
        moves: list[ChangeRow] = []
        rest: list[ChangeRow] = []
        for row in rows:
            if row.status == "R" and (not _proves(row) or sources[row.old_oid] > 1):
                rest.extend(_death_and_birth(row))
            elif row.status == "R" or row in stubs:
                moves.append(row)
            elif row.status == "M" and any(row.path == stub.old_path for stub in stubs):
                rest.append(row._replace(status="A", old_oid="0" * len(row.oid)))
            else:
                rest.append(row)
        return moves, sorted(rest, key=lambda row: row.status != "D")

    def _stubs(self, rows: Sequence[ChangeRow]) -> Iterator[ChangeRow]:
        """Yield the copies that are moves which leave a stub at the old path."""
        copies = Counter(row.old_path for row in rows if row.status == "C")
        modified = {row.path: row for row in rows if row.status == "M"}
        for row in stub_candidates(rows):
            was, now = self.n_words.get(row.old_oid, 0), self.n_words.get(modified[row.old_path].oid, 0)
            if copies[row.old_path] == 1 and now <= STUB_SHARE * was:
                yield row

    def join(self, page: int, into: int, since: int, oid: str) -> None:
        """Give all of `page`, which was born after the first `since` events, to `into`, whose text was `oid` then."""
        for number, event in enumerate(self.events[since:], since):
            if event.page == page:
                is_birth = event.trace is Trace.BORN
                was = replace(event, trace=Trace.CHANGED, old_oid=oid) if is_birth else event
                self.events[number] = replace(was, page=into)
                self.seen[into].add(event.oid)
        self.pages[into].paths.update(self.pages[page].paths)

    def _leave(self, path: str, page: int) -> None:
        """Take the page away from `path`, or from wherever it is live by now."""
        at = path if self.live.get(path) == page else self.path_of(page)
        if at is not None:
            self.put(at, None)

    def path_of(self, page: int) -> str | None:
        """Return where the page is live."""
        return next((path for path in self.pages[page].paths if self.live.get(path) == page), None)

    def _move(self, commit: str, row: ChangeRow, page: int | None) -> None:
        if page is None:
            self.unknown.append((commit, row.old_path))
            page = self.born(commit, row.path)
        self.pages[page].paths.setdefault(row.old_path)
        self.put(row.path, page)
        self.record(Event(commit, page, row.path, Trace.MOVED, row.old_oid, row.oid))

    def _other(self, commit: str, row: ChangeRow, source: int | None) -> None:
        if row.status == "D":
            page = self.find(row.path, row.old_oid)
            if page is not None:
                if self.live.get(row.path) == page:
                    self.put(row.path, None)
                self.record(Event(commit, page, row.path, Trace.DELETED, row.old_oid, row.oid))
        elif row.status == "A" or (row.status == "C" and (source is None or row.path in self.live or not _proves(row))):
            self._add(commit, row)
        elif row.status == "C" and source is not None:
            page = self.born(commit, row.path, source)
            self.record(Event(commit, page, row.path, Trace.COPIED, row.old_oid, row.oid))
        else:
            self._modify(commit, row)

    def _add(self, commit: str, row: ChangeRow) -> None:
        none = "0" * len(row.oid)
        if (page := self.live.get(row.path)) is not None:  # added on two branches
            self.record(Event(commit, page, row.path, Trace.CHANGED, none, row.oid))
        elif (page := self.former_with(row.path, row.oid)) is not None:
            self.put(row.path, page)
            self.record(Event(commit, page, row.path, Trace.RESTORED, none, row.oid))
        else:
            self.record(Event(commit, self.born(commit, row.path), row.path, Trace.BORN, none, row.oid))

    def _modify(self, commit: str, row: ChangeRow) -> None:
        page = self.find(row.path, row.old_oid)
        if page is None:
            self.unknown.append((commit, row.path))
            page = self.born(commit, row.path)
        self.record(Event(commit, page, row.path, Trace.CHANGED, row.old_oid, row.oid))


def stub_candidates(rows: Iterable[ChangeRow]) -> list[ChangeRow]:
    """Return the copies that may be moves which leave a stub: whether they are, the numbers of words decide."""
    modified = {row.path for row in rows if row.status == "M"}
    return [
        row
        for row in rows
        if row.status == "C"
        and row.similarity >= STUB_SIMILARITY
        and row.old_path in modified
        and row.old_path.rpartition("/")[2] not in INDEX_NAMES
        and _proves(row)
    ]


def _proves(row: ChangeRow) -> bool:
    return row.old_oid not in EMPTY_BLOBS and row.oid not in EMPTY_BLOBS


def _death_and_birth(row: ChangeRow) -> tuple[ChangeRow, ChangeRow]:
    none = "0" * len(row.oid)
    return (
        row._replace(status="D", path=row.old_path, oid=none),
        row._replace(status="A", old_path=row.path, old_oid=none),
    )
