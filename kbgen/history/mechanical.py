"""Commits that a person made without writing: listed, marked, or found by what they do. Pure.

`.git-blame-ignore-revs` is read tolerantly: git itself refuses the whole file for one short id.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from statistics import median
from typing import NamedTuple

from kbgen.history.identity import Event, Trace
from kbgen.history.rows import ChangeRow, CommitRow, is_absent
from kbgen.history.settings import HistorySettings

_FULL = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")


class IgnoredRevs(NamedTuple):
    """What a list of revisions holds: full object ids, and entries that are none."""

    oids: frozenset[str]
    wrong: tuple[tuple[int, str], ...]


def parse_ignored(text: str) -> IgnoredRevs:
    """Parse `.git-blame-ignore-revs`: an id on each line, `#` begins a comment; `wrong` has line and entry."""
    lines = ((number, line.partition("#")[0].strip()) for number, line in enumerate(text.splitlines(), 1))
    entries = [(number, entry) for number, entry in lines if entry]
    oids = frozenset(entry.lower() for _, entry in entries if _FULL.fullmatch(entry.lower()))
    return IgnoredRevs(oids, tuple((n, entry) for n, entry in entries if entry.lower() not in oids))


def is_marked(commit: CommitRow, settings: HistorySettings) -> bool:
    """Say whether the commit calls itself mechanical, in its title or by a trailer."""
    if any(mark in commit.subject for mark in settings.title_marks):
        return True
    return any((key, value.lower()) in settings.trailer_marks for key, value in commit.marks)


def is_bulk(n_changed: int, n_pages: int, settings: HistorySettings) -> bool:
    """Say whether a commit that touches `n_changed` pages of `n_pages` touches many."""
    return n_changed > max(settings.bulk_pages, settings.bulk_share * n_pages)


class Edit(NamedTuple):
    """A page that a commit modifies, moved or not, and its texts before and after."""

    path: str
    old_oid: str
    oid: str


def modified(rows: Iterable[ChangeRow]) -> list[Edit]:
    """Return what a commit does to pages that were there before."""
    return [Edit(row.path, row.old_oid, row.oid) for row in rows if row.status in "MR" and row.old_oid != row.oid]


def n_added(rows: Iterable[ChangeRow]) -> int:
    """Return the number of pages that a commit adds."""
    return sum(row.status in "AC" for row in rows)


def bulk_commits(
    changes: Mapping[str, Sequence[ChangeRow]], n_pages: Mapping[str, int], settings: HistorySettings
) -> dict[str, list[Edit]]:
    """Return the commits that modify many pages, each with what it does to them."""
    many = {oid: modified(rows) for oid, rows in changes.items() if oid in n_pages and len(rows) > settings.bulk_pages}
    return {oid: pairs for oid, pairs in many.items() if is_bulk(len(pairs), n_pages[oid], settings)}


def mechanical_commits(
    commits: Iterable[CommitRow], ignored: Collection[str], medians: Mapping[str, float], settings: HistorySettings
) -> frozenset[str]:
    """Return the object ids of the commits that are mechanical."""
    return frozenset(
        commit.oid
        for commit in commits
        if commit.oid in ignored
        or is_marked(commit, settings)
        or medians.get(commit.oid, settings.bulk_words + 1) <= settings.bulk_words
    )


def median_change(counts: Iterable[int]) -> float:
    """Return the median number of words that a bulk commit changes in a page."""
    return float(median(counts))


def is_change_of_text(event: Event) -> bool:
    """Say whether the event changes a text that was there before, as only a mechanical change can."""
    is_edit = event.trace in (Trace.CHANGED, Trace.MOVED)
    return is_edit and not is_absent(event.old_oid) and event.old_oid != event.oid
