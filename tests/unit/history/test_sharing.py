"""A long history is shared between processes; what is found is, row for row, what one process finds."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from grown_repo import grow
from history_traps import dump, index, mirror_of
from repo_builder import RepoBuilder

from kbgen.history import HistorySettings, passes, sharing
from kbgen.history.identity import Event, Trace
from kbgen.history.sharing import Page, halves

ALL_MOVES = (*(option for option in passes._MERGES if option != "--no-renames"), "-M")


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> RepoBuilder:
    repo = RepoBuilder(tmp_path_factory.mktemp("grown") / "repo", worktree=False)
    grow(repo, random.Random(11), 60)
    repo.checkout("main")
    for words in ("one two three\n\nfour", "one 2 three\n\nfour", "one 2 three\n\nfour five"):
        repo.commit({f"bulk/{number}.md": f"{number} {words}\n" for number in range(4)})
    return repo


def page(name: str, source: str, n_events: int) -> Page:
    return name, source, [Event(f"c{n}", 0, "a.md", Trace.CHANGED, "o", "n") for n in range(n_events)]


def test_two_processes_find_what_one_finds(grown: RepoBuilder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = HistorySettings(bulk_pages=2, bulk_share=0.01)
    mirror = mirror_of(grown.path)
    index(mirror, tmp_path / "alone", settings=settings)
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    for threshold in ("SHARED_EVENTS", "SHARED_EDITS"):
        monkeypatch.setattr(sharing, threshold, range(2, 1000))
    monkeypatch.setattr(passes, "SHARED_COMMITS", 8)
    index(mirror, tmp_path / "shared", settings=settings)
    rows = dump(tmp_path / "alone", mirror)
    assert all(any(row.startswith(f'INSERT INTO "{table}"') for row in rows) for table in ("bulk", "words", "owner"))
    assert dump(tmp_path / "shared", mirror) == rows


def test_what_a_page_copied_from_is_with_it() -> None:
    pages = [page("a", "", 5), page("b", "a", 5), page("c", "", 4), page("d", "b", 1), page("e", "c", 2)]
    ours, theirs = halves(pages)
    assert sorted(ours + theirs) == pages
    assert [name for name, *_ in ours] == ["a", "b", "d"]
    assert [name for name, *_ in theirs] == ["c", "e"]


def test_moved_files_are_found_where_a_search_in_all_merges_finds_them(grown: RepoBuilder) -> None:
    tips = [grown.oid("main")]
    found = {record.commit.oid: record for record in passes.merges(grown.path, tips, [])}
    everywhere = {record.commit.oid: record for record in passes._log(grown.path, ALL_MOVES, tips, [], 0)}
    assert found == everywhere
    assert any(record.combined for record in found.values())
