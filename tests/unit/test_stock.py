"""`kbgen cache stat`, `gc` and `verify`: what is told is what is there, and only entries are ever removed."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import pytest
from command_line import kbgen

from kbgen.cache import Cache, key
from kbgen.stock import free, to_free

DAY = 24 * 60 * 60.0
HEAD = 32
"""Bytes of an entry before its body."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a cache of four entries, of 100 to 400 bytes, last used one to four weeks ago, and of a mirror."""
    cache = Cache(tmp_path / "cache")
    for number in range(1, 5):
        cache.put("page", key(str(number)), b"x" * (number * 100 - HEAD))
        os.utime(entry(cache.root, number), (time.time() - number * 7 * DAY,) * 2)
    (cache.root / "mirrors" / "kb.git").mkdir(parents=True)
    (cache.root / "mirrors" / "kb.git" / "HEAD").write_text("ref: refs/heads/main\n")
    return cache.root


def entry(root: Path, number: int) -> Path:
    name = key(str(number))
    return root / "page" / name[:2] / name


def left(root: Path) -> list[int]:
    return [number for number in range(1, 5) if entry(root, number).exists()]


def test_what_the_cache_holds_is_told_by_kind(folder: Path, tmp_path: Path) -> None:
    told = kbgen("cache", "stat", "--json", cwd=tmp_path, cache=folder)
    document = json.loads(told.out)
    assert (told.code, document["root"], document["size"]) == (0, str(folder), 1021)
    week_ago = time.strftime("%Y-%m-%d", time.gmtime(time.time() - 7 * DAY))
    kinds = [(each["kind"], each["files"], each["size"]) for each in document["kinds"]]
    assert kinds == [("page", 4, 1000), ("mirrors", 1, 21)]
    assert document["kinds"][0]["used"] == week_ago
    lines = kbgen("cache", "stat", cwd=tmp_path, cache=folder).out.splitlines()
    assert lines[0] == f"{folder}: 1,021 bytes"
    assert [line.split()[:2] for line in lines[1:]] == [["page", "1,000"], ["mirrors", "21"]]


@pytest.mark.parametrize(
    ("options", "kept", "told"),
    [
        ((), [1, 2, 3, 4], "Freed 0 bytes in 0 cache entries that no build used for 30 days."),
        (("--days", "20"), [1, 2], "Freed 700 bytes in 2 cache entries that no build used for 20 days."),
        (("--max-size", "0.3 kB"), [1, 2], "Freed 700 bytes in 2 cache entries that are older than 30 days or beyond"),
        (("--max-size", "299"), [1], "Freed 900 bytes in 3 cache entries"),
        (("--max-size", "0", "--dry-run"), [1, 2, 3, 4], "Would free 1,000 bytes in 4 cache entries"),
    ],
)
def test_what_was_not_used_for_longest_goes_first(
    options: tuple[str, ...], kept: list[int], told: str, folder: Path, tmp_path: Path
) -> None:
    done = kbgen("cache", "gc", *options, cwd=tmp_path, cache=folder)
    assert (done.code, left(folder)) == (0, kept), done.err
    assert done.out.startswith(told)
    assert (folder / "mirrors" / "kb.git" / "HEAD").exists()


def test_a_size_that_is_none_is_refused(folder: Path, tmp_path: Path) -> None:
    done = kbgen("cache", "gc", "--max-size", "much", cwd=tmp_path, cache=folder)
    assert done.code == 2
    assert "'much' is no size such as 500MB or 2GB" in done.err


def test_an_entry_that_another_process_has_freed_is_no_error(folder: Path) -> None:
    found = to_free(Cache(folder), time.time())
    free(found)
    free(found)
    assert left(folder) == []


def test_damaged_entries_are_named_and_removed(folder: Path, tmp_path: Path) -> None:
    first = kbgen("cache", "verify", cwd=tmp_path, cache=folder)
    assert (first.code, first.out) == (0, "4 entries were read: all are whole.\n")
    entry(folder, 2).write_bytes(entry(folder, 2).read_bytes()[:-1])
    entry(folder, 3).write_bytes(entry(folder, 1).read_bytes())
    done = kbgen("cache", "verify", cwd=tmp_path, cache=folder)
    assert (done.code, left(folder)) == (1, [1, 4])
    named = sorted(line.removeprefix("damaged, removed: ") for line in done.out.splitlines()[:-1])
    assert named == sorted(str(entry(folder, number)) for number in (2, 3))
    assert done.out.splitlines()[-1].startswith("4 entries were read: 2 were damaged and are removed.")
