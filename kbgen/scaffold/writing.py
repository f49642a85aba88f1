"""Put files into a folder: each whole or not at all, and none over one that is there."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from kbgen.errors import ConfigError, OutputError
from kbgen.suggest import shown


@dataclass(frozen=True, slots=True)
class Written:
    """The paths of the files that were written, and of those that were there before and stay as they are."""

    written: tuple[str, ...]
    left: tuple[str, ...]


def write(draft: Mapping[str, str], folder: Path) -> Written:
    """Write the files of `draft` below `folder`, but for those that are there.

    All are made beside their places first, and then appear one by one, so that nothing is left of them when the disk
    is full or the run is ended. Raises ConfigError when a link leads out of the folder, OutputError when the disk
    refuses.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _check(draft, folder)
        left = tuple(path for path in draft if _is_there(folder / path))
        new = {path: text for path, text in draft.items() if path not in left}
        with _staged(new, folder) as staging:
            _appear(new, staging, folder)
    except OSError as error:
        message = f"'{shown(str(error.filename or folder), 200)}' cannot be written: {error.strerror or error}"
        raise OutputError(message, hint="nothing was changed; choose another folder, or make room") from error
    return Written(tuple(new), left)


def _check(draft: Mapping[str, str], folder: Path) -> None:
    """Refuse to write through links that a repository brings along, to wherever they lead."""
    top = folder.resolve()
    for path in draft:
        if not (folder / path).parent.resolve().is_relative_to(top):
            message = (
                f"'{shown(path)}' would lie outside of '{shown(str(folder), 200)}': a symbolic link leads out of it"
            )
            raise ConfigError(message, hint="remove the link, or choose another folder")


def _is_there(path: Path) -> bool:
    return path.exists() or path.is_symlink()


@contextmanager
def _staged(draft: Mapping[str, str], folder: Path) -> Iterator[Path]:
    """Give a folder with all files written, which is removed in the end."""
    staging = Path(tempfile.mkdtemp(prefix=".kbgen-init-", dir=folder))
    try:
        for path, text in draft.items():
            (staging / path).parent.mkdir(parents=True, exist_ok=True)
            (staging / path).write_text(text, encoding="utf-8", newline="\n")
        yield staging
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _appear(draft: Mapping[str, str], staging: Path, folder: Path) -> None:
    """Link each file to its place, which fails where something has come meanwhile; then take all back."""
    done: list[Path] = []
    folders: list[Path] = []
    try:
        for path in draft:
            place = folder / path
            folders += _made_folders(place.parent)
            _link(staging / path, place)
            done.append(place)
    except BaseException:
        for place in done:
            place.unlink()
        for made in reversed(folders):
            with suppress(OSError):
                made.rmdir()
        raise


def _made_folders(folder: Path) -> Iterator[Path]:
    """Make a folder and those above it, and yield those that are new."""
    missing = [folder, *folder.parents]
    for each in reversed(missing[: next(n for n, path in enumerate(missing) if path.exists())]):
        each.mkdir()
        yield each


def _link(source: Path, place: Path) -> None:
    """Let a file appear at `place`, whole, and never over another one."""
    try:
        os.link(source, place)
    except FileExistsError:
        raise
    except OSError:  # a file system without hard links: the file is made anew, and must not be there
        with place.open("xb") as file:
            file.write(source.read_bytes())
