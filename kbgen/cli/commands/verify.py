"""`kbgen verify` as typer sees it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from kbgen.cli.options import NoColor, Quiet
from kbgen.cli.root import app

VERIFY_HELP = """\b
kbgen verify docs/how-to/hire.md                    you have read it, and it is right
kbgen verify docs/*.md --next 2027-06-01            and it must be read again by then
kbgen verify docs/a.md --note "Tried on Debian 13"  with what you did, for the history

Write today's date into `reviewed` in the front matter of pages, move `review_by` on, and commit that in your name. A
review is no change: the page stays as old as its text, and shows who confirmed it and when.
"""

VERIFY_EXIT_CODES = """\b
Exit codes: 0 confirmed, 2 a page cannot be confirmed (nothing is changed then), 3 you stand in no repository,
4 kbgen or the disk failed, 130 interrupted.
"""


@app.command(help=VERIFY_HELP, short_help="Say that pages are right today.", epilog=VERIFY_EXIT_CODES)
def verify(
    context: typer.Context,
    pages: Annotated[list[Path], typer.Argument(metavar="PAGE...", help="Markdown files of the repository.")],
    due: Annotated[
        datetime | None,
        typer.Option(
            "--next",
            metavar="DATE",
            formats=["%Y-%m-%d"],
            help="The day by which they must be read again.  [default: as far away as the last time]",
        ),
    ] = None,
    note: Annotated[str, typer.Option("--note", metavar="TEXT", help="What you did, for the commit.")] = "",
    no_commit: Annotated[bool, typer.Option("--no-commit", help="Only edit the front matter.")] = False,
    quiet: Quiet = False,
    no_color: NoColor = False,
) -> None:
    """Say that pages are right today."""
    from kbgen.cli.verify import VerifyOptions
    from kbgen.cli.verify import verify as run_verify

    options = VerifyOptions(tuple(pages), due.date() if due else None, note, not no_commit, quiet, no_color)
    raise typer.Exit(run_verify(options, context.obj))
