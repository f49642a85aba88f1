"""What was worked out is gone on from: as if all had been worked out at once, and only where it still holds."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from grown_repo import grow
from history_traps import dump, index, mirror_of, moved, page_at
from repo_builder import RepoBuilder

from kbgen.history import HistorySettings, index_path, query
from kbgen.history.replay import Rows
from kbgen.history.seal import seal
from kbgen.model import Mirror

Counted = list[int]


@pytest.fixture
def taken(monkeypatch: pytest.MonkeyPatch) -> Counted:
    """Give the numbers of commits whose rows were read, one number for each time."""
    counts: Counted = []
    read = query.read_rows

    def counted(db: sqlite3.Connection, oids: Iterable[str]) -> Rows:
        found = list(oids)
        counts.append(len(found))
        return read(db, found)

    monkeypatch.setattr(query, "read_rows", counted)
    return counts


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> RepoBuilder:
    repo = RepoBuilder(tmp_path_factory.mktemp("grown") / "repo", worktree=False)
    grow(repo, random.Random(11), 30)
    return repo


def same_as_whole(mirror: Mirror, tmp_path: Path, refs: tuple[str, ...] = ()) -> None:
    """Index what the cache `grown` has some of, and compare with an index made at once."""
    assert index(mirror, tmp_path / "grown", refs=refs) == index(mirror, tmp_path / "whole", refs=refs)
    assert dump(tmp_path / "grown", mirror) == dump(tmp_path / "whole", mirror)


def test_one_more_commit_reads_one_commit(tmp_path: Path, taken: Counted) -> None:
    repo = RepoBuilder(tmp_path / "repo", worktree=False)
    for number in range(5):
        repo.commit({f"{number}.md": f"some words on page {number}\n"})
    index(mirror_of(repo.path), tmp_path / "grown")
    repo.commit({"1.md": "other words on this page\n"}, author="Bob")
    index(mirror_of(repo.path), tmp_path / "grown")
    index(mirror_of(repo.path), tmp_path / "grown")
    assert taken == [5, 1]
    same_as_whole(mirror_of(repo.path), tmp_path)


def test_a_merge_is_gone_on_from_at_once(tmp_path: Path, taken: Counted) -> None:
    repo = RepoBuilder(tmp_path / "repo", worktree=False).commit({"a.md": "one\n", "b.md": "two\n"})
    index(mirror_of(repo.path), tmp_path / "grown")
    repo.branch("side").checkout("side").commit({"a.md": "one more\n"}, author="Bob").move("b.md", "c.md")
    repo.checkout("main").commit({"d.md": "four\n"}).merge("side").git("branch", "-D", "side")
    index(mirror_of(repo.path), tmp_path / "grown")
    assert taken == [1, 4]
    same_as_whole(mirror_of(repo.path), tmp_path)


def test_a_release_branch_stays_while_the_mainline_goes_on(grown: RepoBuilder, tmp_path: Path, taken: Counted) -> None:
    mirror = mirror_of(grown.path)
    repo = RepoBuilder(tmp_path / "repo", worktree=False)
    repo.git("fetch", "--quiet", str(grown.path), f"+{grown.oid('main')}:refs/heads/main")
    repo.branch("v1", "main~9").checkout("v1").commit({"only-here.md": "of this version\n"}, author="Bea").checkout(
        "main"
    )
    mirror = mirror_of(repo.path)
    index(mirror, tmp_path / "grown", refs=("main", "v1"))
    for number in range(3):
        repo.commit({f"later{number}.md": f"written later, {number}\n"}, author="Cid")
        taken.clear()
        mirror = mirror_of(repo.path)
        history = index(mirror, tmp_path / "grown", refs=("main", "v1")).history
        assert taken == [1]
    assert "only-here.md" in history.versions[repo.oid("v1")].pages
    same_as_whole(mirror, tmp_path, ("main", "v1"))


def test_tags_on_what_was_and_what_is_new_cost_nothing(grown: RepoBuilder, tmp_path: Path, taken: Counted) -> None:
    names = ("old", "tip", "between", "main")
    for name, at in zip(names, ("main~7", "main~5", "main~3", "main"), strict=True):
        grown.git("branch", "--force", name, at) if name != "main" else None
    mirror = mirror_of(grown.path)
    index(moved_main(mirror, grown.oid("main~5")), tmp_path / "grown", refs=("old",))
    index(moved_main(mirror, grown.oid("main")), tmp_path / "grown", refs=names)
    assert len(taken) == 2
    assert sum(taken) == int(grown.git("rev-list", "--count", "main"))
    same_as_whole(mirror, tmp_path, names)


def moved_main(mirror: Mirror, oid: str) -> Mirror:
    """Return the mirror with its default branch at another commit, and its other refs."""
    return replace(mirror, refs=tuple(replace(r, oid=oid) if r.name == mirror.head else r for r in mirror.refs))


def test_a_release_branch_that_is_merged_or_goes_is_worked_out_again(tmp_path: Path) -> None:
    repo = RepoBuilder(tmp_path / "repo", worktree=False).commit({"a.md": "one\n", "b.md": "two\n"})
    repo.branch("v1").checkout("v1").commit({"a.md": "one, as of this version\n"}, author="Bea").checkout("main")
    index(mirror_of(repo.path), tmp_path / "grown", refs=("main", "v1"))
    repo.commit({"b.md": "two and a half\n"}).merge("v1")
    same_as_whole(mirror_of(repo.path), tmp_path, ("main", "v1"))
    repo.checkout("v1").commit({"c.md": "not on the mainline\n"}).checkout("main")
    same_as_whole(mirror_of(repo.path), tmp_path, ("main", "v1"))
    same_as_whole(mirror_of(repo.path), tmp_path, ("main",))


@pytest.mark.parametrize(
    ("path", "text", "changes"),
    [
        (".mailmap", "Ann Other <ann@example.org>\n", lambda repo: repo.commit({"x.txt": "x"})),
        (".gitattributes", "a* linguist-generated\n", lambda repo: repo.commit({"about.md": "made by a machine\n"})),
        (".gitattributes", "b* linguist-generated\n", lambda repo: repo.move("a.md", "b/a.md")),
        ("docs/.gitattributes", "*.md linguist-vendored\n", lambda repo: repo.commit({"docs/.gitattributes": None})),
    ],
)
def test_files_that_say_something_of_history_are_seen_when_they_change(
    tmp_path: Path, path: str, text: str, changes: Callable[[RepoBuilder], object]
) -> None:
    repo = RepoBuilder(tmp_path / "repo", worktree=False).commit({"a.md": "one page\n", "docs/d.md": "another page\n"})
    index(mirror_of(repo.path), tmp_path / "grown")
    repo.commit({path: text})
    same_as_whole(mirror_of(repo.path), tmp_path)
    changes(repo)
    same_as_whole(mirror_of(repo.path), tmp_path)


def test_a_list_of_ignored_revisions_changes_what_was_worked_out(tmp_path: Path) -> None:
    repo = RepoBuilder(tmp_path / "repo", worktree=False).commit({"a.md": "some words are here\n"}, author="Ann")
    repo.commit({"a.md": "SOME WORDS ARE HERE\n"}, author="Fmt")
    before = page_at(index(mirror_of(repo.path), tmp_path / "grown").history, "a.md")
    reformat = repo.oid()
    repo.commit({".git-blame-ignore-revs": f"{reformat}\n"})
    after = page_at(index(mirror_of(repo.path), tmp_path / "grown").history, "a.md")
    assert list(before.words) == [reformat] != list(after.words)
    same_as_whole(mirror_of(repo.path), tmp_path)


def test_a_date_that_was_in_the_future_is_looked_at_again(tmp_path: Path) -> None:
    repo = RepoBuilder(tmp_path / "repo", worktree=False).commit({"a.md": "one\n"}, when="2020-01-01")
    repo.commit({"a.md": "one and two\n"}, when="2031-01-01").commit({"a.md": "all\n"}, when="2031-01-02")
    mirror = mirror_of(repo.path)
    early, late = (HistorySettings(now=datetime(year, 6, 1, tzinfo=UTC)) for year in (2030, 2032))
    for settings, clamped in ((early, 2), (late, 0), (early, 2)):
        done = index(mirror, tmp_path / "grown", settings)
        assert sum(commit.clamped for commit in done.history.commits.values()) == clamped
        assert done == index(mirror, tmp_path / f"whole{clamped}", settings)


def test_a_first_plausible_date_dates_what_was_before(tmp_path: Path) -> None:
    repo = RepoBuilder(tmp_path / "repo", worktree=False).commit({"a.md": "one\n"}, when="1999-01-01")
    index(mirror_of(repo.path), tmp_path / "grown")
    repo.commit({"a.md": "one and two\n"}, when="2020-01-01")
    same_as_whole(mirror_of(repo.path), tmp_path)


@pytest.mark.parametrize("kind", ["head", "commits", "pages", "state", "former"])
@pytest.mark.parametrize("damage", ["data = X'5B5D'", "crc = crc + 1", "kind = 'lost'"])
def test_what_is_damaged_is_worked_out_again(grown: RepoBuilder, tmp_path: Path, kind: str, damage: str) -> None:
    mirror = mirror_of(grown.path)
    index(moved(mirror, grown.oid("main~1")), tmp_path / "grown")
    with closing(sqlite3.connect(index_path(tmp_path / "grown", mirror))) as db:
        db.execute(f"UPDATE derived SET {damage} WHERE kind = ?", (kind,))
        db.commit()
    seal(index_path(tmp_path / "grown", mirror))
    same_as_whole(moved(mirror, grown.oid("main")), tmp_path)


def test_a_run_that_breaks_off_leaves_what_was(
    grown: RepoBuilder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mirror = mirror_of(grown.path)
    before = moved(mirror, grown.oid("main~3"))
    index(before, tmp_path / "grown")
    rows = dump(tmp_path / "grown", mirror)
    with monkeypatch.context() as patch:
        patch.setattr("kbgen.history.derived.save", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            index(moved(mirror, grown.oid("main")), tmp_path / "grown")
    assert dump(tmp_path / "grown", mirror) == rows
    same_as_whole(moved(mirror, grown.oid("main")), tmp_path)
