"""Fixtures for all tests."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings
from repo_builder import ENVIRONMENT, RepoBuilder

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the command line does

# No test depends on the speed of a machine, or on chance: what `make torture` tries is new each time.
settings.register_profile("kbgen", deadline=None, derandomize=True)
settings.load_profile("kbgen")


@pytest.fixture(autouse=True)
def scrubbed_git_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the git settings of the machine and of an outer git process out of every test."""
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def repo_builder(tmp_path: Path) -> Callable[..., RepoBuilder]:
    """Return a maker of repositories: `repo_builder("kb")` is an empty one in `tmp_path / "kb"`."""

    def make(name: str = "repo", *, worktree: bool = True) -> RepoBuilder:
        return RepoBuilder(tmp_path / name, worktree=worktree)

    return make


@pytest.fixture
def repo(repo_builder: Callable[..., RepoBuilder]) -> RepoBuilder:
    """Return an empty repository in `tmp_path / "repo"`."""
    return repo_builder()
