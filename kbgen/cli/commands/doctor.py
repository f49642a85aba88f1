"""`kbgen doctor` as typer sees it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kbgen.cli.options import AsJson, CacheFolder, ConfigFile, NoColor
from kbgen.cli.root import app

DOCTOR_HELP = """\b
kbgen doctor                        this machine, the cache, and the site of kbgen.yml or of the repository here
kbgen doctor --engine zensical      what another engine would lose of it
kbgen doctor --site site            whether a published folder still is what was published
kbgen doctor --json | jq .findings  for programs

Look at the programs that kbgen needs, at dates of their end, at the cache, the configuration and the sources. Each
finding says what is so, why it matters, and what to do. Nothing is changed, and no network is used.
"""

DOCTOR_EXIT_CODES = """\b
Exit codes: 0 all is well, notes at most; 1 something asks for an action; 2 the command line is wrong;
4 kbgen failed; 130 interrupted.
"""


@app.command(help=DOCTOR_HELP, short_help="Examine this machine and the site.", epilog=DOCTOR_EXIT_CODES)
def doctor(
    context: typer.Context,
    engine: Annotated[
        str, typer.Option("--engine", metavar="NAME", help="Tell what would be lost with it: properdocs or zensical.")
    ] = "",
    site: Annotated[
        Path | None,
        typer.Option("--site", metavar="DIR", help="Look at this published site only, by its manifest."),
    ] = None,
    config: ConfigFile = None,
    cache: CacheFolder = None,
    browser: Annotated[
        str, typer.Option("--browser", metavar="PATH", help="A Chromium.  [default: found on PATH]")
    ] = "",
    as_json: AsJson = False,
    quiet: Annotated[bool, typer.Option("-q", "--quiet", help="Show only what asks for an action.")] = False,
    no_color: NoColor = False,
) -> None:
    """Examine this machine and the site."""
    from kbgen.cli.doctor import DoctorOptions
    from kbgen.cli.doctor import doctor as run_doctor

    options = DoctorOptions(engine, config, cache, browser, as_json, quiet, no_color, site)
    raise typer.Exit(run_doctor(options, context.obj))
