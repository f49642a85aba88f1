"""A folder of files as a repository with a working folder, and what `kbgen check` finds in it."""

from __future__ import annotations

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
    since: str = ""

    def mended(self) -> Checked:
        """Make every edit in the files of the repository, and check it again."""
        for file, path in self.report.paths.items():
            edits = [each.edit for each in self.report.findings if each.file == file and each.edit]
            place = self.repository / path
            place.write_bytes(mended(place.read_bytes(), edits)[0])
        return looked_at(self.repository, self.cache, self.today, self.since)


def checked(folder: Path, tmp_path: Path, today: date) -> Checked:
    """Copy `folder` into a repository below `tmp_path`, commit all of it, and check it.

    A `kbgen.yml` in it describes the site; its sources are relative to the folder. Where there is a folder of the same
    name with `-base` after it, its files are committed first, and what came after them is checked.
    """
    place, base = tmp_path / "kb", folder.with_name(f"{folder.name}-base")
    repository, before = RepoBuilder(place), _files(base)
    if before:
        repository.commit(before)
    repository.commit({**dict.fromkeys(before), **_files(folder)})
    return looked_at(place, tmp_path / "cache", today, "HEAD~1" if before else "")


def _files(folder: Path) -> dict[str, bytes | None]:
    files = (path for path in folder.rglob("*") if path.is_file() and path.name != EXPECTED)
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def looked_at(place: Path, cache: Path, today: date, since: str = "") -> Checked:
    """Check the repository at `place`, or what is new in it `since` a commit."""
    request = CheckRequest(_config(place), cache, today, since=since)
    return Checked(check(request, Silent()), place, cache, today, since)


def _config(place: Path) -> Config:
    return load(place / CONFIG) if (place / CONFIG).exists() else infer([str(place)], place.parent)
