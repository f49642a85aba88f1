"""From the outcome of the replay to the values that the rest of the build sees. Reads the index; writes nothing."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from kbgen.facts import Change, Commit, PageHistory, SourceHistory, VersionHistory
from kbgen.history import derived, query
from kbgen.history.dates import DAY, EARLIEST, authored_date, landing_dates, moment
from kbgen.history.derived import NEVER, Derived, PageState, RefState
from kbgen.history.identity import Event, Trace
from kbgen.history.kinds import Judge
from kbgen.history.landing import reach, sort_group
from kbgen.history.mechanical import is_bulk
from kbgen.history.owners import shares
from kbgen.history.replay import AsidePage, Landed, Replay, ids
from kbgen.history.rows import CommitRow
from kbgen.history.settings import HistorySettings


@dataclass(frozen=True, slots=True)
class News:
    """What came to a source since it was last worked out, in the order in which it landed, and what it did to pages.

    `added` are the numbers of pages that commits added, `events` are by the number of their page, `tree` holds the
    pages of the tip, and `aside` is by page id what refs hold beside the mainline.
    """

    source: str
    commits: Mapping[str, CommitRow]
    added: Mapping[str, int]
    landed: Landed
    replay: Replay
    events: Mapping[int, Sequence[Event]]
    aside: Mapping[str, AsidePage]
    tree: Mapping[str, str]
    mechanical: frozenset[str]
    generated: frozenset[str]


def source_history(known: Derived, source: str, branch: str, refs: Sequence[str]) -> SourceHistory:
    """Return the history of a source."""
    return SourceHistory(
        source=source,
        branch=branch,
        commits={**known.commits, **known.aside},
        pages=(*(page for page in known.pages if page), *known.aside_pages),
        versions={ref: _version(known, ref) for ref in refs},
        mailmap=known.mailmap,
        until=known.horizon[1] - DAY if known.horizon[1] < NEVER else None,
    )


def take_in(db: sqlite3.Connection, known: Derived, news: News, settings: HistorySettings) -> set[int]:
    """Bring `known` up to date, and return the numbers of the pages of which something is new."""
    known.horizon = _horizon(known, news, settings)
    landed = _landed(known, news, settings)
    known.commits.update(landed)
    known.number(landed)
    known.aside.update(_aside(news, settings))
    known.refs.update((ref, _ref_state(known, news, ref)) for ref in news.replay.maps)
    known.tip = news.landed.chain[-1]
    fresh = range(len(known.pages), len(known.ids))
    known.pages.extend(None for _ in fresh)
    copied = _copied(news)
    changed = _changed(known, news) | set(copied) | set(fresh)
    judge = Judge(settings, {**known.commits, **known.aside})
    live = {page: path for path, page in known.identities.live.items()}
    for number in sorted(changed):
        before = derived.read_state(db, known, number)
        state = _state(before, news, known, number, copied.get(number, ()))
        tail = page.changes[len(before.events) :] if (page := known.pages[number]) else ()
        known.pages[number] = _page(db, known, news, judge, number, live.get(number, ""), state, tail)
        derived.save_state(db, known, number, state)
    known.aside_pages = (*known.aside_pages, *_pages_aside(db, known, news, judge))
    return changed


def latest(settings: HistorySettings) -> int:
    """Return the seconds after which no date is plausible."""
    return int(settings.now.timestamp()) + DAY


def is_dated(news: News, settings: HistorySettings) -> bool:
    """Say whether any date of the mainline is plausible: if not, the first that is will date all before it."""
    dates = (news.commits[oid].committed for oid in news.landed.chain)
    return any(EARLIEST <= date <= latest(settings) for date in dates)


def _landed(known: Derived, news: News, settings: HistorySettings) -> dict[str, Commit]:
    """Return the new commits of the mainline, in landing order."""
    rows = news.commits
    before = [int(known.commits[known.tip].landed_at.timestamp())] if known.tip else []
    committed = [rows[oid].committed for oid in news.landed.chain]
    dates = landing_dates([*before, *committed], latest(settings))[len(before) :]
    return {
        oid: _commit(news, rows[oid], position, date, settings)
        for (position, group), date in zip(enumerate(news.landed.groups, news.landed.first), dates, strict=True)
        for oid in group
    }


def _aside(news: News, settings: HistorySettings) -> dict[str, Commit]:
    """Return the commits that other refs hold: they landed there when they were committed."""
    commits: dict[str, Commit] = {}
    for ref in sorted(news.replay.maps):
        base = news.landed.base(news.commits, ref)
        for oid in sort_group(news.commits, reach(news.commits, [ref], news.landed.position)):
            row = news.commits[oid]
            date = landing_dates([row.committed], latest(settings))[0]
            commit = _commit(news, row, max(base, 0), date, settings)
            commits.setdefault(oid, replace(commit, mainline=False))
    return commits


def _horizon(known: Derived, news: News, settings: HistorySettings) -> tuple[int, int]:
    """Return the last plausible raw date, and the first one that is too late to be."""
    end, (low, high) = latest(settings), known.horizon
    committed = [row.committed for row in news.commits.values()]
    return max([low, *(date for date in committed if date <= end)]), min([high, *(d for d in committed if d > end)])


def _commit(news: News, row: CommitRow, position: int, landed: tuple[int, bool], settings: HistorySettings) -> Commit:
    authored, is_clamped = authored_date(row.authored, landed[0])
    added = news.added.get(row.oid, 0)
    return Commit(
        source=news.source,
        oid=row.oid,
        author=row.author,
        committer=row.committer,
        authored_at=moment(authored),
        landed_at=moment(landed[0]),
        position=position,
        subject=row.subject,
        named=row.named,
        parents=len(row.parents),
        mechanical=row.oid in news.mechanical,
        bulk_import=len(row.parents) < 2 and is_bulk(added, news.replay.n_pages.get(row.oid, 0), settings),
        clamped=is_clamped or landed[1],
        verified=row.verified,
    )


def _copied(news: News) -> dict[int, list[str]]:
    """Return by page the commits that copied text from it."""
    lines = news.replay.pages.pages
    copied: dict[int, list[str]] = {}
    for page, events in news.events.items():
        for event in events:
            if event.trace is Trace.COPIED:
                copied.setdefault(lines[page].source, []).append(event.commit)
    return copied


def _changed(known: Derived, news: News) -> set[int]:
    """Return the known pages of which something is new: events, paths, text, or whether they are generated."""
    found = {*news.events, *news.replay.touched}
    for number, page in enumerate(known.pages):
        if page and page.path:
            is_same = news.tree.get(page.path) == page.blob and (page.path in news.generated) == page.generated
            found.update(() if is_same else (number,))
    return found


def _state(before: PageState, news: News, known: Derived, number: int, copied_by: Sequence[str]) -> PageState:
    seen = set(known.identities.seen[number])
    state = PageState([*before.events, *news.events.get(number, ())], sorted({*before.copied_by, *copied_by}))
    state.texts = sorted(seen.difference(state.seen()))
    return state


def _page(
    db: sqlite3.Connection,
    known: Derived,
    news: News,
    judge: Judge,
    number: int,
    path: str,
    state: PageState,
    tail: Sequence[Change],
) -> PageHistory | None:
    """Return what is told of a page of the mainline; None if it became part of another one.

    `tail` are its changes on other refs, as far as they are known.
    """
    line, name = known.identities.pages[number], known.ids[number]
    if not state.events and not path:
        return None
    counts = query.read_word_counts(db, name) if judge.settings.words else None
    blob = news.tree.get(path, "")
    aside = news.aside[name].events if name in news.aside else ()
    return PageHistory(
        id=name,
        source=news.source,
        path=path,
        born_path=line.born_path,
        born_commit=line.born_commit,
        former_paths=tuple(was for was in line.paths if was != path),
        derived_from=known.ids[line.source] if line.source >= 0 else "",
        inherited=_inherited(db, known, state.events[0], name) if judge.settings.words and line.source >= 0 else (),
        generated=path in news.generated,
        blob=blob,
        changes=(
            *judge.changes(state.events, counts, state.copied_by, path in news.generated),
            *tail,
            *judge.changes(aside, counts),
        ),
        words=shares(query.read_owners(db, name, blob)) if judge.settings.words and blob else {},
    )


def _pages_aside(db: sqlite3.Connection, known: Derived, news: News, judge: Judge) -> Iterator[PageHistory]:
    """Yield the pages that only other refs hold."""
    mainline = {known.ids[number] for number in news.events}
    for name, page in news.aside.items():
        if name not in mainline:
            counts = query.read_word_counts(db, name) if judge.settings.words else None
            yield PageHistory(
                id=name,
                source=news.source,
                path="",
                born_path=page.born_path,
                born_commit=page.born_commit,
                changes=judge.changes(page.events, counts),
            )


def _inherited(db: sqlite3.Connection, known: Derived, birth: Event, name: str) -> tuple[str, ...]:
    """Return the commits that wrote what the page took over from its source, in landing order."""
    owners = set(shares(query.read_owners(db, name, birth.oid))) - {birth.commit}
    return tuple(sorted(owners, key=lambda oid: (known.commits[oid].position, oid)))


def _ref_state(known: Derived, news: News, ref: str) -> RefState:
    fork = news.replay.forks.get(ref)
    names = ids(news.source, fork) if fork else known.ids
    base = news.landed.base(news.commits, ref)
    own = reach(news.commits, [ref], news.landed.until(base))
    pages = {path: names[page] for path, page in sorted(news.replay.maps[ref].items())}
    return RefState(base, tuple(sorted(own)), pages)


def _version(known: Derived, ref: str) -> VersionHistory:
    if ref == known.tip:
        live = sorted((page.path, page.id) for page in known.pages if page and page.path)
        return VersionHistory(dict(live), frozenset(known.commits))
    state = known.refs[ref]
    contained = (oid for oid, commit in known.commits.items() if commit.position <= state.base)
    return VersionHistory(state.pages, frozenset((*contained, *state.own)))
