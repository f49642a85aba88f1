"""The same commits give the same bytes and modes, whatever the machine, the place and the way of building are."""

from __future__ import annotations

import itertools
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from command_line import fingerprint
from many_sided import many_sided, revise

TURKISH = "tr_TR.UTF-8"  # where "I".lower() is not "i" for programs that heed the locale


@dataclass(frozen=True, slots=True)
class Machine:
    """Where and how a site is built."""

    folder: str
    umask: int
    zone: str
    language: str
    seed: str
    jobs: str

    def build(self, root: Path, locales: Path) -> Path:
        """Build in `root`, over what an earlier build has left there, and return the site."""
        place = root / self.folder
        if not place.exists():
            revise(many_sided(place))
        shutil.rmtree(place / "site", ignore_errors=True)
        language = {"LANG": self.language, "LC_ALL": self.language, "LOCPATH": str(locales)}
        variables = {"TZ": self.zone, "PYTHONHASHSEED": self.seed, "KBGEN_CACHE": str(place / "cache"), **language}
        command = [sys.executable, "-m", "kbgen", "build", "--quiet", "-j", self.jobs]
        subprocess.run(command, cwd=place, env={**os.environ, **variables}, umask=self.umask, check=True)
        return place / "site"


REFERENCE = Machine("a", 0o022, "UTC", "C.UTF-8", "0", "1")
OTHERS = (
    Machine("another place/ü", 0o077, "Asia/Kolkata", TURKISH, "1", "4"),
    Machine("b", 0o077, "America/St_Johns", "C", "1", "1"),
    Machine("c/d/e", 0o022, "America/St_Johns", TURKISH, "0", "4"),
    Machine("d", 0o077, "UTC", "C", "0", "4"),
    Machine("e f", 0o022, "Asia/Kolkata", "C", "77", "1"),
    Machine("g", 0o000, "Pacific/Kiritimati", TURKISH, "0", "1"),
)
"""Each value of each column meets each of every other one."""


def modes(site: Path) -> dict[str, int]:
    return {str(path.relative_to(site)): path.stat().st_mode for path in (site, *site.rglob("*"))}


@pytest.fixture
def locales(tmp_path: Path) -> Path:
    """Return a folder with the Turkish locale; where it cannot be made, the name alone has to do."""
    folder = tmp_path / "locales"
    folder.mkdir()
    if shutil.which("localedef"):
        command = ["localedef", "-i", "tr_TR", "-f", "UTF-8", str(folder / TURKISH)]
        subprocess.run(command, capture_output=True, check=False)
    return folder


@pytest.mark.torture
def test_machine_place_and_way_of_building_change_nothing(tmp_path: Path, locales: Path) -> None:
    site = REFERENCE.build(tmp_path, locales)
    expected, expected_modes = fingerprint(site), modes(site)
    assert {"recent/feed.xml", "search/index.html", "people/index.html", "book/1.0/index.html"} <= expected.keys()
    for machine, warm in itertools.product((*OTHERS, REFERENCE), (False, True)):
        if machine is REFERENCE and not warm:
            continue
        site = machine.build(tmp_path, locales)
        found = fingerprint(site)
        assert [path for path in found.keys() | expected.keys() if found.get(path) != expected.get(path)] == [], machine
        assert modes(site) == expected_modes, machine
