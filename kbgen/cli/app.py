"""The commands and their options, as typer sees them.

What they do is in the other files, which are imported when a command runs: `kbgen --help` must not wait for MkDocs.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from kbgen.cli.schema import SchemaName

HELP = """\b
kbgen build                                  the repository you stand in, into site/
kbgen build https://github.com/org/handbook  a repository on the web
kbgen build handbook/ tools.git -o public    more than one, into another folder
kbgen build -c kbgen.yml                     many sources, versions and settings
kbgen schema > kbgen.schema.json             for the completion of your editor

Makes one static site from git repositories of Markdown. `kbgen COMMAND --help` tells more.
"""

BUILD_HELP = """\b
kbgen build                         the repository you stand in, or kbgen.yml if there is one
kbgen build docs-a/ docs-b.bundle   a folder, a bare repository, a bundle or an https address
kbgen build -c kbgen.yml --strict   in CI: warnings fail the job
kbgen build --json -q | jq .report  for programs

Build a site and publish it into a folder. What is committed is published; nothing is checked out. The folder changes
in one step when all is done, or not at all.
"""

EXIT_CODES = """\b
Exit codes:
    0  published
    1  content has errors, or warnings with --strict
    2  the command line or the configuration is wrong
    3  a source cannot be read, or is stale with --strict
    4  kbgen or the disk failed; a log file is named
   75  another build holds the lock of the output folder
  130  interrupted
"""

app = typer.Typer(
    name="kbgen",
    help=HELP,
    pretty_exceptions_enable=False,  # they show local variables, among them secrets
    rich_markup_mode=None,  # plain help, without the 0.2 s that rich takes to load
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 120},
)


def run(argv: Sequence[str]) -> int:
    """Run the command line and return its exit code. Whatever goes wrong is told, never raised."""
    try:
        return int(app(list(argv), prog_name="kbgen", standalone_mode=False, obj=tuple(argv)) or 0)
    except (Exception, KeyboardInterrupt) as error:
        return _failed(error, argv)


def _failed(error: BaseException, argv: Sequence[str]) -> int:
    """Tell of a command line that is wrong, or of a fault outside a build (`kbgen.cli.build` tells of its own)."""
    from kbgen.cli.cache_folder import located
    from kbgen.cli.console import Console
    from kbgen.cli.failure import failure_of
    from kbgen.report_json import document
    from kbgen.report_text import Places, listing

    failure = failure_of(error, argv, located(None) / "logs")
    console = Console.of(no_color="--no-color" in argv)
    console.say(listing(failure.problems, Places()))
    if "--json" in argv:
        console.data(document(failure.exit_code, None, failure.problems))
    return failure.exit_code


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


@app.command(help=BUILD_HELP, short_help="Build a site and publish it into a folder.", epilog=EXIT_CODES)
def build(
    context: typer.Context,
    source: Annotated[
        list[str] | None,
        typer.Argument(metavar="SOURCE", help="Repositories: https address, folder, bare repository or bundle."),
    ] = None,
    output: Annotated[Path, typer.Option("-o", "--output", metavar="DIR", help="The folder to publish into.")] = Path(
        "site"
    ),
    config: Annotated[
        Path | None,
        typer.Option(
            "-c",
            "--config",
            metavar="FILE",
            help="The configuration; without SOURCE, kbgen.yml here if there is one.",
            show_default=False,
        ),
    ] = None,
    name: Annotated[str, typer.Option("--name", help="The name of the site, when there is no configuration.")] = "",
    jobs: Annotated[
        int | None,
        typer.Option("-j", "--jobs", metavar="N", min=1, help="Worker processes.  [default: one per processor]"),
    ] = None,
    cache: Annotated[
        Path | None,
        typer.Option(
            "--cache",
            metavar="DIR",
            envvar="KBGEN_CACHE",
            help="Where fetched repositories and converted pages are kept.  [default: the system's folder for caches]",
        ),
    ] = None,
    offline: Annotated[
        bool, typer.Option("--offline", help="Use no network: build from what was fetched before.")
    ] = False,
    strict: Annotated[
        bool, typer.Option("--strict", help="Warnings make the exit code 1, or 3 if a source is stale.")
    ] = False,
    keep_going: Annotated[
        bool, typer.Option("--keep-going", help="Publish although content has errors; the exit code stays 1.")
    ] = False,
    wait: Annotated[
        float, typer.Option("--wait", metavar="SECONDS", min=0, help="How long to wait for another build's lock.")
    ] = 0,
    report: Annotated[
        Path | None, typer.Option("--report", metavar="FILE", help="Write what was done and found, as JSON.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the same document to stdout.")] = False,
    quiet: Annotated[
        bool, typer.Option("-q", "--quiet", help="Show errors only (and warnings with --strict).")
    ] = False,
    verbose: Annotated[bool, typer.Option("-v", "--verbose", help="Show all problems, versions and times.")] = False,
    no_color: Annotated[bool, typer.Option("--no-color", help="No colours; NO_COLOR does the same.")] = False,
) -> None:
    """Build a site."""
    from kbgen.cli.build import BuildOptions
    from kbgen.cli.build import build as run_build

    options = BuildOptions(
        sources=tuple(source or ()),
        output=output,
        config=config,
        name=name,
        jobs=jobs,
        cache=cache,
        offline=offline,
        strict=strict,
        keep_going=keep_going,
        wait=wait,
        report=report,
        as_json=as_json,
        quiet=quiet,
        verbose=verbose,
        no_color=no_color,
    )
    raise typer.Exit(run_build(options, context.obj))


@app.command(short_help="Print a JSON Schema.")
def schema(
    name: Annotated[SchemaName, typer.Argument(help="Which one.")] = SchemaName.CONFIG,
) -> None:
    """Print a JSON Schema: of kbgen.yml, of a page's front matter, or of the report that `build --json` prints."""
    from kbgen.cli.console import Console
    from kbgen.cli.schema import schema_text

    Console().data(schema_text(name))
