"""`kbgen cache`: what the cache holds, room in it, and whether its entries are whole."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from kbgen.cache import Cache
from kbgen.cli.cache_folder import located, usable
from kbgen.cli.console import Console
from kbgen.cli.failure import tell_failure
from kbgen.errors import ExitCode
from kbgen.stock import Holding, free, holdings, is_damaged, stored, to_free

_DAY = 24 * 60 * 60
MOST_NAMED = 20
"""Damaged entries that are named; of more, only the number."""


def stat(folder: Path | None, argv: Sequence[str], *, as_json: bool) -> ExitCode:
    """Tell how much there is of each kind, and return the exit code; `argv` is for the log of a fault."""

    def tell(cache: Cache, console: Console) -> ExitCode:
        held = holdings(cache)
        if as_json:
            console.data(_document(cache, held))
        else:
            console.show(_table(cache, held))
        return ExitCode.OK

    return _with(folder, argv, tell, as_json=as_json)


def gc(folder: Path | None, argv: Sequence[str], *, days: int, largest: int | None, dry_run: bool) -> ExitCode:
    """Free entries, or tell which would be with `dry_run`, and return the exit code."""

    def tell(cache: Cache, console: Console) -> ExitCode:
        console.show([freed(cache, days, largest, dry_run=dry_run)])
        return ExitCode.OK

    return _with(folder, argv, tell)


def verify(folder: Path | None, argv: Sequence[str]) -> ExitCode:
    """Read every entry, remove those that are damaged, and return the exit code: 1 if there were any."""

    def tell(cache: Cache, console: Console) -> ExitCode:
        entries = stored(cache)
        lost = list(filter(is_damaged, entries))
        for path in lost:
            cache.drop(path)
        console.show(_verdict(len(entries), lost))
        return ExitCode.FINDINGS if lost else ExitCode.OK

    return _with(folder, argv, tell)


def freed(cache: Cache, days: int, largest: int | None = None, *, dry_run: bool) -> str:
    """Free what no build used for `days`, and more until at most `largest` bytes are left; return what that was."""
    found = to_free(cache, time.time() - days * _DAY, largest)
    if not dry_run:
        free(found)
    why = f"no build used for {days} days" if largest is None else f"are older than {days} days or beyond the limit"
    what = f"{sum(each.size for each in found):,} bytes in {len(found):,} cache entries that {why}"
    return f"{'Would free' if dry_run else 'Freed'} {what}."


def _with(
    folder: Path | None, argv: Sequence[str], tell: Callable[[Cache, Console], ExitCode], *, as_json: bool = False
) -> ExitCode:
    console = Console.of()
    try:
        with usable(located(folder)) as root:
            return tell(Cache(root), console)
    except (Exception, KeyboardInterrupt) as error:
        return tell_failure(error, argv, console, folder, as_json=as_json)


def _table(cache: Cache, held: Sequence[Holding]) -> Iterator[str]:
    yield f"{cache.root}: {sum(each.size for each in held):,} bytes"
    width = max((len(each.kind) for each in held), default=0)
    for each in held:
        used = datetime.fromtimestamp(each.used, UTC).date().isoformat()
        yield f"  {each.kind:<{width}}  {each.size:>15,} bytes  {each.files:>9,} files  last used {used}"


def _document(cache: Cache, held: Sequence[Holding]) -> str:
    kinds = [{**asdict(each), "used": datetime.fromtimestamp(each.used, UTC).date().isoformat()} for each in held]
    value = {"schema": 1, "root": str(cache.root), "size": sum(each.size for each in held), "kinds": kinds}
    return json.dumps(value, indent=1) + "\n"


def _verdict(read: int, lost: Sequence[Path]) -> Iterator[str]:
    if not lost:
        yield f"{read:,} entries were read: all are whole."
        return
    yield from (f"damaged, removed: {path}" for path in lost[:MOST_NAMED])
    yield f"{read:,} entries were read: {len(lost):,} were damaged and are removed. The next build makes them again."
