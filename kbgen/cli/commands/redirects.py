"""`kbgen redirects` as typer sees it."""

from __future__ import annotations

from typing import Annotated

import typer

from kbgen.cli.forms import Form
from kbgen.cli.options import STUDY_EXIT_CODES, CacheFolder, ConfigFile, NoColor, Offline, Quiet, SiteName, Sources
from kbgen.cli.root import app


@app.command(short_help="Tell which addresses lead to others.", epilog=STUDY_EXIT_CODES)
def redirects(
    context: typer.Context,
    source: Sources = None,
    form: Annotated[Form, typer.Option("--as", help="A table, a document, or the rules of a server.")] = Form.TEXT,
    config: ConfigFile = None,
    name: SiteName = "",
    cache: CacheFolder = None,
    offline: Offline = False,
    quiet: Quiet = False,
    no_color: NoColor = False,
) -> None:
    """List the redirects of the site and why there are any, and the versions that `keep` drops, without building it."""
    from kbgen.cli.redirects import redirects as run_redirects
    from kbgen.cli.studying import StudyOptions

    options = StudyOptions(tuple(source or ()), config, name, cache, offline, quiet, form is Form.JSON, no_color)
    raise typer.Exit(run_redirects(options, form, context.obj))
