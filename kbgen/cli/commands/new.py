"""`kbgen new` as typer sees it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kbgen.cli.options import AsJson, CacheFolder, ConfigFile, NoColor, Quiet
from kbgen.cli.root import app

NEW_HELP = """\b
kbgen new how-to "Run a retrospective"           a page in the docs folder you stand in
kbgen new page "How we meet" --dir docs/team     in another folder of it
kbgen new decision "Use one wiki" --owner Ada --tag tools --tag writing

Write the front matter and the headings of a new page, from templates/TYPE.md of your repository or of kbgen.yml's
folder, else from a built-in template: page, how-to, reference, explanation, tutorial, decision or experiment. Pages
with a title like yours are named first. The path of the page is printed.
"""

NEW_EXIT_CODES = """\b
Exit codes: 0 written, 1 not written because you said so, 2 the command line, the configuration or the template is
wrong, or the page is there already, 3 you stand in no repository, 4 kbgen or the disk failed, 130 interrupted.
"""


@app.command(help=NEW_HELP, short_help="Begin a page from a template.", epilog=NEW_EXIT_CODES)
def new(
    context: typer.Context,
    kind: Annotated[str, typer.Argument(metavar="TYPE", help="The type of the page: the name of a template.")],
    title: Annotated[str, typer.Argument(metavar="TITLE", help="Its title. The name of the file is made from it.")],
    folder: Annotated[
        Path | None,
        typer.Option("--dir", metavar="DIR", help="The folder for it, in the docs folder.  [default: where you stand]"),
    ] = None,
    owner: Annotated[str, typer.Option("--owner", metavar="NAME", help="The person or team that looks after it.")] = "",
    tag: Annotated[list[str] | None, typer.Option("--tag", metavar="TAG", help="A subject; may be repeated.")] = None,
    use_case: Annotated[
        list[str] | None,
        typer.Option("--use-case", metavar="NAME", help="What readers want to get done with it; may be repeated."),
    ] = None,
    yes: Annotated[bool, typer.Option("-y", "--yes", help="Ask nothing: write it though others are like it.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Write nothing, and print the page too.")] = False,
    config: ConfigFile = None,
    cache: CacheFolder = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
    no_color: NoColor = False,
) -> None:
    """Begin a page from a template."""
    from kbgen.cli.new import NewOptions
    from kbgen.cli.new import new as run_new

    options = NewOptions(
        kind=kind,
        title=title,
        folder=folder,
        owner=owner,
        tags=tuple(tag or ()),
        use_cases=tuple(use_case or ()),
        yes=yes,
        dry_run=dry_run,
        config=config,
        cache=cache,
        as_json=as_json,
        quiet=quiet,
        no_color=no_color,
    )
    raise typer.Exit(run_new(options, context.obj))
