"""What each event of a page was: work, or a move, a revert, a restore, a machine's doing. Pure.

Only CREATE, EDIT and MINOR make an author, so what is in doubt is decided here, once.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from kbgen.facts import Change, Kind
from kbgen.history.dates import DAY
from kbgen.history.identity import Event, Trace
from kbgen.history.mechanical import is_change_of_text
from kbgen.history.owners import Count
from kbgen.history.rows import EMPTY_BLOBS, is_absent
from kbgen.history.settings import HistorySettings

_WORK = frozenset({Kind.CREATE, Kind.EDIT})


Counts = Mapping[tuple[str, str], Count]
"""Words added and removed in a page, by commit and path."""


@dataclass(frozen=True, slots=True)
class Judge:
    """What is known beside the events.

    `counts` are by page id; None where words are not read. `landed` gives the seconds at which a commit landed.
    `copied_from` are (commit, page) of copies: where text of a page went.
    """

    settings: HistorySettings
    counts: Mapping[str, Counts] | None
    landed: Mapping[str, int]
    mechanical: Collection[str]
    copied_from: Collection[tuple[str, int]]

    def changes(self, page: str, events: Sequence[Event], is_generated: bool = False) -> tuple[Change, ...]:
        """Return the changes of the page with that id, from its events in landing order."""
        counts = None if self.counts is None else self.counts.get(page, {})
        reverts, reverted = self._reverts(events)
        return tuple(
            self._change(event, n in reverts, n in reverted, is_generated, counts) for n, event in enumerate(events)
        )

    def _change(self, event: Event, reverts: bool, reverted: bool, is_generated: bool, counts: Counts | None) -> Change:
        count = None if counts is None else counts.get((event.commit, event.path), Count())
        kind = self._kind(event, reverts, reverted, is_generated, count)
        enough = count is None or sum(count) >= self.settings.substantive_words
        return Change(event.commit, event.path, kind, *(count or Count()), substantive=kind in _WORK and enough)

    def _kind(self, event: Event, reverts: bool, reverted: bool, is_generated: bool, count: Count | None) -> Kind:
        if event.trace is Trace.DELETED:
            return Kind.DELETE
        if is_generated:
            return Kind.GENERATED
        if event.commit in self.mechanical and is_change_of_text(event):
            return Kind.MECHANICAL
        if reverts:
            return Kind.REVERT
        return Kind.REVERTED if reverted else self._work(event, count)

    def _work(self, event: Event, count: Count | None) -> Kind:
        """Return what a commit did that stands; without `count` a change of text is an edit."""
        if event.trace is Trace.RESTORED:
            return Kind.RESTORE
        if event.trace is Trace.MERGED and not (count and count.added):
            return Kind.MERGE
        if event.trace is Trace.MOVED and event.old_oid == event.oid:
            return Kind.MOVE
        if event.trace is Trace.COPIED and (event.old_oid == event.oid or (count is not None and not count.added)):
            return Kind.DERIVE
        if event.trace in (Trace.BORN, Trace.COPIED):
            return Kind.CREATE
        if count and count.removed and not count.added and (event.commit, event.page) in self.copied_from:
            return Kind.SPLIT
        return Kind.MINOR if count is not None and sum(count) < self.settings.substantive_words else Kind.EDIT

    def _reverts(self, events: Sequence[Event]) -> tuple[set[int], set[int]]:
        """Return which events bring an earlier text back, and which are undone by that soon enough.

        A text that was there before on another branch is no revert: the way back must lead over it.
        """
        reverts: set[int] = set()
        reverted: set[int] = set()
        made_by: dict[str, int] = {}
        for number, event in enumerate(events):
            if is_absent(event.oid):
                continue
            if event.oid in made_by and event.oid not in EMPTY_BLOBS and event.oid != event.old_oid:
                undone = _way_back(events, made_by, event)
                if undone:
                    reverts.add(number)
                    reverted.update(n for n in undone if self._is_soon(events[n], event) and n not in reverts)
            if event.oid != event.old_oid:
                made_by[event.oid] = number
        return reverts, reverted

    def _is_soon(self, event: Event, revert: Event) -> bool:
        return self.landed[revert.commit] - self.landed[event.commit] <= self.settings.revert_days * DAY


def _way_back(events: Sequence[Event], made_by: Mapping[str, int], revert: Event) -> list[int]:
    """Return the events that lead from the text that `revert` brings back to the text it replaces; none if none do."""
    way: list[int] = []
    oid, before = revert.old_oid, len(events)
    while oid != revert.oid:
        number = made_by.get(oid, before)
        if number >= before:
            return []
        way.append(number)
        before, oid = number, events[number].old_oid
    return way
