"""The program itself as typer sees it: its help, its version, and the group that the commands belong to."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from typer.core import TyperGroup

HELP = """\b
kbgen build                                  the repository you stand in, into site/
kbgen build https://github.com/org/handbook  a repository on the web
kbgen build handbook/ tools.git -o public    more than one, into another folder
kbgen build -c kbgen.yml                     many sources, versions and settings
kbgen new how-to "Run a retrospective"       a page from a template
kbgen serve                                  while you write: a preview that follows
kbgen stats                                  what git history says, in the terminal
kbgen schema > kbgen.schema.json             for the completion of your editor

Makes one static site from git repositories of Markdown. `kbgen COMMAND --help` tells more.
"""


ORDER = ["init", "new", "serve", "check", "preview", "build", "search-check", "verify", "tasks"]
ORDER += ["stats", "redirects", "cache", "prune", "doctor", "schema"]


class Commands(TyperGroup):
    """Commands whose names may be two words: `stats` and `stats explain`."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Return the names in the order in which a site lives: begun, written, checked, built, looked at."""
        return sorted(super().list_commands(ctx), key=lambda name: (ORDER.index(name.split()[0]), name))

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        """Return the command of the first two words if there is one, else of the first."""
        both = " ".join(args[:2])
        if len(args) > 1 and both in self.commands:
            return both, self.commands[both], args[2:]
        return super().resolve_command(ctx, args)


app = typer.Typer(
    name="kbgen",
    cls=Commands,
    help=HELP,
    pretty_exceptions_enable=False,  # they show local variables, among them secrets
    rich_markup_mode=None,  # plain help, without the 0.2 s that rich takes to load
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 120},
)


@app.callback(invoke_without_command=True)
def kbgen(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Show the versions of kbgen and what it uses.")] = False,
) -> None:
    """Show the help, or the versions, when no command is given."""
    from kbgen.cli.console import Console
    from kbgen.cli.versions import versions

    if version:
        Console().data(versions())
        raise typer.Exit
    if context.invoked_subcommand is None:
        Console().data(context.get_help() + "\n")
