"""`kbgen prune`: what is not kept is told with its redirects, and only what nobody uses leaves the cache."""

from __future__ import annotations

import json
import os
import re
import shutil
import time
from pathlib import Path

import pytest
from command_line import fingerprint, kbgen
from repo_builder import RepoBuilder

from kbgen.cache import Cache, key
from kbgen.stock import to_free

DAY = 24 * 60 * 60
CONFIG = {
    "site": {"name": "KB"},
    "search": {"engine": "none"},
    "sources": [{"url": "kb", "tags": ["v*"], "branches": [], "keep": {"minors": 2}}],
}


@pytest.fixture
def place(tmp_path: Path) -> Path:
    repo = RepoBuilder(tmp_path / "kb").commit({"docs/index.md": "# Home", "docs/a.md": "# A"}).tag("v1.0")
    for minor in (1, 2, 3):
        repo.commit({"docs/a.md": f"# A\n\nText of 1.{minor}.\n"}).tag(f"v1.{minor}")
    (tmp_path / "kbgen.yml").write_text(json.dumps(CONFIG), encoding="utf-8")
    return tmp_path


def entries(cache: Path) -> list[Path]:
    """Return the entries of a cache, which are not its mirrors and not the index of history."""
    found = (path for path in cache.rglob("*") if path.is_file() and re.fullmatch("[0-9a-f]{64}", path.name))
    return sorted(path for path in found if path.relative_to(cache).parts[0] not in ("mirrors", "history"))


def aged(paths: list[Path], days: int) -> None:
    for path in paths:
        os.utime(path, (time.time() - days * DAY,) * 2)


def test_what_is_not_kept_is_told_and_what_nobody_uses_is_freed(place: Path) -> None:
    first = kbgen("build", cwd=place)
    assert first.code == 0, first.err
    cache = place / ".cache"
    used = entries(cache)
    Cache(cache).put("page", key("forgotten"), b"x" * 968)
    everything = entries(cache)
    aged(everything, 40)
    shutil.rmtree(cache / "receipt")  # as after a week
    assert kbgen("build", cwd=place).code == 0  # uses all that it finds, and so gives it a new date
    others = {path for path in cache.rglob("*") if path.is_file()} - set(everything)

    told = kbgen("prune", "--dry-run", "--offline", cwd=place)
    assert told.code == 0, told.err
    listed = re.findall(r"^kb (\S+) is dropped: (.*)$", told.out, re.MULTILINE)
    shown = [each["version"] for each in json.loads((place / "site/versions.json").read_bytes())]
    assert (shown, [name for name, _ in listed]) == (["1.3", "1.2"], ["1.1", "1.0"])
    assert {why for _, why in listed} == {"not one of the newest 2 minor versions"}
    for name, _ in listed:
        assert f"  /{name}/a/ -> /1.2/a/  ({name} is not kept)\n" in told.out
        assert "../../1.2/a/" in (place / "site" / name / "a/index.html").read_text(encoding="utf-8")
    assert told.out.endswith("Would free 1,000 bytes in 1 cache entries that no build used for 30 days.\n")
    assert entries(cache) == everything

    done = kbgen("prune", "--offline", cwd=place)
    assert done.out == told.out.replace("Would free", "Freed")
    assert entries(cache) == used
    assert others <= {path for path in cache.rglob("*") if path.is_file()}


def test_a_build_after_everything_was_freed_gives_the_same_bytes(place: Path) -> None:
    assert kbgen("build", cwd=place).code == 0
    published, cache = fingerprint(place / "site"), place / ".cache"
    aged(entries(cache), 3)
    assert re.search(r"^Freed [\d,]{4,} bytes", kbgen("prune", "--days", "2", "--offline", cwd=place).out, re.MULTILINE)
    assert entries(cache) == []
    assert kbgen("build", "--offline", cwd=place).code == 0
    assert fingerprint(place / "site") == published


def test_what_a_killed_build_left_is_freed_and_mirrors_never_are(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    name = "0" * 64
    kept = [tmp_path / "mirrors/00" / name, tmp_path / "history" / name, tmp_path / "page/00/mine.txt"]
    left = tmp_path / "page/00" / f".{'0' * 32}.tmp"
    for path in (*kept, left):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"12345")
    aged([*kept, left], 40)
    assert [(each.path, each.size) for each in to_free(cache, time.time() - 30 * DAY)] == [(left, 5)]


def test_reading_gives_an_old_entry_todays_date_and_leaves_a_young_one_alone(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    for days, is_noted in ((2, True), (0, False)):
        cache.put("page", key("x"), b"")
        (path,) = entries(tmp_path)
        aged([path], days)
        before = path.stat().st_mtime
        assert cache.get("page", key("x")) == b""
        assert (path.stat().st_mtime > before) is is_noted
