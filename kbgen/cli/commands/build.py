"""`kbgen build` as typer sees it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kbgen.cli.options import CacheFolder, ConfigFile, NoColor, Offline, SiteName, Sources
from kbgen.cli.root import app

BUILD_HELP = """\b
kbgen build                         the repository you stand in, or kbgen.yml if there is one
kbgen build docs-a/ docs-b.bundle   a folder, a bare repository, a bundle or an https address
kbgen build -c kbgen.yml --strict   in CI: warnings fail the job
kbgen build --json -q | jq .report  for programs

Build a site and publish it into a folder. What is committed is published; nothing is checked out. The folder changes
in one step when all is done, or not at all.
"""

EXIT_CODES = """\b
Exit codes:
    0  published
    1  content has errors, too many pages would be gone, or warnings with --strict
    2  the command line or the configuration is wrong
    3  a source cannot be read, or is stale with --strict
    4  kbgen or the disk failed; a log file is named
   75  another build holds the lock of the output folder
  130  interrupted
"""


@app.command(help=BUILD_HELP, short_help="Build a site and publish it into a folder.", epilog=EXIT_CODES)
def build(
    context: typer.Context,
    source: Sources = None,
    output: Annotated[Path, typer.Option("-o", "--output", metavar="DIR", help="The folder to publish into.")] = Path(
        "site"
    ),
    config: ConfigFile = None,
    name: SiteName = "",
    jobs: Annotated[
        int | None,
        typer.Option("-j", "--jobs", metavar="N", min=1, help="Worker processes.  [default: one per processor]"),
    ] = None,
    cache: CacheFolder = None,
    offline: Offline = False,
    portable: Annotated[
        bool, typer.Option("--portable", help="Make a site that can also be read from a folder, without a server.")
    ] = False,
    strict: Annotated[
        bool, typer.Option("--strict", help="Warnings make the exit code 1, or 3 if a source is stale.")
    ] = False,
    keep_going: Annotated[
        bool, typer.Option("--keep-going", help="Publish although content has errors; the exit code stays 1.")
    ] = False,
    allow_shrink: Annotated[
        bool, typer.Option("--allow-shrink", help="Publish although many pages of the site before would be gone.")
    ] = False,
    wait: Annotated[
        float, typer.Option("--wait", metavar="SECONDS", min=0, help="How long to wait for another build's lock.")
    ] = 0,
    report: Annotated[
        Path | None, typer.Option("--report", metavar="FILE", help="Write what was done and found, as JSON.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the same document to stdout.")] = False,
    quiet: Annotated[
        bool, typer.Option("-q", "--quiet", help="Show errors only (and warnings with --strict).")
    ] = False,
    verbose: Annotated[bool, typer.Option("-v", "--verbose", help="Show all problems, versions and times.")] = False,
    no_color: NoColor = False,
) -> None:
    """Build a site."""
    from kbgen.cli.build import BuildOptions
    from kbgen.cli.build import build as run_build

    options = BuildOptions(
        sources=tuple(source or ()),
        output=output,
        config=config,
        name=name,
        jobs=jobs,
        cache=cache,
        offline=offline,
        portable=portable,
        strict=strict,
        keep_going=keep_going,
        allow_shrink=allow_shrink,
        wait=wait,
        report=report,
        as_json=as_json,
        quiet=quiet,
        verbose=verbose,
        no_color=no_color,
    )
    raise typer.Exit(run_build(options, context.obj))
