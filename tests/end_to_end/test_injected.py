"""Builds that are killed, and whose disk refuses, at points spread over their run: by time, and by call of the system.

After each the output is wholly the old site or wholly the new one, and the next build gives what a clean build gives.
The calls are those that change files of the site and the cache, in whichever process. The disk that is full is a real
one of a few megabytes, so that git and SQLite meet it too. The common run takes a few points, `make torture` hundreds.
"""

from __future__ import annotations

import errno
import itertools
import os
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from command_line import Done, fingerprint
from forked import KILL_ALL, KILL_FIRST, Fault, Server, compiled, forks
from many_sided import many_sided, revise
from output_folder import names
from repo_builder import RepoBuilder

from kbgen.errors import ExitCode
from kbgen.publish import MANIFEST
from kbgen.publish.manifest import manifest_of

ERRORS: dict[str, tuple[int, ...]] = {
    "open": (errno.ENOSPC, errno.EROFS),
    "write": (errno.ENOSPC, errno.EIO),
    "pwrite64": (errno.ENOSPC, errno.EIO),
    "fdatasync": (errno.EIO,),
    "fsync": (errno.EIO,),
    "syncfs": (errno.EIO, errno.ENOSPC),
    "mkdir": (errno.ENOSPC,),
    "rename": (errno.EIO, errno.ENOSPC),
}
NAMESPACE = ("unshare", "--user", "--map-root-user", "--mount")
HAS_COMPILER = sys.platform == "linux" and shutil.which("cc") is not None
needs_compiler = pytest.mark.skipif(not HAS_COMPILER, reason="needs Linux and a C compiler")


def may_mount() -> bool:
    command = (*NAMESPACE, "mount", "-t", "tmpfs", "none", "/mnt")
    return bool(shutil.which("unshare")) and subprocess.run(command, capture_output=True, check=False).returncode == 0


@dataclass
class Place:
    """A folder with sources, the site of their first revision and its cache; a build is to make the second.

    `seen` is where the folder is for this process: one that the server has mounted is seen through /proc.
    """

    server: Server
    folder: Path
    seen: Path
    kept: Path
    old: dict[str, str]
    new: dict[str, str]
    codes: Counter[int]

    def restore(self) -> None:
        """Put the folder back to where it was when the first revision had been published."""
        for path in self.seen.iterdir():
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        shutil.copytree(self.kept, self.seen, dirs_exist_ok=True, symlinks=True)

    def build(self, fault: Fault | None = None) -> Done:
        """Build; with a `fault`, over what there was when the first revision had been published."""
        if fault:
            self.restore()
        return self.server.start("build", "-j", "1", cwd=self.folder, fault=fault).wait()

    def calls(self, call: str = "") -> int:
        """Return how many calls of a kind the build makes that change files."""
        return int(self.build(Fault(call)).out)

    def look(self, done: Done, codes: Sequence[int]) -> None:
        """See that the output is one site as a whole, and that the next build makes the new one."""
        assert done.code in codes, done.err
        assert "Traceback" not in done.err
        assert "KB106" not in done.err, done.err
        self.codes[done.code] += 1
        site = fingerprint(self.seen / "site")
        assert manifest_of(self.seen / "site") == (self.seen / "site" / MANIFEST).read_bytes()
        assert () in (differing(site, self.old), differing(site, self.new)), done.err
        if done.code == ExitCode.BUG:
            assert ("The site in site is as it was." in done.err) is (site == self.old), done.err
            assert ("Published to site, then failed: the site is whole." in done.err) is (site == self.new), done.err
        again = self.build()
        assert again.code == 0, (done.err, again.err)
        assert differing(fingerprint(self.seen / "site"), self.new) == (), (done.err, again.err)
        assert [name for name in names(self.seen) if name.startswith(".site.kbgen-")] == []


def differing(one: dict[str, str], other: dict[str, str]) -> tuple[str, ...]:
    return tuple(sorted(path for path in one.keys() | other.keys() if one.get(path) != other.get(path)))


def two_pages(folder: Path) -> None:
    RepoBuilder(folder / "book").commit({"index.md": "# Home\n\n[More](more.md)\n", "more.md": "# More\n"})
    (folder / "kbgen.yml").write_text("sources: [{url: book}]\n")


def another_page(folder: Path) -> None:
    RepoBuilder(folder / "book").commit({"index.md": "# Home again\n", "other.md": "# Other\n"}, author="Bob")


def place_at(root: Path, server: Server, folder: Path, seen: Path, *, modest: bool = False) -> Place:
    """Make the sources, and build both revisions: the first is kept."""
    kept = root / "kept"
    (two_pages if modest else many_sided)(kept)
    place = Place(server, folder, seen, kept, {}, {}, Counter())
    place.restore()
    assert place.build().code == 0
    place.old = fingerprint(seen / "site")
    for made in ("site", ".cache"):
        shutil.copytree(seen / made, kept / made)
    (another_page if modest else revise)(kept)
    place.restore()
    for made in ("site", ".cache"):
        shutil.rmtree(seen / made)
    assert place.build().code == 0
    place.new = fingerprint(seen / "site")
    assert place.old != place.new
    return place


@contextmanager
def placed(tmp_path: Path, *, modest: bool) -> Iterator[Place]:
    (tmp_path / "place").mkdir()
    faults = compiled(tmp_path) if HAS_COMPILER else None
    with forks(tmp_path, faults=faults) as server:
        yield place_at(tmp_path, server, tmp_path / "place", tmp_path / "place", modest=modest)


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    with placed(tmp_path, modest=False) as place:
        yield place


def nth(point: int, points: int, total: int) -> int:
    """Return which of `total` calls is meant by a point: the first one by the first, the last one by the last."""
    return total - (total - 1) * (points - 1 - point) // max(1, points - 1)


def kill_at_calls(place: Place, points: int) -> Counter[int]:
    """Kill a build at calls spread over all that it makes, the whole of it and its first process in turn."""
    total = place.calls()
    for point, whom in zip(range(points), itertools.cycle((KILL_ALL, KILL_FIRST)), strict=False):
        place.look(place.build(Fault("", nth(point, points, total), whom)), (0, -signal.SIGKILL))
    return place.codes


def kill_at_moments(place: Place, points: int) -> Counter[int]:
    """Kill a build at moments spread over the time that it takes, alone or with its workers in turn."""
    place.restore()
    start = time.monotonic()
    assert place.build().code == 0
    length = time.monotonic() - start
    for point in range(points):
        place.restore()
        run = place.server.start("build", "-j", "2", cwd=place.folder)
        time.sleep(length * point / points)
        (os.killpg if point % 2 else os.kill)(run.pid, signal.SIGKILL)
        place.look(run.wait(), (0, -signal.SIGKILL))
    return place.codes


def fail_at_calls(place: Place, points: int, calls: Sequence[str] = tuple(ERRORS)) -> Counter[int]:
    """Let calls of each kind fail, up to `points` of each error: a single one, and all from one on, in turn."""
    for call in calls:
        total = place.calls(call)
        for number in ERRORS[call]:
            for point in range(min(points, total)):
                fault = Fault(call, nth(point, points, total), number, from_then_on=bool(point % 2))
                place.look(place.build(fault), (0, ExitCode.BUG))
    return place.codes


def fill_up(place: Place, points: int) -> Counter[int]:
    """Leave more and more room on the disk, from none to nearly all that a build takes."""
    place.restore()
    disk = place.seen.parent
    before = _free(disk)
    assert place.build().code == 0
    after = _free(disk)
    shutil.rmtree(place.seen / "site")
    taken = before - after + _free(disk) - after  # there are two sites while it builds
    for point in range(points):
        place.restore()
        ballast = disk / "ballast"
        ballast.write_bytes(bytes(max(0, _free(disk) - taken * point // points)))
        done = place.build()
        ballast.unlink()
        place.look(done, (0, ExitCode.BUG))
    return place.codes


def _free(disk: Path) -> int:
    status = os.statvfs(disk)
    return status.f_bavail * status.f_frsize


@needs_compiler
def test_a_build_that_is_killed_or_whose_disk_refuses_leaves_one_whole_site(tmp_path: Path) -> None:
    with placed(tmp_path, modest=True) as place:
        kill_at_calls(place, 3)
        # The last ones of all: the receipt, which is only kept for speed, and the names in the folder of the output.
        fail_at_calls(place, 1, ("write", "fsync"))
        assert place.codes == {-signal.SIGKILL: 3, ExitCode.OK: len(ERRORS["write"]), ExitCode.BUG: 1}


@needs_compiler
@pytest.mark.torture
def test_a_build_killed_at_a_hundred_calls(place: Place) -> None:
    assert kill_at_calls(place, 100)[-signal.SIGKILL] > 90


@pytest.mark.torture
def test_a_build_killed_at_a_hundred_moments(place: Place) -> None:
    assert kill_at_moments(place, 100)[-signal.SIGKILL] > 50


@needs_compiler
@pytest.mark.torture
def test_a_build_whose_disk_refuses_at_single_calls(place: Place) -> None:
    codes = fail_at_calls(place, 4)
    assert codes.total() > 30
    assert codes[ExitCode.BUG] > codes.total() / 2


@pytest.mark.skipif(not may_mount(), reason="needs the right to mount in a namespace of its own")
@pytest.mark.torture
def test_a_build_whose_disk_is_full(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = ("sh", "-c", 'mount -t tmpfs -o size=48m none "$0" && exec "$@"', str(disk))
    with forks(tmp_path, (*NAMESPACE, *mounted)) as server:
        seen = Path(f"/proc/{server.process.pid}/root") / disk.relative_to("/")
        (seen / "place").mkdir()
        codes = fill_up(place_at(tmp_path, server, disk / "place", seen / "place"), 30)
        assert codes[ExitCode.BUG] > 15
