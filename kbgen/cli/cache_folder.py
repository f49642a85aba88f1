"""The folder of the cache: where it is, whether it can be used, and what to say when it fails."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kbgen.errors import ExitCode, KbgenError


class CacheError(KbgenError):
    """The chosen cache folder cannot be used."""

    code = "KB105"


class CacheBrokenError(CacheError):
    """The cache folder failed in the middle of a build, as by a full disk."""

    exit_code = ExitCode.BUG


def located(chosen: Path | None) -> Path:
    """Return the absolute path of the chosen cache folder, by default the one that the system has for caches."""
    if chosen is not None:
        return chosen.absolute()
    from platformdirs import user_cache_path

    return user_cache_path("kbgen").absolute()


@contextmanager
def usable(folder: Path) -> Iterator[Path]:
    """Make the folder, try to write in it, and give it. Raises CacheError, later too for errors of files below it."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise CacheError(_message(folder, error), hint="choose another with --cache DIR or KBGEN_CACHE") from error
    try:
        yield folder
    except OSError as error:
        if not _is_below(folder, error.filename):
            raise
        hint = "check its free space and permissions; all of it may be deleted at any time"
        raise CacheBrokenError(_message(folder, error), hint=hint) from error


def _message(folder: Path, error: OSError) -> str:
    return f"the cache folder {folder} cannot be used: {error.strerror or error}"


def _is_below(folder: Path, name: object) -> bool:
    return isinstance(name, str) and Path(name).is_relative_to(folder)
