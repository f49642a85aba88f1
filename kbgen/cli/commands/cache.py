"""`kbgen cache stat`, `cache gc` and `cache verify` as typer sees them."""

from __future__ import annotations

import re
from typing import Annotated

import typer

from kbgen.cli.options import AsJson, CacheFolder
from kbgen.cli.root import app

CACHE_EXIT_CODES = """\b
Exit codes: 0 done, 1 damaged entries were found, 2 the command line is wrong or the folder cannot be used,
4 kbgen or the disk failed, 130 interrupted.
"""
_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*([kMGT]?)B?", re.IGNORECASE)
_FACTORS = {"": 1, "k": 10**3, "m": 10**6, "g": 10**9, "t": 10**12}


def _bytes(text: str) -> int:
    """Return the number of bytes that `500MB` or `2G` means. Raises BadParameter."""
    match = _SIZE.fullmatch(text.strip())
    if not match:
        raise typer.BadParameter(f"'{text}' is no size such as 500MB or 2GB")
    return int(float(match[1]) * _FACTORS[match[2].lower()])


@app.command("cache stat", short_help="Tell what the cache holds.", epilog=CACHE_EXIT_CODES)
def cache_stat(context: typer.Context, cache: CacheFolder = None, as_json: AsJson = False) -> None:
    """Tell how much the cache holds of each kind, the largest first, and when that was used last.

    All sites share one cache, unless --cache or KBGEN_CACHE names another folder.
    """
    from kbgen.cli.caching import stat

    raise typer.Exit(stat(cache, context.obj, as_json=as_json))


@app.command("cache gc", short_help="Free what no build uses.", epilog=CACHE_EXIT_CODES)
def cache_gc(
    context: typer.Context,
    days: Annotated[
        int, typer.Option("--days", metavar="N", min=1, help="Free what no build used for so many days.")
    ] = 30,
    max_size: Annotated[
        int | None,
        typer.Option(
            "--max-size",
            metavar="SIZE",
            parser=_bytes,
            help="Then free what was not used for longest, until entries together have at most SIZE (500MB, 2GB).",
        ),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only tell what would be done.")] = False,
    cache: CacheFolder = None,
) -> None:
    """Remove entries of the cache. Repositories that were fetched and their history stay.

    What is removed is made again when a build needs it.
    """
    from kbgen.cli.caching import gc

    raise typer.Exit(gc(cache, context.obj, days=days, largest=max_size, dry_run=dry_run))


@app.command("cache verify", short_help="Read the whole cache and remove what is damaged.", epilog=CACHE_EXIT_CODES)
def cache_verify(context: typer.Context, cache: CacheFolder = None) -> None:
    """Read every entry of the cache and remove those that are not what was stored.

    A build does the same with each entry that it uses: this tells how a disk is, or a cache that was restored.
    """
    from kbgen.cli.caching import verify

    raise typer.Exit(verify(cache, context.obj))
