"""The oracle of the audit lists for a path what `git log -- path` lists; what a page lacks is explained or missing."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from history_traps import index, mirror_of
from repo_builder import RepoBuilder

from kbgen.facts import SourceHistory
from kbgen.history import path_log
from kbgen.history.page_audit import lacking
from kbgen.history.path_log import PathLog

TEXT = "word " * 40
PATHS = ("a.md", "b.md", "页 面.md", "x\ty.md")


def read(repo: RepoBuilder) -> PathLog:
    return PathLog.parse(repo.git(*path_log.ARGV, "HEAD", "--"))


def listed(repo: RepoBuilder, path: str, *options: str) -> set[str]:
    return set(repo.git("log", "--no-merges", "--format=%H", *options, "HEAD", "--", path).split())


def grow(repo: RepoBuilder, dice: random.Random) -> None:
    """Commit at random: texts, deletions, texts that were there before, and merges that keep one side or both."""
    for step in range(40):
        what = dice.choice(["text", "text", "text", "delete", "branch", "merge", "ours"])
        body = None if what == "delete" else f"{dice.randrange(3)}\n"
        if what == "branch":
            repo.branch(f"b{step}").checkout(f"b{step}")
            repo.commit({dice.choice(PATHS): f"{dice.randrange(3)}\n"}).commit({f"{step}.txt": "x"}).checkout("main")
        elif what in ("merge", "ours"):
            name = f"side{step}"
            repo.branch(name, f"HEAD~{min(3, step // 9)}").checkout(name)
            repo.commit({f"{step}.txt" if what == "merge" else dice.choice(PATHS): f"{dice.randrange(3)}\n"})
            repo.checkout("main")
            repo.merge(name) if what == "merge" else repo.commit({f"m{step}": "x"}, merge=name)
        else:
            repo.commit({dice.choice(PATHS): body, f"{step}.txt": "x"})


@pytest.mark.parametrize("seed", range(3))
def test_one_log_says_what_git_says_of_each_path(seed: int, tmp_path: Path) -> None:
    repo = RepoBuilder(tmp_path / "kb", worktree=False).commit(dict.fromkeys(PATHS, "0\n"))
    grow(repo, random.Random(seed))
    log = read(repo)
    tip = repo.oid()
    assert {path: log.full(path) for path in PATHS} == {path: listed(repo, path, "--full-history") for path in PATHS}
    assert {path: log.simple(path, tip) for path in PATHS} == {path: listed(repo, path) for path in PATHS}
    assert any(log.full(path) != log.simple(path, tip) for path in PATHS), "both ways to list must differ somewhere"


def lacks(repo: RepoBuilder, folder: Path) -> tuple[SourceHistory, list[tuple[str, str]]]:
    """Return the history, and of each commit that a page lacks its subject and the reason."""
    history = index(mirror_of(repo.path), folder / "cache").history
    found = lacking(history.pages, read(repo))
    return history, [(history.commits[lack.commit].subject, lack.reason) for lack in found]


def test_a_page_written_anew_lacks_what_was_deleted_before(tmp_path: Path) -> None:
    repo = RepoBuilder(tmp_path / "kb").commit({"a.md": TEXT, "b.md": "x\n"}, "Begin").commit({"a.md": None}, "Delete")
    repo.commit({"a.md": "Quite another text, of other words.\n"}, "Anew")
    reason = "belongs to a page that was deleted before this one was written"
    assert sorted(lacks(repo, tmp_path)[1]) == [("Begin", reason), ("Delete", reason)]


def test_a_stub_lacks_what_went_on_with_the_page_that_moved(tmp_path: Path) -> None:
    repo = RepoBuilder(tmp_path / "kb").commit({"a.md": TEXT}, "Begin").commit({"a.md": f"{TEXT} more"}, "Edit")
    repo.commit({"b.md": f"{TEXT} more", "a.md": "Moved to b.\n"}, "Move")
    reason = "belongs to the page that was here and is now b.md"
    assert sorted(lacks(repo, tmp_path)[1]) == [("Begin", reason), ("Edit", reason)]


def test_what_nothing_explains_is_said_to_be_missing(tmp_path: Path) -> None:
    repo = RepoBuilder(tmp_path / "kb").commit({"a.md": TEXT}, "Begin")
    history, found = lacks(repo, tmp_path)
    assert found == []
    repo.commit({"a.md": f"{TEXT} more"}, "Edit that the index does not know")
    (lack,) = lacking(history.pages, read(repo))
    assert (lack.commit, lack.reason, str(lack)) == (repo.oid(), "", f"a.md: {repo.oid()[:12]} is missing")
