"""What each event of a page was: work, or a move, a revert, a restore, a machine's doing. Pure.

Only CREATE, EDIT and MINOR make an author, so what is in doubt is decided here, once.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from kbgen.facts import Change, Commit, Kind
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

    `commits` are those of all events.
    """

    settings: HistorySettings
    commits: Mapping[str, Commit]

    def changes(
        self,
        events: Sequence[Event],
        counts: Counts | None,
        copied_by: Collection[str] = (),
        is_generated: bool = False,
    ) -> tuple[Change, ...]:
        """Return the changes of a page from its events in landing order.

        `counts` is None where words are not read. `copied_by` are the commits by which text of the page went to others.
        """
        undone = self._reverts(events)
        return tuple(
            self._change(event, Kind.GENERATED if is_generated else undone.get(n), counts, event.commit in copied_by)
            for n, event in enumerate(events)
        )

    def _change(self, event: Event, known: Kind | None, counts: Counts | None, gives: bool) -> Change:
        count = None if counts is None else counts.get((event.commit, event.path), Count())
        kind = self._kind(event, known, count, gives)
        enough = count is None or sum(count) >= self.settings.substantive_words
        is_work = kind in _WORK and enough
        return Change(event.commit, event.path, kind, *(count or Count()), substantive=is_work, blob=event.oid)

    def _kind(self, event: Event, known: Kind | None, count: Count | None, gives: bool) -> Kind:
        if event.trace is Trace.DELETED:
            return Kind.DELETE
        if known is not Kind.GENERATED and self.commits[event.commit].mechanical and is_change_of_text(event):
            return Kind.MECHANICAL
        return known or self._work(event, count, gives)

    def _work(self, event: Event, count: Count | None, gives: bool) -> Kind:
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
        if count and count.removed and not count.added and gives:
            return Kind.SPLIT
        return Kind.MINOR if count is not None and sum(count) < self.settings.substantive_words else Kind.EDIT

    def _reverts(self, events: Sequence[Event]) -> dict[int, Kind]:
        """Return the numbers of events that bring an earlier text back, and of those undone by that soon enough.

        A text that was there before on another branch is no revert: the way back must lead over it.
        """
        found: dict[int, Kind] = {}
        made_by: dict[str, int] = {}
        for number, event in enumerate(events):
            if is_absent(event.oid):
                continue
            if event.oid in made_by and event.oid not in EMPTY_BLOBS and event.oid != event.old_oid:
                undone = _way_back(events, made_by, event)
                if undone:
                    found[number] = Kind.REVERT
                    for n in undone:
                        if self._is_soon(events[n], event):
                            found.setdefault(n, Kind.REVERTED)
            if event.oid != event.old_oid:
                made_by[event.oid] = number
        return found

    def _is_soon(self, event: Event, revert: Event) -> bool:
        landed, undone = (self.commits[each.commit].landed_at for each in (event, revert))
        return undone - landed <= timedelta(days=self.settings.revert_days)


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
