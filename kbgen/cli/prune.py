"""`kbgen prune`: which versions are not kept and where their addresses lead, and a cache without what nobody uses."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from kbgen.cache import Cache
from kbgen.cli.caching import freed
from kbgen.cli.console import Console
from kbgen.cli.redirects import dropped_line, redirect_line
from kbgen.cli.studying import Look, StudyOptions, ask
from kbgen.errors import ExitCode

if TYPE_CHECKING:
    from kbgen.routes import Routes

NOTHING = "All versions are kept."


def prune(options: StudyOptions, argv: Sequence[str], *, days: int, dry_run: bool) -> ExitCode:
    """Tell what is not kept, free what was not used for `days` unless `dry_run`, and return the exit code."""

    def tell(found: Routes, console: Console, cache: Path) -> ExitCode:
        console.show([*(list(_lines(found)) or [NOTHING]), freed(Cache(cache), days, dry_run=dry_run)])
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
