"""The folder of the cache: can it be written, is there room, what is in it, and is it whole? Deletes nothing."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from kbgen.cache import Cache
from kbgen.doctor.case import Case
from kbgen.doctor.finding import Finding, State
from kbgen.stock import holdings, is_damaged, stored

LITTLE: Final = 1 << 30
"""Bytes of free space from which on it is little: a first build of a large repository takes about as much."""
NONE: Final = 100 << 20
SAMPLE: Final = 400
"""How many entries are read, evenly from all."""
ELSEWHERE: Final = "choose another folder with --cache DIR or KBGEN_CACHE"


def cache_folder(case: Case) -> Iterator[Finding]:
    """Yield how the folder of the cache is."""
    if not case.cache.is_dir():
        yield _unmade(case.cache)
        return
    if why := _why_unwritable(case.cache):
        yield Finding("cache", State.ERROR, f"{case.cache} cannot be written: {why}", "every build needs it", ELSEWHERE)
    yield from _room(case.cache)
    yield Finding("cache", State.OK, f"{case.cache}: {_kinds(case.cache)}")
    yield from _sampled(Cache(case.cache))
    if logs := len(list((case.cache / "logs").glob("kbgen-*.md"))):
        what = f"{logs} log{'' if logs == 1 else 's'} of faults of kbgen in {case.cache / 'logs'}"
        yield Finding(
            "cache", State.NOTE, what, "each is shaped as a report", "report what is not known, then delete them"
        )


def _unmade(folder: Path) -> Finding:
    parent = next(each for each in folder.parents if each.exists())
    if folder.exists() or not parent.is_dir() or not os.access(parent, os.W_OK):
        what = f"{folder} is no folder" if folder.exists() else f"{folder} cannot be made"
        return Finding("cache", State.ERROR, what, "every build needs it", ELSEWHERE)
    return Finding("cache", State.OK, f"{folder}: not made yet")


def _why_unwritable(folder: Path) -> str:
    try:
        with tempfile.TemporaryFile(dir=folder):
            return ""
    except OSError as error:
        return error.strerror or str(error)


def _room(folder: Path) -> Iterator[Finding]:
    free = shutil.disk_usage(folder).free
    if free < LITTLE:
        state = State.ERROR if free < NONE else State.WARNING
        why = "repositories, their history and converted pages are kept there"
        action = f"free some (`kbgen cache gc`), or {ELSEWHERE}"
        yield Finding("cache", state, f"only {size(free)} are free for {folder}", why, action)


def _kinds(folder: Path) -> str:
    """Return in words how much there is of each kind, the largest first."""
    held = holdings(Cache(folder))
    parts = [f"{each.kind} {size(each.size)}" for each in held]
    return f"{size(sum(each.size for each in held))} ({', '.join(parts)})" if parts else "empty"


def _sampled(cache: Cache) -> Iterator[Finding]:
    entries = stored(cache)
    sample = entries[:: max(1, len(entries) // SAMPLE)]
    damaged = [path for path in sample if is_damaged(path)]
    if damaged:
        what = f"{len(damaged)} of {len(sample)} entries that were read are damaged, such as {damaged[0]}"
        why = "an older kbgen wrote them, or the disk has lost something; a build makes them again"
        action = "`kbgen cache verify` removes all that are; if the kbgen here is not new, look at the disk"
        yield Finding("cache", State.WARNING, what, why, action)
    elif sample:
        yield Finding("cache", State.OK, f"{len(sample):,} of {len(entries):,} entries were read: all are whole")


def size(count: int) -> str:
    """Return a number of bytes as people say it: `1.2 GB`."""
    amount, unit = float(count), "bytes"
    for unit in ("bytes", "kB", "MB", "GB", "TB"):
        if amount < 1000 or unit == "TB":
            break
        amount /= 1000
    return f"{amount:.0f} {unit}" if unit == "bytes" or amount >= 10 else f"{amount:.1f} {unit}"
