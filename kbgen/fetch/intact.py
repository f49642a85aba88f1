"""Whether a mirror is whole: checksums of its packs and their indexes, and what git finds of each ref."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from hashlib import sha1, sha256
from pathlib import Path

from kbgen.disk import is_disk_error
from kbgen.fetch.marker import MARKER, packs_of, read_marker, write_marker
from kbgen.git import GitError, run


def is_intact(git_dir: Path, *, thorough: bool = False) -> bool:
    """Say whether the mirror is whole. Packs that have not been touched since the marker was written are trusted.

    Otherwise their checksums are computed, and git is asked whether every object of every ref is there. What cannot be
    read is not whole. Raises OSError if the disk is broken.
    """
    try:
        if not git_dir.is_dir() or (git_dir / MARKER).is_dir():
            return False
        packs = packs_of(git_dir)
        if not thorough and packs and read_marker(git_dir).packs == packs:
            return True
        return all(_has_good_checksum(git_dir / "objects/pack" / name) for name in packs) and _is_connected(git_dir)
    except OSError as error:
        if is_disk_error(error):
            raise
        return False


def discredit(git_dir: Path) -> bool:
    """Have a mirror verified when it is used next, if it is damaged now; tell whether it is."""
    if not git_dir.is_dir() or is_intact(git_dir, thorough=True):
        return False
    with suppress(OSError):  # what cannot be written is not trusted either
        write_marker(git_dir, replace(read_marker(git_dir), packs={}))
    return True


def _has_good_checksum(path: Path) -> bool:
    """Verify the trailer of a pack or index: the hash of all bytes before it (gitformat-pack)."""
    digest = sha256() if len(path.stem) == len("pack-") + 64 else sha1(usedforsecurity=False)
    with path.open("rb") as file:
        left = path.stat().st_size - digest.digest_size
        while left > 0 and (chunk := file.read(min(left, 1 << 20))):
            digest.update(chunk)
            left -= len(chunk)
        return file.read() == digest.digest()


def _is_connected(git_dir: Path) -> bool:
    try:
        run(["rev-list", "--objects", "--all", "--quiet"], git_dir=git_dir)
    except GitError:
        return False
    return True
