"""From the outcome of the replay to the values that the rest of the build sees. Reads the index; writes nothing."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from kbgen.facts import Commit, PageHistory, SourceHistory, VersionHistory
from kbgen.history import query
from kbgen.history.dates import DAY, authored_date, landing_dates, moment
from kbgen.history.identity import Event, Trace
from kbgen.history.kinds import Judge
from kbgen.history.landing import reach, sort_group
from kbgen.history.mechanical import is_bulk, n_added
from kbgen.history.owners import shares
from kbgen.history.replay import AsidePage, Landed, Replay, Rows, ids
from kbgen.history.rows import CommitRow
from kbgen.history.settings import HistorySettings


@dataclass(frozen=True, slots=True)
class Facts:
    """All that was worked out of one source.

    `names` are the ids of the pages, `events` are by their number, `tree` holds the pages of the tip, and `aside` is
    by page id what refs hold beside the mainline.
    """

    source: str
    branch: str
    rows: Rows
    landed: Landed
    replay: Replay
    names: Sequence[str]
    events: Mapping[int, Sequence[Event]]
    aside: Mapping[str, AsidePage]
    tree: Mapping[str, str]
    mechanical: frozenset[str]
    generated: frozenset[str]
    mailmap: str


def source_history(
    db: sqlite3.Connection, facts: Facts, refs: Sequence[str], settings: HistorySettings
) -> SourceHistory:
    """Return the history of a source."""
    commits = {**_landed(facts, settings), **_aside(facts, refs, settings)}
    counts = query.read_word_counts(db) if settings.words else None
    landed = {oid: int(commit.landed_at.timestamp()) for oid, commit in commits.items()}
    judge = Judge(settings, counts, landed, facts.mechanical, _copied_from(facts))
    return SourceHistory(
        source=facts.source,
        branch=facts.branch,
        commits=commits,
        pages=(*_pages(db, facts, judge), *_pages_aside(facts, judge)),
        versions={ref: _version(facts, ref) for ref in refs},
        mailmap=facts.mailmap,
    )


def _landed(facts: Facts, settings: HistorySettings) -> dict[str, Commit]:
    """Return the commits of the mainline, in landing order."""
    rows = facts.rows.commits
    dates = landing_dates([rows[oid].committed for oid in facts.landed.chain], _latest(settings))
    return {
        oid: _commit(facts, rows[oid], position, dates[position], settings)
        for position, group in enumerate(facts.landed.groups)
        for oid in group
    }


def _aside(facts: Facts, refs: Sequence[str], settings: HistorySettings) -> dict[str, Commit]:
    """Return the commits that other refs hold: they landed there when they were committed."""
    commits: dict[str, Commit] = {}
    for ref in refs:
        base = facts.landed.base(facts.rows.commits, ref)
        for oid in sort_group(facts.rows.commits, reach(facts.rows.commits, [ref], facts.landed.position)):
            row = facts.rows.commits[oid]
            date = landing_dates([row.committed], _latest(settings))[0]
            commit = _commit(facts, row, max(base, 0), date, settings)
            commits.setdefault(oid, replace(commit, mainline=False))
    return commits


def _latest(settings: HistorySettings) -> int:
    return int(settings.now.timestamp()) + DAY


def _commit(facts: Facts, row: CommitRow, position: int, landed: tuple[int, bool], settings: HistorySettings) -> Commit:
    authored, is_clamped = authored_date(row.authored, landed[0])
    added = n_added(facts.rows.changes.get(row.oid, ()))
    return Commit(
        source=facts.source,
        oid=row.oid,
        author=row.author,
        committer=row.committer,
        authored_at=moment(authored),
        landed_at=moment(landed[0]),
        position=position,
        subject=row.subject,
        named=row.named,
        parents=len(row.parents),
        mechanical=row.oid in facts.mechanical,
        bulk_import=len(row.parents) < 2 and is_bulk(added, facts.replay.n_pages.get(row.oid, 0), settings),
        clamped=is_clamped or landed[1],
        verified=row.verified,
    )


def _copied_from(facts: Facts) -> frozenset[tuple[str, int]]:
    pages = facts.replay.pages
    return frozenset((e.commit, pages.pages[e.page].source) for e in pages.events if e.trace is Trace.COPIED)


def _pages(db: sqlite3.Connection, facts: Facts, judge: Judge) -> Iterator[PageHistory]:
    """Yield the pages of the mainline, in the order of their birth."""
    pages = facts.replay.pages
    live = {page: path for path, page in pages.live.items()}
    for number, page in enumerate(pages.pages):
        events, path, name = facts.events.get(number, ()), live.get(number, ""), facts.names[number]
        if not events and not path:
            continue  # it became part of another page
        blob = facts.tree.get(path, "")
        reads_words = judge.counts is not None
        aside = facts.aside[name].events if name in facts.aside else ()
        yield PageHistory(
            id=name,
            source=facts.source,
            path=path,
            born_path=page.born_path,
            born_commit=page.born_commit,
            former_paths=tuple(was for was in page.paths if was != path),
            derived_from=facts.names[page.source] if page.source >= 0 else "",
            inherited=_inherited(db, facts, events[0], name) if reads_words and page.source >= 0 else (),
            generated=path in facts.generated,
            blob=blob,
            changes=(*judge.changes(name, events, path in facts.generated), *judge.changes(name, aside)),
            words=shares(query.read_owners(db, name, blob)) if reads_words and blob else {},
        )


def _pages_aside(facts: Facts, judge: Judge) -> Iterator[PageHistory]:
    """Yield the pages that only other refs hold."""
    known = {facts.names[number] for number in facts.events}
    for name, page in facts.aside.items():
        if name not in known:
            yield PageHistory(
                id=name,
                source=facts.source,
                path="",
                born_path=page.born_path,
                born_commit=page.born_commit,
                changes=judge.changes(name, page.events),
            )


def _inherited(db: sqlite3.Connection, facts: Facts, birth: Event, name: str) -> tuple[str, ...]:
    """Return the commits that wrote what the page took over from its source, in landing order."""
    owners = set(shares(query.read_owners(db, name, birth.oid))) - {birth.commit}
    return tuple(sorted(owners, key=lambda oid: (facts.landed.position[oid], oid)))


def _version(facts: Facts, ref: str) -> VersionHistory:
    pages = facts.replay.maps[ref]
    fork = facts.replay.forks.get(ref)
    names = ids(facts.source, fork) if fork else facts.names
    base = facts.landed.base(facts.rows.commits, ref)
    contained = facts.landed.until(base)
    contained |= reach(facts.rows.commits, [ref], contained)
    return VersionHistory({path: names[page] for path, page in sorted(pages.items())}, contained)
