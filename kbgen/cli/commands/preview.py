"""`kbgen preview` as typer sees it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kbgen.cli.options import CacheFolder, ConfigFile, NoColor, Offline, Quiet, SiteName
from kbgen.cli.root import app

PREVIEW_HELP = """\b
kbgen preview --base main                      what your branch changes, into preview/
kbgen preview --base main --working-tree       with what is not committed yet
kbgen preview --base origin/main --comment comment.md --live https://example.org/kb/
                                               in CI: with a comment for the pull request
kbgen preview --verify-bundle DIR --comment comment.md --at https://preview.example/7/
                                               in CI: hold one of a stranger against what it may be

Make a folder that shows what a change does: the pages that it touches as the site would show them, what changed in
each, word by word, and what it does to addresses, headings and problems. Open its index.html; it needs no server.
"""

PREVIEW_EXIT_CODES = """\b
Exit codes: 0 the preview is made, 1 what --verify-bundle looks at is refused, 2 the command line or the configuration
is wrong or there is no such ref, 3 the source cannot be read or is a shallow clone, 4 kbgen or the disk failed, 75 the
folder is locked, 130 interrupted.
"""


@app.command(help=PREVIEW_HELP, short_help="Show what a change does, page by page.", epilog=PREVIEW_EXIT_CODES)
def preview(
    context: typer.Context,
    source: Annotated[
        str | None, typer.Argument(metavar="SOURCE", help="The repository.  [default: the one you stand in]")
    ] = None,
    base: Annotated[
        str, typer.Option("--base", metavar="REF", help="The branch or commit that the change is proposed for.")
    ] = "",
    output: Annotated[Path, typer.Option("-o", "--output", metavar="DIR", help="The folder to make.")] = Path(
        "preview"
    ),
    working_tree: Annotated[
        bool, typer.Option("--working-tree", help="Show the files as they are, committed or not.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print preview.json.")] = False,
    comment: Annotated[
        Path | None,
        typer.Option("--comment", metavar="FILE", help="Write a comment for the pull request, in Markdown."),
    ] = None,
    live: Annotated[
        str,
        typer.Option("--live", metavar="URL", help="Where the pages are published now.  [default: as configured]"),
    ] = "",
    at: Annotated[
        str, typer.Option("--at", metavar="URL", help="Where DIR will be published: the comment links to it.")
    ] = "",
    verify_bundle: Annotated[
        Path | None,
        typer.Option("--verify-bundle", metavar="DIR", help="Make none: look whether this one may be published."),
    ] = None,
    head: Annotated[
        str, typer.Option("--head", metavar="COMMIT", help="With --verify-bundle: the commit that it must be of.")
    ] = "",
    config: ConfigFile = None,
    name: SiteName = "",
    cache: CacheFolder = None,
    offline: Offline = False,
    quiet: Quiet = False,
    no_color: NoColor = False,
) -> None:
    """Make a preview."""
    from kbgen.cli.preview import PreviewOptions
    from kbgen.cli.preview import preview as run_preview

    options = PreviewOptions(
        source=source,
        base=base,
        output=output,
        working_tree=working_tree,
        as_json=as_json,
        comment=comment,
        live=live,
        at=at,
        verify_bundle=verify_bundle,
        head=head,
        config=config,
        name=name,
        cache=cache,
        offline=offline,
        quiet=quiet,
        no_color=no_color,
    )
    raise typer.Exit(run_preview(options, context.obj))
