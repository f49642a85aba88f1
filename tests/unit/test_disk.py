"""A disk that is full or broken is told as such, whoever met it: Python, git or SQLite."""

from __future__ import annotations

import errno
import os
import sqlite3
from pathlib import Path

import pytest
from disk_limits import files_of_at_most
from history_traps import mirror_of
from repo_builder import RepoBuilder

from kbgen import git
from kbgen.disk import disk_error, is_disk_error
from kbgen.git import GitError
from kbgen.history import index_path, read_history, store


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO, errno.EDQUOT, errno.EROFS, errno.EFBIG])
def test_what_the_system_calls_it_is_known_by_number_and_by_words(number: int) -> None:
    assert is_disk_error(OSError(number, "x"))
    found = disk_error(f"fatal: cannot write: {os.strerror(number).upper()}", Path("/x"))
    assert found is not None
    assert (found.errno, found.filename) == (number, "/x")


def test_other_errors_are_not_the_disks() -> None:
    assert not is_disk_error(FileNotFoundError(errno.ENOENT, "x"))
    assert not is_disk_error(ValueError("No space left on device"))
    assert disk_error("fatal: not a git repository", None) is None


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("fatal: write error: No space left on device", OSError),
        ("error: file write error: Input/output error", OSError),
        ("remote: No space left on device\nfatal: the remote end hung up", GitError),
        ("fatal: remote error: No space left on device", GitError),
    ],
)
def test_what_the_other_side_says_of_its_disk_is_not_about_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: str, kind: type[Exception]
) -> None:
    git.run(["version"])  # GitPython itself has asked for the version then
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/git").write_text(f"#!/bin/sh\ncat >&2 <<'END'\n{said}\nEND\nexit 128\n")
    (tmp_path / "bin/git").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:{os.environ['PATH']}")
    with pytest.raises(kind):
        git.run(["fetch"])


def test_an_index_that_cannot_be_written_costs_no_site_its_people(tmp_path: Path) -> None:
    repo = RepoBuilder(tmp_path / "repo", worktree=False)
    for number in range(20):
        repo.commit({f"{number}.md": f"some words on page {number}\n"})
    mirror = mirror_of(repo.path)
    with files_of_at_most(8_000), pytest.raises(OSError, match=r"No space|Input/output|File too large") as caught:
        read_history(mirror, [], tmp_path / "cache")
    assert caught.value.filename == str(index_path(tmp_path / "cache", mirror))
    assert read_history(mirror, [], tmp_path / "cache") == read_history(mirror, [], tmp_path / "other")


def test_an_error_that_sqlite_itself_does_not_number_is_none_of_the_disk() -> None:
    assert store.disk_error(sqlite3.OperationalError("x"), Path("x")) is None
