from __future__ import annotations

from pathlib import Path

import pytest
from filelock import Timeout
from repo_builder import RepoBuilder
from small_site import build_site, config_of

from kbgen.errors import ExitCode
from kbgen.lock import lock_at


def test_one_holds_a_lock_at_a_time(tmp_path: Path) -> None:
    with lock_at(tmp_path / "a.lock", 0), pytest.raises(Timeout), lock_at(tmp_path / "a.lock", 0):
        pytest.fail("two hold one lock")


def test_a_folder_in_the_place_of_a_lock_stops_no_build(tmp_path: Path, repo: RepoBuilder) -> None:
    repo.commit({"index.md": "# Home\n"})
    config = config_of({"url": str(repo.path), "name": "kb"})
    build_site(tmp_path, config)
    locks = sorted((tmp_path / "cache").rglob("*.lock"))
    assert {lock.parent.name for lock in locks} == {"history", "mirrors"}
    for lock in locks:
        lock.unlink()
        (lock / "more").mkdir(parents=True)
    repo.commit({"more.md": "# More\n"})
    _, report = build_site(tmp_path, config)
    assert (report.exit_code, report.published, report.problems) == (ExitCode.OK, "replaced", ())
