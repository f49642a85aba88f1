"""Go on from what was worked out of a source to its present tip. Reads git objects; writes the index."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kbgen import git
from kbgen.history import derived, mechanical, query, sharing, store, values, wording
from kbgen.history.derived import Derived, RefState
from kbgen.history.generated import generated_pages
from kbgen.history.identity import Event, page_id, stub_candidates
from kbgen.history.landing import first_parent_chain, reach
from kbgen.history.replay import Landed, Replay, Rows, aside_pages, replay
from kbgen.history.rows import Link
from kbgen.history.settings import HistorySettings
from kbgen.history.values import News
from kbgen.urls import is_markdown

MAILMAP = ".mailmap"
FILE_BYTES = 1 << 20
"""Longer `.mailmap` and ignore files are not read."""

Links = Mapping[str, Link]


@dataclass(frozen=True, slots=True)
class Goal:
    """Where to go: the source in `git_dir`, the mainline's `tip`, other refs, and the parents of every commit."""

    source: str
    git_dir: Path
    tip: str
    refs: tuple[str, ...]
    links: Links


def advance(db: sqlite3.Connection, goal: Goal, key: str, settings: HistorySettings) -> tuple[Derived, list[str]]:
    """Return what is worked out at the goal, and the paths of the tip that the replay missed.

    Goes on from what the index has of settings with this `key`; from the beginning where that does not fit, is
    damaged, or leads to paths that are not the tip's.
    """
    known = derived.load(db, key, goal.source)
    if _continues(known, goal, settings):
        try:
            if not (wrong := _advanced(db, known, goal, key, settings)):
                return known, wrong
        except derived.DamagedError:
            pass
    derived.forget(db)
    known = Derived()
    return known, _advanced(db, known, goal, key, settings)


def _continues(known: Derived, goal: Goal, settings: HistorySettings) -> bool:
    """Say whether what is known is also true at the goal, where only mainline commits came to it, or refs to these."""
    low, high = known.horizon
    if not known.tip or not low <= values.latest(settings) < high:
        return False
    fresh = reach(goal.links, [goal.tip], known.commits)
    chain = first_parent_chain({oid: goal.links[oid] for oid in fresh}, goal.tip)
    first = next(iter(goal.links[chain[0]].parents), "") if chain else goal.tip
    if first != known.tip or not fresh.isdisjoint(known.aside):
        return False
    lost = [ref for ref, state in known.refs.items() if state.own and ref not in goal.refs]
    return not lost and goal.tip not in known.refs and {*known.refs, known.tip, *chain}.issuperset(goal.refs)


def _advanced(db: sqlite3.Connection, known: Derived, goal: Goal, key: str, settings: HistorySettings) -> list[str]:
    """Bring `known` to the goal and save it; return the paths that the replay missed, with which it is not saved."""
    had, n_commits, is_new = set(known.refs), len(known.commits), not known.tip
    _keep_refs(known, goal)
    changed: set[int] = set()
    if known.tip != goal.tip:
        tree, files = _tip_files(goal, known, settings)
        texts = _texts(goal.git_dir, files, (MAILMAP, settings.ignore_revs_file))
        known.mailmap, ignored = (texts[name] for name in (MAILMAP, settings.ignore_revs_file))
        if not is_new and ignored != known.ignored:
            return [settings.ignore_revs_file]
        known.ignored = ignored
        news, wrong = _news(db, known, goal, tree, files, settings)
        if wrong and not is_new:
            return wrong
        known.files = files
        if settings.words:
            _attribute(db, goal.git_dir, known, news)
        changed = values.take_in(db, known, news, settings)
        if wrong or (is_new and not values.is_dated(news, settings)):
            return wrong
    elif had == set(known.refs):
        return []
    derived.save(db, known, key, n_commits, changed)
    return []


def _keep_refs(known: Derived, goal: Goal) -> None:
    """Keep of the refs those that are asked for, and what was the tip where it is one of them now."""
    if known.tip in goal.refs and known.tip != goal.tip:
        pages = {path: known.ids[page] for path, page in sorted(known.identities.live.items())}
        known.refs[known.tip] = RefState(known.length - 1, (), pages)
    known.refs = {ref: state for ref, state in known.refs.items() if ref in goal.refs}


def _news(
    db: sqlite3.Connection,
    known: Derived,
    goal: Goal,
    tree: Mapping[str, str],
    files: Mapping[str, str],
    settings: HistorySettings,
) -> tuple[News, list[str]]:
    """Replay what came since `known`; return what it is, and the paths that the replay missed."""
    rows = query.read_rows(db, reach(goal.links, [goal.tip, *goal.refs], {**known.commits, **known.aside}))
    landed = Landed.of(rows.commits, goal.tip, known.length)
    outcome = _replayed(db, known, goal, rows, landed, tree)
    medians = {**known.medians, **_medians(db, goal.git_dir, rows, outcome, settings)}
    known.medians = dict(sorted(medians.items()))
    ignored = mechanical.parse_ignored(known.ignored).oids
    lines = known.identities.pages
    known.ids.extend(page_id(goal.source, line.born_commit, line.born_path) for line in lines[len(known.ids) :])
    events, outcome.pages.events = events_by_page(outcome.pages.events), []
    news = News(
        source=goal.source,
        commits=rows.commits,
        added={oid: mechanical.n_added(changes) for oid, changes in rows.changes.items()},
        landed=landed,
        replay=outcome,
        events=events,
        aside=aside_pages(goal.source, outcome, landed),
        tree=tree,
        mechanical=mechanical.mechanical_commits(rows.commits.values(), ignored, medians, settings),
        generated=_generated(goal, known, tree, files),
    )
    return news, outcome.wrong


def _replayed(
    db: sqlite3.Connection, known: Derived, goal: Goal, rows: Rows, landed: Landed, tree: Mapping[str, str]
) -> Replay:
    """Replay what is new; first the words of those texts are counted on which an identity may depend."""
    doubtful = [(row, changes) for changes in rows.changes.values() for row in stub_candidates(changes)]
    oids = {row.old_oid for row, _ in doubtful}
    oids |= {other.oid for row, changes in doubtful for other in changes if other.path == row.old_path}
    known.identities.n_words = wording.count_texts(db, goal.git_dir, oids, others_go=not known.tip)
    others = [ref for ref in goal.refs if ref != goal.tip and ref not in known.refs]
    bases = {ref: landed.base(rows.commits, ref) for ref in others}
    trees = {ref: _pages_of(goal.git_dir, ref) for ref in others}
    return replay(known.identities, rows, landed, {goal.tip: tree, **trees}, bases)


def _medians(
    db: sqlite3.Connection, git_dir: Path, rows: Rows, outcome: Replay, settings: HistorySettings
) -> dict[str, float]:
    if not settings.words:
        return {}
    bulk = mechanical.bulk_commits(rows.changes, outcome.n_pages, settings)
    measured = wording.measure_bulk(db, git_dir, bulk, sharing.count_changes)
    return {oid: measured[oid] for oid in bulk}


def _attribute(db: sqlite3.Connection, git_dir: Path, known: Derived, news: News) -> None:
    """Attribute words; from the beginning where a commit that was taken in is now seen otherwise."""
    before = frozenset(store.get_state(db, "mechanical").split())
    now = before | news.mechanical if known.tip else news.mechanical
    if not known.tip:
        done = {oid for (oid,) in db.execute("SELECT DISTINCT commit_ FROM words")}
        if before & done != now & done:
            store.clear_owners(db)
    store.set_state(db, "mechanical", " ".join(sorted(now)))
    lines, ids = known.identities.pages, known.ids
    sources = {number: ids[lines[number].source] if lines[number].source >= 0 else "" for number in news.events}
    pages = [(ids[number], sources[number], events) for number, events in sorted(news.events.items())]
    sharing.attribute_pages(db, git_dir, pages, news.mechanical, are_new=bool(known.tip))
    if not known.tip:
        aside = [(name, event) for name, page in news.aside.items() for event in page.events]
        wording.count_aside(db, git_dir, aside)


def events_by_page(events: Sequence[Event]) -> dict[int, list[Event]]:
    """Return the events of each page, in landing order."""
    found: dict[int, list[Event]] = {}
    for event in events:
        found.setdefault(event.page, []).append(event)
    return found


def _tip_files(goal: Goal, known: Derived, settings: HistorySettings) -> tuple[dict[str, str], dict[str, str]]:
    """Return the pages of the tip, and its other files that say something of history: path -> object id."""
    if known.tip:
        files = {**known.tree, **known.files, **git.list_changes(goal.git_dir, known.tip, goal.tip)}
    else:
        files = {entry.path: entry.oid for entry in git.list_tree(goal.git_dir, goal.tip) if entry.kind == "blob"}
    names = (MAILMAP, settings.ignore_revs_file)
    pages = {path: oid for path, oid in files.items() if oid and is_markdown(path)}
    others = {p: oid for p, oid in sorted(files.items()) if oid and (p in names or _is_attributes(p))}
    return pages, others


def _pages_of(git_dir: Path, oid: str) -> dict[str, str]:
    entries = git.list_tree(git_dir, oid)
    return {entry.path: entry.oid for entry in entries if entry.kind == "blob" and is_markdown(entry.path)}


def _is_attributes(path: str) -> bool:
    return path.rpartition("/")[2] == ".gitattributes"


def _generated(goal: Goal, known: Derived, tree: Mapping[str, str], files: Mapping[str, str]) -> frozenset[str]:
    """Return the pages of the tip that are generated; those that were there before are known."""
    now, before = ({p: oid for p, oid in each.items() if _is_attributes(p)} for each in (files, known.files))
    if not known.tip or now != before:
        return generated_pages(goal.git_dir, goal.tip, files, tree)
    were = {page.path: page.generated for page in known.pages if page and page.path}
    more = [path for path in tree if path not in were]
    found = generated_pages(goal.git_dir, goal.tip, files, more) if more else frozenset()
    return found | {path for path, is_generated in were.items() if is_generated and path in tree}


def _texts(git_dir: Path, tree: Mapping[str, str], paths: Sequence[str]) -> dict[str, str]:
    wanted = {path: tree[path] for path in paths if path in tree}
    found = dict(git.read_blobs(git_dir, wanted.values())) if wanted else {}
    texts = {path: found[oid] for path, oid in wanted.items() if len(found[oid]) <= FILE_BYTES}
    return {path: texts.get(path, b"").decode("utf-8", "surrogateescape") for path in paths}
