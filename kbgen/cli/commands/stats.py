"""`kbgen stats`, `stats explain` and `stats audit` as typer sees them."""

from __future__ import annotations

from typing import Annotated

import typer

from kbgen.cli.options import (
    STUDY_EXIT_CODES,
    AsJson,
    CacheFolder,
    ConfigFile,
    NoColor,
    Offline,
    Quiet,
    SiteName,
    Sources,
)
from kbgen.cli.root import app
from kbgen.cli.subjects import Subject

STATS_HELP = """\b
kbgen stats                              the figures of the community, as the site tells them
kbgen stats --of people --csv            people, pages, topics or collections as a table
kbgen stats explain retention            the commits behind a figure, a page or a person
kbgen stats audit                        hold the index against git itself

Tell what git history says, without building a site. People and pages are in the order of their names, never of a
count.
"""


@app.command(help=STATS_HELP, short_help="Tell what git history says.", epilog=STUDY_EXIT_CODES)
def stats(
    context: typer.Context,
    source: Sources = None,
    of: Annotated[Subject, typer.Option("--of", help="What to tell of.")] = Subject.SITE,
    as_json: AsJson = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print a table as CSV.")] = False,
    config: ConfigFile = None,
    name: SiteName = "",
    cache: CacheFolder = None,
    offline: Offline = False,
    quiet: Quiet = False,
    verbose: Annotated[bool, typer.Option("-v", "--verbose", help="Tell how each figure is computed.")] = False,
    no_color: NoColor = False,
) -> None:
    """Tell what history says."""
    from kbgen.cli.stats import stats as run_stats
    from kbgen.cli.studying import StudyOptions

    options = StudyOptions(tuple(source or ()), config, name, cache, offline, quiet, as_json, no_color)
    raise typer.Exit(run_stats(options, of, context.obj, as_csv=as_csv, verbose=verbose))


@app.command("stats explain", short_help="List the commits behind a number.", epilog=STUDY_EXIT_CODES)
def stats_explain(
    context: typer.Context,
    what: Annotated[str, typer.Argument(metavar="PAGE|PERSON|METRIC", help="A path, a name, or the key of a figure.")],
    source: Sources = None,
    scope: Annotated[
        str, typer.Option("--in", metavar="KEY", help="A figure of this collection or topic, not of the site.")
    ] = "",
    period: Annotated[str, typer.Option("--period", help="A figure of this month or quarter: 2026-03, 2026-Q1.")] = "",
    as_json: AsJson = False,
    config: ConfigFile = None,
    name: SiteName = "",
    cache: CacheFolder = None,
    offline: Offline = False,
    quiet: Quiet = False,
    no_color: NoColor = False,
) -> None:
    """List the commits behind a page, a person or a figure, with their dates, people, kinds and pages."""
    from kbgen.cli.explain import explain as run_explain
    from kbgen.cli.studying import StudyOptions

    options = StudyOptions(tuple(source or ()), config, name, cache, offline, quiet, as_json, no_color)
    raise typer.Exit(run_explain(options, what, context.obj, scope=scope, period=period))


@app.command("stats audit", short_help="Hold the index against git itself.", epilog=STUDY_EXIT_CODES)
def stats_audit(
    context: typer.Context,
    source: Sources = None,
    as_json: AsJson = False,
    config: ConfigFile = None,
    name: SiteName = "",
    cache: CacheFolder = None,
    offline: Offline = False,
    quiet: Quiet = False,
    no_color: NoColor = False,
) -> None:
    """Compare identities, commits, lines and pages with what other git commands say; list people of one name too."""
    from kbgen.cli.audit import audit as run_audit
    from kbgen.cli.studying import StudyOptions

    options = StudyOptions(tuple(source or ()), config, name, cache, offline, quiet, as_json, no_color)
    raise typer.Exit(run_audit(options, context.obj))
