"""The life of an output folder: refuse, lock, tidy up, stage, seal, exchange."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

from filelock import FileLock, Timeout

from kbgen.disk import is_disk_error
from kbgen.errors import LockedError, OutputError, OutputRefusedError
from kbgen.publish.exchange import complete, exchange, flush, fsync_folder
from kbgen.publish.manifest import MANIFEST, is_site, manifest_of


class Published(StrEnum):
    """What `publish` did to the output folder."""

    NEW = "new"
    REPLACED = "replaced"
    UNCHANGED = "unchanged"


@contextlib.contextmanager
def staging(output: Path, *, wait: float = 0, scrap: Path | None = None) -> Iterator[Path]:
    """Lock `output` for at most one build and give an empty folder beside it, on the same file system, to fill.

    At the end the folder is removed, whatever it then holds, and the lock with it. Another build's lock is waited for
    during `wait` seconds. `scrap` is a folder on the same file system that takes what is to be removed, for somebody to
    remove it later. Raises LockedError, OutputRefusedError, and OutputError for what the file system refuses; of
    the caller's block, only for a disk that is full or broken.
    """
    output = _refuse_place(output)
    with contextlib.ExitStack() as stack:
        with _file_errors(output):
            output.parent.mkdir(parents=True, exist_ok=True)
            stack.enter_context(_locked(output, wait))
            complete(output, waiting=_beside(output, "next"), retired=_beside(output, "old"))
            stack.callback(_sweep, output, scrap)
            _sweep(output, scrap)
            _refuse_foreign(output)
            staged = Path(tempfile.mkdtemp(prefix=_beside(output, "").name, dir=output.parent))
        with _file_errors(output, only_of_disk=True):
            yield staged


def publish(staged: Path, output: Path, *, durable: bool = True) -> Published:
    """Seal the site in `staged`, a folder that `staging` gave, and put it in the place of `output` in one step.

    Writes the manifest last and reads it back. If `output` has the very same files already, it is not touched. Raises
    OutputRefusedError if `output` has become something else meanwhile, OutputError if the disk refuses; the old site
    is then still in place. Unless `durable`, nothing waits for the disk: the site may be lost with the power.
    """
    output = output.resolve()
    with _file_errors(output):
        _refuse_foreign(output)
        manifest = _seal(staged)
        if _is_published(output, manifest):
            return Published.UNCHANGED
        if durable:
            flush(staged)
        outcome = _put(staged, output)
        if durable:
            fsync_folder(output.parent)
        return outcome


def _put(staged: Path, output: Path) -> Published:
    if not output.exists():
        staged.rename(output)
        return Published.NEW
    outcome = Published.REPLACED if is_site(output) else Published.NEW
    exchange(staged, output, waiting=_beside(output, "next"), retired=_beside(output, "old"))
    return outcome


def _seal(staged: Path) -> bytes:
    """Give the files below `staged` modes that do not depend on the umask, then write and return their manifest."""
    manifest = manifest_of(staged)
    path = staged / MANIFEST
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(manifest)
    if path.read_bytes() != manifest:
        raise OutputError(f"{path} was not written as it should be", hint="check the disk and its file system")
    for entry in (staged, *staged.rglob("*")):
        entry.chmod(0o755 if entry.is_dir() else 0o644)
    return manifest


def _is_published(output: Path, manifest: bytes) -> bool:
    """Say whether `output` has this manifest and, so that damage by others is mended, the files that it lists."""
    with contextlib.suppress(OSError):
        return (output / MANIFEST).read_bytes() == manifest and manifest_of(output) == manifest
    return False


def _refuse_place(output: Path) -> Path:
    """Return the resolved path of `output`, unless a site must never be put there."""
    resolved = output.resolve()
    if ".git" in resolved.parts:
        raise OutputRefusedError(f"the output folder {output} is inside a .git folder", hint="choose another with -o")
    for place, what in ((Path.cwd(), "the working directory"), (Path("~"), "your home folder")):
        if _expanded(place).is_relative_to(resolved):
            raise OutputRefusedError(
                f"the output folder {output} is, or contains, {what}; publishing would replace it as a whole",
                hint="choose a folder of its own with -o, such as -o site",
            )
    if resolved.is_mount():
        raise OutputRefusedError(
            f"the output folder {output} is a mount point, which cannot be replaced in one step",
            hint=f"choose a folder below it: -o {output / 'site'}",
        )
    return resolved


def _expanded(place: Path) -> Path:
    with contextlib.suppress(RuntimeError):  # a user without a home folder, as in some containers
        place = place.expanduser()
    return place.resolve()


def _refuse_foreign(output: Path) -> None:
    if not output.exists():
        return
    if not output.is_dir():
        raise OutputRefusedError(f"the output {output} is not a folder", hint="remove it, or choose a folder with -o")
    if any(output.iterdir()) and not is_site(output):
        raise OutputRefusedError(
            f"the output folder {output} is not empty and was not made by kbgen (it has no {MANIFEST.as_posix()})",
            hint="empty or remove it yourself, or choose another with -o; kbgen deletes only what it made",
        )


@contextlib.contextmanager
def _locked(output: Path, wait: float) -> Iterator[None]:
    path = _beside(output, "lock")
    lock = FileLock(path, timeout=wait)
    try:
        lock.acquire()
    except Timeout:
        raise LockedError(
            f"another build is at work on {output} (it holds the lock {path})",
            hint="wait until it has finished, or choose another output folder with -o",
        ) from None
    try:
        yield
    finally:
        # Removed while held: who waited on this file sees that it has no name any more and makes a new one.
        with contextlib.suppress(OSError):
            path.unlink()
        lock.release()


def _sweep(output: Path, scrap: Path | None) -> None:
    """Remove what builds left beside `output`. Only under the lock. What resists is left to the next build."""
    prefix, lock = _beside(output, "").name, _beside(output, "lock")
    with contextlib.suppress(OSError):
        for path in output.parent.iterdir():
            if path.name.startswith(prefix) and path != lock:
                _remove(path, scrap)


def _remove(path: Path, scrap: Path | None) -> None:
    if scrap is None:
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.rename(Path(tempfile.mkdtemp(dir=scrap)) / path.name)


def _beside(output: Path, purpose: str) -> Path:
    return output.with_name(f".{output.name}.kbgen-{purpose}")


def _folder_of(error: OSError, output: Path) -> Path:
    """Return the folder in which the file lies that the error is about, that of the output where it names none."""
    return Path(os.fsdecode(error.filename)).parent if isinstance(error.filename, str | bytes) else output.parent


@contextlib.contextmanager
def _file_errors(output: Path, *, only_of_disk: bool = False) -> Iterator[None]:
    """Turn what the file system refuses, or only a full or broken disk, into an OutputError with path and reason."""
    try:
        yield
    except OSError as error:
        if only_of_disk and not is_disk_error(error):
            raise
        raise OutputError(
            f"cannot publish {error.filename or output}: {error.strerror or error}",
            hint=f"check free space and permissions of {_folder_of(error, output)}; the published site is whole",
        ) from error
