"""`kbgen serve` as typer sees it."""

from __future__ import annotations

from typing import Annotated

import typer

from kbgen.cli.options import CacheFolder, ConfigFile, NoColor, Offline, Quiet, SiteName, Sources
from kbgen.cli.root import app

SERVE_HELP = """\b
kbgen serve                         the repository you stand in, at http://127.0.0.1:8000/
kbgen serve -c kbgen.yml --open     a whole site, opened in a browser
kbgen serve docs/ --port 0          at any free port

Build a site, serve it on this machine only, and build again whatever changes: pages (committed or not), configuration,
theme. Open pages are loaded anew; errors are shown here and in the browser, and the last good site stays.
"""

SERVE_EXIT_CODES = """\b
Exit codes: 0 ended by Ctrl-C or SIGTERM, 2 the command line or the configuration is wrong or the port is taken,
3 no source can be read, 4 kbgen or the disk failed, 130 interrupted before anything was served.
"""


@app.command(help=SERVE_HELP, short_help="Build, serve here, and follow what is written.", epilog=SERVE_EXIT_CODES)
def serve(
    context: typer.Context,
    source: Sources = None,
    config: ConfigFile = None,
    name: SiteName = "",
    port: Annotated[
        int, typer.Option("-p", "--port", metavar="N", min=0, max=65535, help="The port; 0 is any that is free.")
    ] = 8000,
    open_browser: Annotated[bool, typer.Option("--open", help="Open the site in a browser.")] = False,
    jobs: Annotated[
        int | None,
        typer.Option("-j", "--jobs", metavar="N", min=1, help="Worker processes.  [default: one per processor]"),
    ] = None,
    cache: CacheFolder = None,
    offline: Offline = False,
    quiet: Quiet = False,
    no_color: NoColor = False,
) -> None:
    """Serve a site that follows what is written."""
    from kbgen.cli.serve import ServeOptions
    from kbgen.cli.serve import serve as run_serve

    options = ServeOptions(tuple(source or ()), config, name, port, open_browser, jobs, cache, offline, quiet, no_color)
    raise typer.Exit(run_serve(options, context.obj))
