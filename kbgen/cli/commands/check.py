"""`kbgen check` as typer sees it."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from kbgen.cli.options import CacheFolder, ConfigFile, NoColor, Offline, Quiet
from kbgen.cli.root import app

CHECK_HELP = """\b
kbgen check                            the repository you stand in, saved files as they are
kbgen check docs/guides/setup.md       one page, or a folder
kbgen check --changed origin/main      only what this branch brings in
kbgen check --fix                      mend what can be mended safely
kbgen check --format github            in GitHub Actions: annotations and a summary

Tell what is wrong in pages before they are published: front matter, links, structure, safety. Each finding names the
file, line and column, why it matters, and what to do.
"""

CHECK_EXIT_CODES = """\b
Exit codes: 0 no errors, 1 errors (or warnings with --strict), 2 the command line or the configuration is wrong,
3 a source cannot be read, 4 kbgen or the disk failed, 130 interrupted.
"""


class CheckFormat(StrEnum):
    """How findings are printed."""

    TEXT = "text"
    JSON = "json"
    GITHUB = "github"
    SARIF = "sarif"


@app.command(help=CHECK_HELP, short_help="Tell what is wrong before it is published.", epilog=CHECK_EXIT_CODES)
def check(
    context: typer.Context,
    path: Annotated[
        list[Path] | None,
        typer.Argument(metavar="PATH", help="Only these files and folders.  [default: all]", show_default=False),
    ] = None,
    changed: Annotated[
        str,
        typer.Option("--changed", metavar="REF", help="Only what is new since this branch or commit was left."),
    ] = "",
    fix: Annotated[bool, typer.Option("--fix", help="Mend what is safe to mend, in the files themselves.")] = False,
    form: Annotated[
        CheckFormat, typer.Option("--format", help="For people, programs, pull requests, or code scanning.")
    ] = CheckFormat.TEXT,
    as_json: Annotated[bool, typer.Option("--json", help="The same as --format json.")] = False,
    output: Annotated[
        Path | None, typer.Option("-O", "--output", metavar="FILE", help="Write into this file, not to stdout.")
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Warnings make the exit code 1.")] = False,
    write_baseline: Annotated[
        bool, typer.Option("--write-baseline", help="Record today's findings, so that only new ones are told.")
    ] = False,
    config: ConfigFile = None,
    jobs: Annotated[
        int | None,
        typer.Option("-j", "--jobs", metavar="N", min=1, help="Worker processes.  [default: one per processor]"),
    ] = None,
    cache: CacheFolder = None,
    offline: Offline = False,
    quiet: Quiet = False,
    verbose: Annotated[bool, typer.Option("-v", "--verbose", help="Show notes too, not only their number.")] = False,
    no_color: NoColor = False,
) -> None:
    """Tell what is wrong."""
    from kbgen.cli.check import CheckOptions
    from kbgen.cli.check import check as run_check

    options = CheckOptions(
        tuple(path or ()),
        changed,
        fix,
        CheckFormat.JSON if as_json else form,
        output,
        strict,
        write_baseline,
        config,
        jobs,
        cache,
        offline,
        quiet,
        verbose,
        no_color,
    )
    raise typer.Exit(run_check(options, context.obj))
