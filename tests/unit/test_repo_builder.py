from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from repo_builder import RepoBuilder


def test_a_commit_has_the_given_files_people_and_time(repo: RepoBuilder) -> None:
    repo.commit({"a.md": "# A", "b/ü.md": b"\xff"}, message="First", author="Ada Lovelace", when="2021-01-01")
    assert repo.git("log", "-1", "--format=%an|%ae|%cn|%aI|%cI|%s") == (
        "Ada Lovelace|ada.lovelace@example.org|Ada Lovelace|2021-01-01T00:00:00+00:00|2021-01-01T00:00:00+00:00|First"
    )
    assert (repo.path / "b/ü.md").read_bytes() == b"\xff"
    assert repo.git("status", "--porcelain") == ""
    assert repo.git("branch", "--show-current") == "main"


def test_the_same_calls_give_the_same_commit(repo_builder: Callable[..., RepoBuilder]) -> None:
    first, second = (repo_builder(name).commit({"a.md": "1"}).commit({"a.md": "2"}) for name in ("one", "two"))
    assert first.oid() == second.oid()
    assert first.git("log", "--format=%at").split() == ["1577844000", "1577840400"]


def test_committer_and_zone_may_differ_from_the_author(repo: RepoBuilder) -> None:
    repo.commit({"a": "1"}, when="2021-01-01T10:00+02:00", committer="Bob", committed="2021-02-01")
    assert repo.git("log", "-1", "--format=%aI %cn %ce %cI") == (
        "2021-01-01T10:00:00+02:00 Bob bob@example.org 2021-02-01T00:00:00+00:00"
    )


def test_files_are_deleted_moved_and_linked(repo: RepoBuilder) -> None:
    repo.commit({"a.md": "same\ntext\n", "b.md": "B"}).commit({"b.md": None})
    repo.move("a.md", "c/a.md", {"d.md": "D"}).symlink("l.md", "d.md").submodule("sub")
    assert repo.git("ls-tree", "-r", "--format=%(objectmode) %(path)", "HEAD").splitlines() == [
        "100644 c/a.md",
        "100644 d.md",
        "120000 l.md",
        "160000 sub",
    ]
    assert "R100\ta.md\tc/a.md" in repo.git("show", "-M", "--format=", "--name-status", "HEAD~2")


def test_branches_tags_and_merges(repo: RepoBuilder) -> None:
    repo.commit({"a.md": "A"}).branch("fix").commit({"b.md": "B"}).tag("v1").tag("v2", annotated=True)
    repo.checkout("fix").commit({"c.md": "C"}).checkout("main").merge("fix")
    assert repo.git("ls-tree", "--name-only", "HEAD").split() == ["a.md", "b.md", "c.md"]
    assert len(repo.git("log", "-1", "--format=%P").split()) == 2
    assert [repo.git("cat-file", "-t", name) for name in ("v1", "v2")] == ["commit", "tag"]
    assert (repo.path / "c.md").read_text() == "C"


def test_a_merge_may_carry_its_own_content(repo: RepoBuilder) -> None:
    repo.commit({"a": "1"}).branch("other").commit({"a": "2"}).checkout("other").commit({"a": "3"}).checkout("main")
    repo.commit({"a": "both"}, merge="other")
    assert repo.git("show", "HEAD:a") == "both"
    assert repo.oid("HEAD^2") == repo.oid("other")


def test_orphan_detached_reset_and_delete(repo: RepoBuilder) -> None:
    repo.commit({"a": "1"}).commit({"a": "2"}).reset("HEAD~1").branch("gone").delete("refs/heads/gone")
    assert (repo.path / "a").read_text() == "1"
    assert repo.git("branch", "--format=%(refname:short)") == "main"
    repo.checkout("alone", orphan=True).commit({"z": "1"})
    assert repo.git("rev-list", "--count", "HEAD") == "1"
    repo.checkout("main", detach=True)
    assert repo.git("branch", "--show-current") == ""


@pytest.mark.parametrize("name", ["new\nline.md", 'quo"te.md', "back\\slash.md", "\udcff.md", "-rf", "tab\t.md"])
def test_a_bare_repository_takes_any_name(repo_builder: Callable[..., RepoBuilder], name: str) -> None:
    repo = repo_builder(worktree=False).commit({name: "x"})
    assert repo.git("ls-tree", "-z", "--name-only", "HEAD") == name + "\0"


def test_copies_as_bare_clone_shallow_clone_and_bundle(repo: RepoBuilder, tmp_path: Path) -> None:
    repo.commit({"a": "1"}).commit({"a": "2"}).tag("v1")
    assert repo.git("-C", str(repo.bare(tmp_path / "b.git")), "rev-parse", "v1") == repo.oid()
    shallow = repo.shallow(tmp_path / "shallow")
    assert repo.git("-C", str(shallow), "rev-list", "--count", "HEAD") == "1"
    heads = repo.git("bundle", "list-heads", str(repo.bundle(tmp_path / "r.bundle")))
    assert [line.split()[1] for line in heads.splitlines()] == ["refs/heads/main", "refs/tags/v1", "HEAD"]
