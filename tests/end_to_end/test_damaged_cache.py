"""Files of a cache are damaged at random, many at once: the site and what is said of it are those of a clean build.

All files count: entries, the index of history and its seal, locks, and whatever a mirror consists of. Some damage
leaves no trace in size and times, as bits do that turn over on a disk. What a build makes good stays for the next.
"""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from command_line import fingerprint
from many_sided import many_sided, revise
from small_site import build_site

from kbgen.config import load
from kbgen.errors import ExitCode
from kbgen.report import BuildReport

Damage = Callable[[Path, Path, random.Random], None]


def flipped(path: Path, __: Path, chance: random.Random) -> None:
    """Turn some bits; time and size stay."""
    status, body = path.stat(), bytearray(path.read_bytes())
    for _ in range(chance.randint(1, 20) if body else 0):
        body[chance.randrange(len(body))] ^= 1 << chance.randrange(8)
    _write(path, body)
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


def cut(path: Path, _: Path, chance: random.Random) -> None:
    body = path.read_bytes()
    _write(path, body[: chance.randrange(len(body) + 1)])


def emptied(path: Path, _: Path, __: random.Random) -> None:
    _write(path, b"")


def swapped(path: Path, other: Path, _: random.Random) -> None:
    """Exchange a file with another one, together with its times."""
    aside = path.with_name("aside")
    path.rename(aside)
    other.rename(path)
    aside.rename(other)


def as_folder(path: Path, _: Path, __: random.Random) -> None:
    path.unlink()
    (path / "more").mkdir(parents=True)
    (path / "more/file").write_bytes(b"x")


def overwritten(path: Path, other: Path, _: random.Random) -> None:
    _write(path, other.read_bytes())


DAMAGES: tuple[Damage, ...] = (flipped, flipped, flipped, cut, emptied, swapped, as_folder, overwritten)


def _write(path: Path, body: bytes | bytearray) -> None:
    path.chmod(0o644)  # packs may only be read
    path.write_bytes(body)


def files(cache: Path) -> list[Path]:
    return sorted(path for path in cache.rglob("*") if path.is_file())


def damaged(cache: Path, count: int, chance: random.Random) -> list[str]:
    """Damage `count` files, one after the other, each of them once; return what was done to which."""
    done = []
    left = files(cache)
    for path in chance.sample(left, min(count, len(left))):
        if path.is_file():  # and not moved away by the exchange of another
            damage = chance.choice(DAMAGES)
            damage(path, chance.choice([each for each in left if each != path and each.is_file()]), chance)
            done.append(f"{damage.__name__} {path.relative_to(cache)}")
    return done


def built(folder: Path, output: str = "site") -> tuple[dict[str, str], BuildReport]:
    site, report = build_site(folder, load(folder / "kbgen.yml"), output=output)
    return fingerprint(site), report


def damage_rounds(folder: Path, total: int, at_once: int, seed: int) -> None:
    """Damage `total` files of the cache in `folder`, `at_once` before each build."""
    clean, first = built(folder)
    chance, count = random.Random(seed), 0
    while count < total:
        done = damaged(folder / "cache", min(at_once, total - count), chance)
        count += len(done)
        if chance.randrange(4):  # else the receipt may say that the site is there
            shutil.rmtree(folder / "site")
        site, report = built(folder)
        assert report.exit_code is ExitCode.OK, (done, report.problems)
        assert report.problems == first.problems, done
        assert {path for path in clean if site.get(path) != clean[path]} == set(), done
        assert site == clean, done


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = many_sided(tmp_path / "place")
    revise(folder)
    return folder


def test_a_cache_damaged_at_random_changes_nothing(folder: Path) -> None:
    damage_rounds(folder, 40, 40, seed=1)


@pytest.mark.torture
@pytest.mark.parametrize(("at_once", "seed"), [(100, 2), (40, 3), (10, 4), (2, 5)])
def test_a_thousand_damaged_files_change_nothing(folder: Path, at_once: int, seed: int) -> None:
    damage_rounds(folder, {100: 500, 40: 400, 10: 150, 2: 20}[at_once], at_once, seed)
