"""Read texts of pages from git, count words and attribute them, and keep the outcome in the index.

Pages are taken one by one, sources of copies first, so that each version of a page is read about once and git finds
it beside the one before. Reads git objects, writes the tables `blob`, `bulk`, `words` and `owner`.
"""

from __future__ import annotations

import sqlite3
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path

from kbgen import git
from kbgen.history import query
from kbgen.history.identity import Event, Trace
from kbgen.history.mechanical import Edit, median_change
from kbgen.history.owners import PageWords, texts_of
from kbgen.history.words import Lexicon, changed_words, count_words

KEPT_TEXTS = 8


def count_texts(db: sqlite3.Connection, git_dir: Path, oids: Iterable[str], others_go: bool) -> dict[str, int]:
    """Return the number of words of each of `oids`, counting what was not counted yet; other counts may go."""
    wanted = set(oids)
    known = {oid: words for oid, words in db.execute("SELECT oid, words FROM blob") if oid in wanted}
    missing = sorted(wanted - set(known))
    found = {oid: count_words(data) for oid, data in git.read_blobs(git_dir, missing)} if missing else {}
    if others_go:
        db.execute("DELETE FROM blob")
    db.executemany("INSERT OR REPLACE INTO blob VALUES (?, ?)", (counts := {**known, **found}).items())
    return counts


def measure_bulk(
    db: sqlite3.Connection,
    git_dir: Path,
    bulk: Mapping[str, Sequence[Edit]],
    count: Callable[[Path, Sequence[Edit]], list[int]],
) -> dict[str, float]:
    """Return for each bulk commit the median number of words that it changes; each is looked into once.

    `count` is `count_changes`, or does the same.
    """
    known: dict[str, float] = dict(db.execute("SELECT commit_, median FROM bulk"))
    counts: dict[str, list[int]] = {oid: [] for oid in bulk if oid not in known}
    edits = sorted(((edit, oid) for oid in counts for edit in bulk[oid]), key=lambda found: found[0].path)
    for (_, oid), n_words in zip(edits, count(git_dir, [edit for edit, _ in edits]), strict=True):
        counts[oid].append(n_words)
    medians = {oid: median_change(found) for oid, found in counts.items()}
    db.executemany("INSERT INTO bulk VALUES (?, ?)", medians.items())
    return {**known, **medians}


def count_changes(git_dir: Path, edits: Sequence[Edit]) -> list[int]:
    """Return the number of words that each edit changes; edits of one path should follow each other."""
    texts = read_in_order(git_dir, [oid for edit in edits for oid in (edit.old_oid, edit.oid)])
    lexicon = Lexicon()
    counts: list[int] = []
    for _, of_a_page in groupby(edits, key=lambda edit: edit.path):
        lexicon = lexicon.next()
        counts.extend(changed_words(next(texts), next(texts), lexicon) for _ in of_a_page)
    return counts


def attribute_pages(
    db: sqlite3.Connection,
    git_dir: Path,
    pages: Sequence[tuple[str, str, Sequence[Event]]],
    mechanical: frozenset[str],
    are_new: bool,
) -> None:
    """Take in events: `pages` are (id, id of the source of a copy or "", events). Some were taken in, or `are_new`."""
    rows = () if are_new else db.execute("SELECT page, commit_, path FROM words")
    done = {(page, commit, bytes(path)) for page, commit, path in rows}
    todo = [(page, source, fresh) for page, source, events in pages if (fresh := _fresh(page, events, done))]
    texts = read_in_order(git_dir, [oid for _, _, events in todo for event in events for oid in texts_of(event)])
    lexicon = Lexicon()
    for page, source, events in todo:
        lexicon = lexicon.next()
        _attribute_page(db, page, source, events, texts, mechanical, lexicon)


def count_aside(db: sqlite3.Connection, git_dir: Path, events: Sequence[tuple[str, Event]]) -> None:
    """Count the words that commits of other refs changed: `events` are with the id of their page. Others go."""
    rows = db.execute("SELECT page, commit_, path, added, removed FROM aside").fetchall()
    known = {(page, commit, bytes(path)): (added, removed) for page, commit, path, added, removed in rows}
    keys = [(page, event.commit, _bytes(event.path)) for page, event in events]
    todo = [event for key, (_, event) in zip(keys, events, strict=True) if key not in known]
    texts = read_in_order(git_dir, [oid for event in todo for oid in texts_of(event)])
    counts = {id(event): PageWords().take(event, [next(texts) for _ in texts_of(event)], False, {}) for event in todo}
    db.execute("DELETE FROM aside")
    wanted = ((*key, *(known.get(key) or counts[id(event)])) for key, (_, event) in zip(keys, events, strict=True))
    db.executemany("INSERT INTO aside VALUES (?, ?, ?, ?, ?)", wanted)


def read_in_order(git_dir: Path, wanted: Sequence[str]) -> Iterator[bytes]:
    """Yield the text of each of `wanted` in their order; one that was just wanted is not read again."""
    misses = list(_misses(wanted))
    if not misses:
        return
    contents = git.read_blobs(git_dir, misses)
    kept: OrderedDict[str, bytes] = OrderedDict()
    for oid in wanted:
        if oid not in kept:
            kept[oid] = next(contents)[1]
        _touch(kept, oid)
        yield kept[oid]


def _attribute_page(
    db: sqlite3.Connection,
    page: str,
    source: str,
    events: Sequence[Event],
    texts: Iterator[bytes],
    mechanical: frozenset[str],
    lexicon: Lexicon,
) -> None:
    state = PageWords(query.read_owner_lists(db, page), lexicon=lexicon)
    copied = [oid for event in events if event.trace is Trace.COPIED for oid in (event.old_oid, event.oid)]
    origin = {oid: runs for oid in copied if (runs := query.read_owners(db, source, oid))}
    counts = [
        state.take(event, [next(texts) for _ in texts_of(event)], event.commit in mechanical, origin)
        for event in events
    ]
    keys = ((page, event.commit, _bytes(event.path)) for event in events)
    db.executemany(
        "INSERT INTO words VALUES (?, ?, ?, ?, ?)", ((*key, *count) for key, count in zip(keys, counts, strict=True))
    )
    rows = ((page, oid, commit, *query.pack(state.lists[oid])) for oid, commit in state.made.items())
    db.executemany("INSERT INTO owner VALUES (?, ?, ?, ?, ?)", rows)


def _fresh(page: str, events: Sequence[Event], done: set[tuple[str, str, bytes]]) -> list[Event]:
    """Return the events that are not done; a commit that comes to a page twice at one path counts once."""
    keys = ((event, (page, event.commit, _bytes(event.path))) for event in events)
    return list({key: event for event, key in keys if key not in done}.values())


def _misses(wanted: Iterable[str]) -> Iterator[str]:
    kept: OrderedDict[str, bytes] = OrderedDict()
    for oid in wanted:
        if oid not in kept:
            kept[oid] = b""
            yield oid
        _touch(kept, oid)


def _touch(kept: OrderedDict[str, bytes], oid: str) -> None:
    kept.move_to_end(oid)
    while len(kept) > KEPT_TEXTS:
        kept.popitem(last=False)


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")
