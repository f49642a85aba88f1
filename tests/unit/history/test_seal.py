"""Whatever bit of an index turns over, history is told as it is."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from grown_repo import grow
from history_traps import mirror_of
from repo_builder import RepoBuilder

from kbgen.history import Indexed, index_path, query, read_history, store
from kbgen.history.seal import is_sound, seal_of
from kbgen.model import Mirror


@pytest.fixture(scope="module")
def mirror(tmp_path_factory: pytest.TempPathFactory) -> Mirror:
    repo = RepoBuilder(tmp_path_factory.mktemp("grown") / "repo", worktree=False)
    grow(repo, random.Random(3), 12)
    return mirror_of(repo.path)


@pytest.fixture(scope="module")
def good(mirror: Mirror, tmp_path_factory: pytest.TempPathFactory) -> Indexed:
    return read_history(mirror, [], tmp_path_factory.mktemp("cache"))


@pytest.fixture
def index(mirror: Mirror, good: Indexed, tmp_path: Path) -> Path:
    assert read_history(mirror, [], tmp_path) == good
    return index_path(tmp_path, mirror)


@pytest.fixture
def made_anew(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Give the indexes that were discarded."""
    found: list[Path] = []
    discard = store.discard

    def counted(path: Path) -> None:
        found.append(path)
        discard(path)

    monkeypatch.setattr(store, "discard", counted)
    return found


def bits(size: int, number: int) -> Iterator[tuple[int, int]]:
    dice = random.Random(5)
    yield from ((dice.randrange(size), dice.randrange(8)) for _ in range(number))


def test_a_bit_that_turned_over_changes_nothing_that_is_told(
    mirror: Mirror, good: Indexed, index: Path, tmp_path: Path, made_anew: list[Path]
) -> None:
    body = index.read_bytes()
    for place, bit in bits(len(body), 25):
        index.write_bytes(body[:place] + bytes([body[place] ^ 1 << bit]) + body[place + 1 :])
        assert read_history(mirror, [], tmp_path) == good
    assert made_anew == [index] * 25


def as_folder(path: Path) -> None:
    path.unlink()
    (path / "more").mkdir(parents=True)


def as_link_to_itself(path: Path) -> None:
    path.unlink()
    path.symlink_to(path.name)


def as_nobodys(path: Path) -> None:
    path.chmod(0)


def as_another(path: Path) -> None:
    store.discard(path)
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE state (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID")
        db.execute(f"PRAGMA user_version = {store.VERSION}")


def without_its_seal(path: Path) -> None:
    seal_of(path).unlink()


def with_a_broken_seal(path: Path) -> None:
    seal_of(path).write_bytes(b"\xff\xff")


def with_a_journal_of_nobody(path: Path) -> None:
    path.with_name(f"{path.name}-journal").write_bytes(os.urandom(4096))


DAMAGES = (as_folder, as_link_to_itself, as_nobodys, as_another, without_its_seal, with_a_broken_seal)


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_what_is_no_index_of_ours_is_replaced(
    mirror: Mirror, good: Indexed, index: Path, tmp_path: Path, made_anew: list[Path], damage: Callable[[Path], None]
) -> None:
    if damage is as_nobodys and os.geteuid() == 0:
        pytest.skip("root may read everything")
    damage(index)
    made_anew.clear()
    assert read_history(mirror, [], tmp_path) == good
    assert made_anew == [index]
    assert is_sound(index)


def test_a_journal_of_nobody_is_no_harm(
    mirror: Mirror, good: Indexed, index: Path, tmp_path: Path, made_anew: list[Path]
) -> None:
    with_a_journal_of_nobody(index)
    assert read_history(mirror, [], tmp_path) == good
    assert is_sound(index)


def test_nothing_is_written_where_nothing_is_new(
    mirror: Mirror, good: Indexed, index: Path, tmp_path: Path, made_anew: list[Path]
) -> None:
    before = [path.stat().st_mtime_ns for path in (index, seal_of(index))]
    assert read_history(mirror, [], tmp_path) == good
    assert [path.stat().st_mtime_ns for path in (index, seal_of(index))] == before
    assert made_anew == []


DIES = """
import os, signal, sys
from pathlib import Path
from kbgen.history import store
with store.transaction(Path(sys.argv[1])) as db:
    db.execute("PRAGMA cache_size = 1")  # so that much of it is in the file before the end
    for number in range(5000):
        db.execute("INSERT INTO state VALUES (?, ?)", (str(number), "x" * 100))
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_what_a_killed_process_began_is_undone_and_the_rest_is_kept(
    mirror: Mirror, good: Indexed, index: Path, tmp_path: Path, made_anew: list[Path]
) -> None:
    size = index.stat().st_size
    done = subprocess.run([sys.executable, "-c", DIES, str(index)], check=False)
    assert done.returncode == -signal.SIGKILL
    assert index.stat().st_size > size, "the child wrote nothing"
    assert read_history(mirror, [], tmp_path) == good
    assert made_anew == []


def test_a_transaction_that_fails_leaves_a_sound_index(index: Path) -> None:
    with pytest.raises(LookupError), store.transaction(index) as db:
        store.set_state(db, "key", "value")
        raise LookupError
    assert is_sound(index)


def test_one_works_on_an_index_at_a_time(index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "LOCK_SECONDS", 0.1)
    refused: list[Exception] = []

    def other() -> None:
        try:
            with store.transaction(index):
                pytest.fail("two hold one lock")
        except sqlite3.OperationalError as error:
            refused.append(error)

    with store.transaction(index) as db:
        thread = threading.Thread(target=other)
        thread.start()
        thread.join()
        assert query.read_links(db)
    assert "another build" in str(refused[0])
