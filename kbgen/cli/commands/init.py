"""`kbgen init` as typer sees it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kbgen.cli.options import CacheFolder, NoColor, Quiet
from kbgen.cli.root import app
from kbgen.hosting import Host

INIT_HELP = """\b
kbgen init handbook                a new site in the folder handbook, ready for `kbgen serve`
kbgen init --from mkdocs.yml       the MkDocs repository you stand in, whose pages stay as they are
kbgen init --ci gitlab             with continuous integration for GitLab instead of GitHub

Write what a site begins with: settings, first pages, templates, workflows. No file that is there is changed; a folder
that is in no repository becomes one, with a first commit in your name. Prints the paths that were written.
"""

INIT_EXIT_CODES = """\b
Exit codes: 0 done, 2 the command line or mkdocs.yml is wrong, or no site can begin there, 4 kbgen or the disk failed,
130 interrupted.
"""


@app.command(help=INIT_HELP, short_help="Write what a new site begins with.", epilog=INIT_EXIT_CODES)
def init(
    context: typer.Context,
    folder: Annotated[
        Path | None,
        typer.Argument(metavar="DIR", help="The folder of the site, which may be new.  [default: this one]"),
    ] = None,
    from_file: Annotated[
        Path | None,
        typer.Option("--from", metavar="FILE", help="A mkdocs.yml whose settings to take.", show_default=False),
    ] = None,
    host: Annotated[
        Host | None,
        typer.Option("--ci", help="Whose workflows to write.  [default: by the address of origin, else github]"),
    ] = None,
    name: Annotated[
        str, typer.Option("--name", metavar="TEXT", help="The name of the site.  [default: made from the folder]")
    ] = "",
    owner: Annotated[
        str, typer.Option("--owner", metavar="NAME", help="Who reviews settings and workflows: @name or @org/team.")
    ] = "",
    origin: Annotated[
        str,
        typer.Option(
            "--kbgen",
            metavar="URL@COMMIT",
            help="Where the workflows get kbgen.  [default: where this one was installed from]",
        ),
    ] = "",
    yes: Annotated[bool, typer.Option("-y", "--yes", help="Ask nothing; so it is where there is no terminal.")] = False,
    cache: CacheFolder = None,
    quiet: Quiet = False,
    no_color: NoColor = False,
) -> None:
    """Write what a site begins with."""
    from kbgen.cli.init import InitOptions
    from kbgen.cli.init import init as run_init

    options = InitOptions(folder, from_file, host, name, owner, origin, yes, cache, quiet, no_color)
    raise typer.Exit(run_init(options, context.obj))
