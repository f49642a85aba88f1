"""What a merge makes of the pages of the commits that landed with it. Pure.

On the mainline the difference from the first parent is the arbiter of paths: what branches did and the merge did
not keep is undone, and what only the merge knows is found in its other parents.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from kbgen.history.identity import Event, Identities, Trace
from kbgen.history.rows import EMPTY_BLOBS, ChangeRow, CombinedRow, is_absent


def settle(
    pages: Identities, merge: str, rows: Sequence[ChangeRow], combined: Sequence[CombinedRow], since: int
) -> None:
    """Make the live paths those of the merge, whose group began after `since` events, and record its events."""
    arbiter = _Arbiter(pages, merge, rows, combined, since)
    deleted = [row for row in rows if row.status == "D" and row.path in pages.live]
    victims = [(row, pages.live[row.path]) for row in deleted]
    arbiter.apply()
    for row, page in victims:  # no commit of the group deleted it, so the merge did
        pages.record(Event(merge, page, row.path, Trace.DELETED, row.old_oid, row.oid))
    sides = {row.path: tuple(side.oid for side in row.sides) for row in combined}
    oids = {row.path: (row.old_oid, row.oid) for row in rows if row.status != "D"}
    oids.update({row.path: (row.sides[0].oid, row.oid) for row in combined if not is_absent(row.oid)})
    for path, (old_oid, oid) in oids.items():
        if (live := pages.live.get(path)) is not None:
            trace = Trace.BORN if pages.pages[live].born_commit == merge else Trace.MERGED
            pages.record(Event(merge, live, path, trace, old_oid, oid, sides.get(path, ())))


def merge_aside(pages: Identities, merge: str, combined: Sequence[CombinedRow]) -> None:
    """Replay a merge that is not on the mainline: only its files that differ from every parent say anything."""
    for row in combined:
        sides = tuple(side.oid for side in row.sides)
        page = _page_of(pages, row)
        if is_absent(row.oid):
            if page is not None and pages.live.get(row.path) == page:
                pages.put(row.path, None)
                pages.record(Event(merge, page, row.path, Trace.DELETED, sides[0], row.oid))
            continue
        trace = Trace.MERGED
        if page is None:
            page, trace = pages.born(merge, row.path), Trace.BORN
        elif row.path not in pages.live:
            at = pages.path_of(page)
            if at is None or at in {side.path for side in row.sides}:
                pages.put(at, None) if at is not None else None
                pages.put(row.path, page)
        pages.record(Event(merge, page, row.path, trace, sides[0], row.oid, sides))


def reconcile(pages: Identities, commit: str, tree: Mapping[str, str]) -> list[str]:
    """Make the live paths those of `tree` (path -> oid) and return the paths that were not, sorted.

    A path takes the page that had its text there, or anywhere, or that was there last; else a page is born.
    """
    wrong = sorted(set(tree) ^ set(pages.live))
    for path in wrong:
        if path not in tree:
            pages.put(path, None)
    missing = [path for path in wrong if path in tree]
    wanted = {tree[path] for path in missing} - EMPTY_BLOBS
    having: dict[str, list[int]] = {}
    for page in range(len(pages.pages)) if wanted else ():
        for oid in pages.seen[page] & wanted:
            having.setdefault(oid, []).append(page)
    for path in missing:
        options = _dead_with(pages, path, tree[path], having)
        if options:
            pages.put(path, options[0])
        else:
            pages.born(commit, path)
    return wrong


def _dead_with(pages: Identities, path: str, oid: str, having: Mapping[str, list[int]]) -> list[int]:
    there = pages.candidates(path)
    with_text = having.get(oid, [])
    ordered = [*(page for page in there if page in with_text), *with_text, *there]
    return [page for page in ordered if not pages.is_live(page)]


def _page_of(pages: Identities, row: CombinedRow) -> int | None:
    for side in row.sides:
        if not is_absent(side.oid) and (page := pages.find(side.path, side.oid)) is not None:
            return page
    return pages.live.get(row.path)


class _Arbiter:
    """Works out which page each path has after a merge of the mainline."""

    def __init__(
        self,
        pages: Identities,
        merge: str,
        rows: Sequence[ChangeRow],
        combined: Sequence[CombinedRow],
        since: int,
    ) -> None:
        self.pages = pages
        self.merge = merge
        self.rows = rows
        self.combined = {row.path: row for row in combined}
        self.since = since
        self.arrivals = {row.path for row in rows if row.status in "ARC"}
        self.present = dict.fromkeys(row.path for row in rows if row.status != "D")
        self.before = dict(pages.journal)
        self.born_here = {e.page for e in pages.events[since:] if e.trace is Trace.BORN}
        self.wanted: dict[str, int | None] = {}
        sources = Counter(row.old_oid for row in rows if row.status in "RD")
        self.doubtful = {oid for oid, count in sources.items() if count > 1} | EMPTY_BLOBS

    def apply(self) -> None:
        """Work it out, and change the live paths."""
        named = {row.path for row in self.rows} | {row.old_path for row in self.rows if row.status == "R"}
        self.wanted.update((path, page) for path, page in self.before.items() if path not in named)
        self.wanted.update((row.old_path, None) for row in self.rows if row.status in "RD")
        for row in self.rows:
            if row.status in "MT":
                self._keep(row)
        taken = {page for page in self.wanted.values() if page is not None}
        for row in self.rows:
            if row.status in "ARC":
                self.wanted[row.path] = page = self._arrival(row, taken)
                taken.add(-1 if page is None else page)
        self._write()

    def _earlier(self, path: str) -> int | None:
        return self.before[path] if path in self.before else self.pages.live.get(path)

    def _keep(self, row: ChangeRow) -> None:
        """Let a path that is in both keep its page, unless the group moved that away and put another in its place."""
        page, now = self._earlier(row.path), self.pages.live.get(row.path)
        if page is None or now is None or now == page:
            self.wanted[row.path] = now if page is None else page
        elif self.pages.path_of(page) in self.arrivals:
            self.wanted[row.path] = now
        else:
            if now in self.born_here:
                self.pages.join(now, page, self.since, row.old_oid)
            self.wanted[row.path] = page

    def _arrival(self, row: ChangeRow, taken: set[int]) -> int | None:
        """Return the page for a path that the first parent does not have; None = a new one."""
        now = self.pages.live.get(row.path)
        source = self._earlier(row.old_path) if row.status == "R" and row.old_oid not in self.doubtful else None
        if now is not None and source is not None and now in self.born_here and not self.pages.is_live(source):
            self.pages.join(now, source, self.since, row.old_oid)
            now = source
        options = (now, source, self.pages.former_with(row.path, row.oid), self._elsewhere(row))
        return next((p for p in options if p is not None and p not in taken and self._is_free(p)), None)

    def _elsewhere(self, row: ChangeRow) -> int | None:
        """Return the page that another parent has with this text, or by a rename, under another path."""
        combined = self.combined.get(row.path)
        for side in combined.sides if combined else ():
            if side.oid == row.oid or side.status == "R":
                return self.pages.find(side.path, side.oid)
        return None

    def _is_free(self, page: int) -> bool:
        """Say whether the page is not live at a path that this merge leaves alone."""
        at = self.pages.path_of(page)
        return at is None or at in self.wanted or at in self.present

    def _write(self) -> None:
        moved = {path: page for path, page in self.wanted.items() if self.pages.live.get(path) != page}
        for path in moved:
            self.pages.put(path, None) if path in self.pages.live else None
        for path, page in moved.items():
            if page is not None:
                self.pages.put(path, page)
        for path in self.present:
            if path not in self.pages.live:
                self.pages.born(self.merge, path)
