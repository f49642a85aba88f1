"""The options that more than one command has, as typer sees them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

STUDY_EXIT_CODES = """\b
Exit codes: 0 done, 1 an audit found a difference, 2 the command line or the configuration is wrong or the name is
not known, 3 a source cannot be read, 4 kbgen or the disk failed, 130 interrupted.
"""

Sources = Annotated[
    list[str] | None,
    typer.Argument(metavar="SOURCE", help="Repositories: https address, folder, bare repository or bundle."),
]
ConfigFile = Annotated[
    Path | None,
    typer.Option(
        "-c",
        "--config",
        metavar="FILE",
        help="The configuration; without SOURCE, kbgen.yml here if there is one.",
        show_default=False,
    ),
]
SiteName = Annotated[str, typer.Option("--name", help="The name of the site, when there is no configuration.")]
CacheFolder = Annotated[
    Path | None,
    typer.Option(
        "--cache",
        metavar="DIR",
        envvar="KBGEN_CACHE",
        help="Where fetched repositories and converted pages are kept.  [default: the system's folder for caches]",
    ),
]
Offline = Annotated[bool, typer.Option("--offline", help="Use no network: build from what was fetched before.")]
NoColor = Annotated[bool, typer.Option("--no-color", help="No colours; NO_COLOR does the same.")]
Quiet = Annotated[bool, typer.Option("-q", "--quiet", help="Show errors only.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
