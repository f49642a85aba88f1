"""An index that grew step by step is, row for row, the one made at once; a damaged one is made anew."""

from __future__ import annotations

import importlib
import random
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from grown_repo import grow
from history_traps import dump, index, mirror_of, moved
from repo_builder import RepoBuilder

from kbgen import git
from kbgen.history import HistorySettings, index_path
from kbgen.history.seal import seal

process = importlib.import_module("kbgen.git.run")  # as an attribute of its package this is the function


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> RepoBuilder:
    repo = RepoBuilder(tmp_path_factory.mktemp("grown") / "repo", worktree=False)
    grow(repo, random.Random(7), 45)
    return repo


def chain(repo: RepoBuilder) -> list[str]:
    return repo.git("rev-list", "--first-parent", "--reverse", "main").split()


def test_the_replay_misses_no_path(grown: RepoBuilder, tmp_path: Path) -> None:
    done = index(mirror_of(grown.path), tmp_path)
    assert [problem for problem in done.problems if problem.code == "KB120"] == []
    live = {page.path for page in done.history.pages if page.path}
    tree = git.list_tree(grown.path, grown.oid("main"))
    assert live == {entry.path for entry in tree if entry.path.endswith(".md")}
    for page in done.history.pages:
        if page.path:
            assert sum(page.words.values()) > 0


def test_twenty_random_splits(grown: RepoBuilder, tmp_path: Path) -> None:
    commits, mirror = chain(grown), moved(mirror_of(grown.path), grown.oid("main"))
    whole = index(mirror, tmp_path / "whole")
    rows = dump(tmp_path / "whole", mirror)
    for step in random.Random(3).sample(range(len(commits) - 1), 20):
        cache = tmp_path / f"split{step}"
        index(moved(mirror, commits[step]), cache)
        assert index(mirror, cache) == whole
        assert dump(cache, mirror) == rows


def test_commit_by_commit(grown: RepoBuilder, tmp_path: Path) -> None:
    mirror = mirror_of(grown.path)
    for oid in chain(grown):
        last = index(moved(mirror, oid), tmp_path / "steps")
    assert last == index(moved(mirror, oid), tmp_path / "whole")
    assert dump(tmp_path / "steps", mirror) == dump(tmp_path / "whole", mirror)


def test_after_a_forced_push(grown: RepoBuilder, tmp_path: Path) -> None:
    mirror = mirror_of(grown.path)
    commits = chain(grown)
    side = grown.git("rev-list", "--no-merges", "--max-count=1", f"{commits[-1]}^@").split()[0]
    for first, then in ((commits[-1], commits[len(commits) // 2]), (side, commits[-1]), (commits[-1], side)):
        cache = tmp_path / f"{first[:8]}-{then[:8]}"
        index(moved(mirror, first), cache)
        assert index(moved(mirror, then), cache) == index(moved(mirror, then), tmp_path / then)
        assert dump(cache, mirror) == dump(tmp_path / then, mirror)


def test_nothing_new_changes_nothing(grown: RepoBuilder, tmp_path: Path) -> None:
    mirror = mirror_of(grown.path)
    first = index(mirror, tmp_path)
    rows = dump(tmp_path, mirror)
    assert index(mirror, tmp_path) == first
    assert dump(tmp_path, mirror) == rows


@pytest.mark.parametrize("damage", ["garbage", "truncated", "other version", "other fingerprint", "empty"])
def test_a_damaged_index_is_made_anew(grown: RepoBuilder, tmp_path: Path, damage: str) -> None:
    mirror = mirror_of(grown.path)
    whole = index(mirror, tmp_path)
    path = index_path(tmp_path, mirror)
    rows = dump(tmp_path, mirror)
    data = path.read_bytes()
    if damage == "garbage":
        path.write_bytes(b"\0garbage" * 1000)
    elif damage == "truncated":
        path.write_bytes(data[: len(data) // 2])
    elif damage == "empty":
        path.write_bytes(b"")
    else:
        statement = "PRAGMA user_version = 3" if damage == "other version" else "UPDATE state SET value = 'x'"
        with closing(sqlite3.connect(path)) as db:
            db.execute(statement)
            db.commit()
        seal(path)
    assert index(mirror, tmp_path) == whole
    assert dump(tmp_path, mirror) == rows


def test_words_may_come_later(grown: RepoBuilder, tmp_path: Path) -> None:
    mirror = mirror_of(grown.path)
    plain = index(mirror, tmp_path / "cache", HistorySettings(words=False)).history
    assert all(not page.words for page in plain.pages)
    assert index(mirror, tmp_path / "cache") == index(mirror, tmp_path / "fresh")
    assert [page.id for page in plain.pages] == [page.id for page in index(mirror, tmp_path / "fresh").history.pages]


def test_the_index_is_for_its_owner_alone(grown: RepoBuilder, tmp_path: Path) -> None:
    mirror = mirror_of(grown.path)
    index(mirror, tmp_path)
    assert index_path(tmp_path, mirror).stat().st_mode & 0o777 == 0o600


def test_the_number_of_git_processes_does_not_grow_with_the_pages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[object] = []
    start = process._start

    def counted(command: list[str], *others: object) -> object:
        started.append(command)
        return start(command, *others)

    monkeypatch.setattr(process, "_start", counted)
    counts: list[int] = []
    more: list[int] = []
    for pages in (10, 300):
        repo = RepoBuilder(tmp_path / f"repo{pages}", worktree=False)
        repo.commit({f"{number}.md": f"page {number}\n" for number in range(pages)})
        repo.commit({f"{number}.md": f"page {number}, edited\n" for number in range(pages)})
        mirror = mirror_of(repo.path)
        started.clear()
        index(mirror, tmp_path / f"cache{pages}", HistorySettings(bulk_pages=5))
        counts.append(len(started))
        repo.commit({f"{number}.md": f"page {number}, again\n" for number in range(pages)})
        mirror = mirror_of(repo.path)
        started.clear()
        index(mirror, tmp_path / f"cache{pages}", HistorySettings(bulk_pages=5))
        more.append(len(started))
    assert counts[0] == counts[1] <= 10
    assert more[0] == more[1] <= 9
