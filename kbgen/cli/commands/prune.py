"""`kbgen prune` as typer sees it."""

from __future__ import annotations

from typing import Annotated

import typer

from kbgen.cli.options import STUDY_EXIT_CODES, CacheFolder, ConfigFile, NoColor, Offline, Quiet, SiteName, Sources
from kbgen.cli.root import app


@app.command(short_help="Tell which versions are not kept, and free the cache.", epilog=STUDY_EXIT_CODES)
def prune(
    context: typer.Context,
    source: Sources = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only tell what would be done.")] = False,
    days: Annotated[
        int, typer.Option("--days", metavar="N", min=1, help="Free what no build used for so many days.")
    ] = 30,
    config: ConfigFile = None,
    name: SiteName = "",
    cache: CacheFolder = None,
    offline: Offline = False,
    quiet: Quiet = False,
    no_color: NoColor = False,
) -> None:
    """List the versions that `keep` drops, why, and where their addresses lead; remove unused entries of the cache.

    Repositories that were fetched and their history stay in the cache.
    """
    from kbgen.cli.prune import prune as run_prune
    from kbgen.cli.studying import StudyOptions

    options = StudyOptions(tuple(source or ()), config, name, cache, offline, quiet, False, no_color)
    raise typer.Exit(run_prune(options, context.obj, days=days, dry_run=dry_run))
