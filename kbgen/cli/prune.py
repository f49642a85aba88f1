"""`kbgen prune`: which versions are not kept and where their addresses lead, and a cache without what nobody uses."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from kbgen.cache import Cache
from kbgen.cli.console import Console
from kbgen.cli.redirects import dropped_line, redirect_line
from kbgen.cli.studying import Look, StudyOptions, ask
from kbgen.errors import ExitCode

if TYPE_CHECKING:
    from kbgen.routes import Routes

NOTHING = "All versions are kept."
_DAY = 24 * 60 * 60


def prune(options: StudyOptions, argv: Sequence[str], *, days: int, dry_run: bool) -> ExitCode:
    """Tell what is not kept, free what was not used for `days` unless `dry_run`, and return the exit code."""

    def tell(found: Routes, console: Console, cache: Path) -> ExitCode:
        before = time.time() - days * _DAY
        console.show([*(list(_lines(found)) or [NOTHING]), _freed(Cache(cache), before, days, dry_run=dry_run)])
        return ExitCode.OK

    return ask(options, argv, _routes, tell)


def _routes() -> Look[Routes]:
    from kbgen.routes import routes  # brings git and the rest

    return routes


def _lines(found: Routes) -> Iterator[str]:
    """Yield each dropped version with the redirects of its addresses."""
    for dropped in found.dropped:
        yield dropped_line(dropped)
        yield from (f"  {redirect_line(each)}" for each in found.table if each.path.startswith(dropped.root))


def _freed(cache: Cache, before: float, days: int, *, dry_run: bool) -> str:
    entries = size = 0
    for path, length in cache.unused(before):
        if not dry_run:
            path.unlink(missing_ok=True)
        entries, size = entries + 1, size + length
    what = f"{size:,} bytes in {entries:,} cache entries that no build used for {days} days"
    return f"{'Would free' if dry_run else 'Freed'} {what}."
