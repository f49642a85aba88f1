"""A folder of files as a repository with a working folder, and what `kbgen check` finds in it."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from repo_builder import RepoBuilder

from kbgen.check import CheckReport, mended
from kbgen.checking import CheckRequest, check
from kbgen.config import Config, infer, load
from kbgen.progress import Silent

CONFIG = "kbgen.yml"
EXPECTED = "expected.txt"


@dataclass(frozen=True, slots=True)
class Checked:
    """A checked repository, and where it lies."""

    report: CheckReport
    repository: Path
    cache: Path
    today: date

    def mended(self) -> Checked:
        """Make every edit in the files of the repository, and check it again."""
        for file, path in self.report.paths.items():
            edits = [each.edit for each in self.report.findings if each.file == file and each.edit]
            place = self.repository / path
            place.write_bytes(mended(place.read_bytes(), edits)[0])
        return looked_at(self.repository, self.cache, self.today)


def checked(folder: Path, tmp_path: Path, today: date) -> Checked:
    """Copy `folder` into a repository below `tmp_path`, commit all of it, and check it.

    A `kbgen.yml` in it describes the site; its sources are relative to the folder.
    """
    place = tmp_path / "kb"
    shutil.copytree(folder, place, ignore=shutil.ignore_patterns(EXPECTED))
    files = {str(path.relative_to(place)): path.read_bytes() for path in place.rglob("*") if path.is_file()}
    RepoBuilder(place).commit(files)
    return looked_at(place, tmp_path / "cache", today)


def looked_at(place: Path, cache: Path, today: date) -> Checked:
    """Check the repository at `place`."""
    request = CheckRequest(_config(place), cache, today)
    return Checked(check(request, Silent()), place, cache, today)


def _config(place: Path) -> Config:
    return load(place / CONFIG) if (place / CONFIG).exists() else infer([str(place)], place.parent)
