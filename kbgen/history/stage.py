"""The history stage: from a mirror and its versions to what their history says.

Reads git objects, keeps an index in the cache folder, and gives frozen values; nothing that follows starts git or
opens the index.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from kbgen import git
from kbgen.codes import problem
from kbgen.facts import SourceHistory
from kbgen.history import index, mechanical, store, values, wording
from kbgen.history.findings import findings
from kbgen.history.generated import generated_pages
from kbgen.history.identity import Event, stub_candidates
from kbgen.history.log import LogError
from kbgen.history.replay import Landed, Replay, Rows, aside_pages, ids, replay
from kbgen.history.settings import HistorySettings
from kbgen.history.values import Facts
from kbgen.model import Location, Mirror, Problem, RefKind, Version
from kbgen.urls import is_markdown

MAILMAP = ".mailmap"
FILE_BYTES = 1 << 20
"""Longer `.mailmap` and ignore files are not read."""


@dataclass(frozen=True, slots=True)
class Indexed:
    """The history of a source, and what is wrong with it."""

    history: SourceHistory
    problems: tuple[Problem, ...] = ()


def read_history(
    mirror: Mirror, versions: Sequence[Version], cache_dir: Path, settings: HistorySettings = HistorySettings()
) -> Indexed:
    """Return the history of `mirror`'s mainline and of `versions`, from an index below `cache_dir`.

    A mirror whose history is cut off has none that may be shown (`trusted` is False); `fetch` has reported it.
    Where git or the index fails, the source is without history and a problem says why.
    """
    branch, tip = mainline(mirror, settings.branch)
    if mirror.shallow or not tip:
        return Indexed(SourceHistory(mirror.source, branch, {}, (), trusted=False))
    refs = sorted({version.ref.oid for version in versions})
    try:
        with store.transaction(index_path(cache_dir, mirror)) as db:
            return _read(db, mirror, branch, tip, refs, settings)
    except (git.GitError, LogError, sqlite3.Error, OSError) as error:
        message = f"the history of {mirror.source} cannot be read: {error}"
        hint = "the site is built without its dates and people; delete the history folder of the cache to begin anew"
        found = problem("KB120", message, Location(collection=mirror.source), hint=hint)
        return Indexed(SourceHistory(mirror.source, branch, {}, (), trusted=False), (found,))


def mainline(mirror: Mirror, branch: str = "") -> tuple[str, str]:
    """Return the name and the commit id of the mainline; "" = none.

    That is `branch`, else the default branch. A build of a pull request stands on no branch, on a merge that
    nobody made: then it is `main` or `master`, and HEAD only if there is neither.
    """
    branches = {ref.name: ref.oid for ref in mirror.refs if ref.kind is RefKind.BRANCH}
    for name in (branch, mirror.head, *(() if mirror.head else ("main", "master"))):
        if name in branches:
            return name, branches[name]
    return branch or mirror.head, next((ref.oid for ref in mirror.refs if ref.kind is RefKind.HEAD), "")


def index_path(cache_dir: Path, mirror: Mirror) -> Path:
    """Return where the index of a mirror is kept."""
    name = sha256(f"{mirror.source}\0{mirror.git_dir.resolve()}".encode("utf-8", "surrogateescape")).hexdigest()[:16]
    return cache_dir / "history" / f"{name}.sqlite"


def _read(
    db: sqlite3.Connection, mirror: Mirror, branch: str, tip: str, refs: Sequence[str], settings: HistorySettings
) -> Indexed:
    """Bring the index up to date, replay it, and look into texts where that is asked for."""
    git_dir = mirror.git_dir
    rows, is_complete = index.update(db, git_dir, mirror.source, tip, refs)
    landed = Landed.of(rows.commits, tip)
    files = {oid: _files(git_dir, oid) for oid in dict.fromkeys((tip, *refs))}
    trees = {oid: {path: blob for path, blob in tree.items() if is_markdown(path)} for oid, tree in files.items()}
    outcome = _replayed(db, git_dir, rows, landed, refs, trees)
    texts = _texts(git_dir, files[tip], (MAILMAP, settings.ignore_revs_file))
    ignored = mechanical.parse_ignored(texts[settings.ignore_revs_file])
    medians = _medians(db, git_dir, rows, outcome, settings)
    facts = Facts(
        source=mirror.source,
        branch=branch,
        rows=rows,
        landed=landed,
        replay=outcome,
        names=ids(mirror.source, outcome.pages),
        events=events_by_page(outcome.pages.events),
        aside=aside_pages(mirror.source, outcome, landed),
        tree=trees[tip],
        mechanical=mechanical.mechanical_commits(rows.commits.values(), ignored.oids, medians, settings),
        generated=generated_pages(git_dir, tip, files[tip], trees[tip]),
        mailmap=texts[MAILMAP],
    )
    if settings.words:
        _attribute(db, git_dir, facts)
    history = values.source_history(db, facts, refs, settings)
    return Indexed(history, findings(facts, history, ignored, medians, settings, is_complete))


def _replayed(
    db: sqlite3.Connection,
    git_dir: Path,
    rows: Rows,
    landed: Landed,
    refs: Sequence[str],
    trees: Mapping[str, Mapping[str, str]],
) -> Replay:
    """Replay all; first the words of those texts are counted on which an identity may depend."""
    doubtful = [(row, changes) for changes in rows.changes.values() for row in stub_candidates(changes)]
    oids = {row.old_oid for row, _ in doubtful}
    oids |= {other.oid for row, changes in doubtful for other in changes if other.path == row.old_path}
    n_words = wording.count_texts(db, git_dir, oids)
    bases = {ref: landed.base(rows.commits, ref) for ref in refs}
    return replay(rows, landed, n_words, trees, bases)


def _medians(
    db: sqlite3.Connection, git_dir: Path, rows: Rows, outcome: Replay, settings: HistorySettings
) -> dict[str, float]:
    if not settings.words:
        return {}
    bulk = mechanical.bulk_commits(rows.changes, outcome.n_pages, settings)
    known = wording.measure_bulk(db, git_dir, bulk)
    return {oid: known[oid] for oid in bulk}


def _attribute(db: sqlite3.Connection, git_dir: Path, facts: Facts) -> None:
    """Attribute words; from the beginning where a commit that was taken in is now seen otherwise."""
    done = {oid for (oid,) in db.execute("SELECT DISTINCT commit_ FROM words")}
    before = frozenset(store.get_state(db, "mechanical").split())
    if before & done != facts.mechanical & done:
        store.clear_owners(db)
    store.set_state(db, "mechanical", " ".join(sorted(facts.mechanical)))
    names = facts.names
    sources = [names[page.source] if page.source >= 0 else "" for page in facts.replay.pages.pages]
    pages = [(names[number], sources[number], events) for number, events in sorted(facts.events.items())]
    wording.attribute_pages(db, git_dir, pages, facts.mechanical)
    wording.count_aside(db, git_dir, [(name, event) for name, page in facts.aside.items() for event in page.events])


def events_by_page(events: Sequence[Event]) -> dict[int, list[Event]]:
    """Return the events of each page, in landing order."""
    found: dict[int, list[Event]] = {}
    for event in events:
        found.setdefault(event.page, []).append(event)
    return found


def _files(git_dir: Path, oid: str) -> dict[str, str]:
    """Return the files of a commit: path -> oid; submodules are none."""
    return {entry.path: entry.oid for entry in git.list_tree(git_dir, oid) if entry.kind == "blob"}


def _texts(git_dir: Path, tree: Mapping[str, str], paths: Sequence[str]) -> dict[str, str]:
    wanted = {path: tree[path] for path in paths if path in tree}
    found = dict(git.read_blobs(git_dir, wanted.values())) if wanted else {}
    texts = {path: found[oid] for path, oid in wanted.items() if len(found[oid]) <= FILE_BYTES}
    return {path: texts.get(path, b"").decode("utf-8", "surrogateescape") for path in paths}
