"""The commands and their options, as typer sees them.

What they do is in the other files, which are imported when a command runs: `kbgen --help` must not wait for MkDocs.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from kbgen.cli.forms import Form
from kbgen.cli.options import AsJson, CacheFolder, ConfigFile, NoColor, Offline, Quiet, SiteName, Sources
from kbgen.cli.schema import SchemaName
from kbgen.cli.subjects import Subject

HELP = """\b
kbgen build                                  the repository you stand in, into site/
kbgen build https://github.com/org/handbook  a repository on the web
kbgen build handbook/ tools.git -o public    more than one, into another folder
kbgen build -c kbgen.yml                     many sources, versions and settings
kbgen serve                                  while you write: a preview that follows
kbgen stats                                  what git history says, in the terminal
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

STUDY_EXIT_CODES = """\b
Exit codes: 0 done, 1 an audit found a difference, 2 the command line or the configuration is wrong or the name is
not known, 3 a source cannot be read, 4 kbgen or the disk failed, 130 interrupted.
"""

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

STATS_HELP = """\b
kbgen stats                              the figures of the community, as the site tells them
kbgen stats --of people --csv            people, pages, topics or collections as a table
kbgen stats explain retention            the commits behind a figure, a page or a person
kbgen stats audit                        hold the index against git itself

Tell what git history says, without building a site. People and pages are in the order of their names, never of a
count.
"""

CHECK_HELP = """\b
kbgen search-check                         the site in site/
kbgen search-check public --kinds title    only whether pages are found by their titles
kbgen search-check --json -q | jq .passed  for programs

Make queries from the pages of a published site, ask them in its own search in a real browser, and tell how often the
page was found first. Needs Chromium, and Playwright: pip install 'kbgen[check]'.
"""

CHECK_EXIT_CODES = """\b
Exit codes: 0 all figures reach their bars, 1 some do not, 2 the command line is wrong, or there is no site or no
browser, 4 kbgen or the disk failed, 130 interrupted.
"""


class Commands(TyperGroup):
    """Commands whose names may be two words: `stats` and `stats explain`."""

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
    source: Sources = None,
    output: Annotated[Path, typer.Option("-o", "--output", metavar="DIR", help="The folder to publish into.")] = Path(
        "site"
    ),
    config: ConfigFile = None,
    name: SiteName = "",
    jobs: Annotated[
        int | None,
        typer.Option("-j", "--jobs", metavar="N", min=1, help="Worker processes.  [default: one per processor]"),
    ] = None,
    cache: CacheFolder = None,
    offline: Offline = False,
    portable: Annotated[
        bool, typer.Option("--portable", help="Make a site that can also be read from a folder, without a server.")
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
    no_color: NoColor = False,
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
        portable=portable,
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


@app.command(help=STATS_HELP, short_help="Tell what git history says.", epilog=STUDY_EXIT_CODES)
def stats(
    context: typer.Context,
    source: Sources = None,
    of: Annotated[Subject, typer.Option("--of", help="What to tell of.")] = Subject.SITE,
    as_json: AsJson = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print a table as CSV.")] = False,
    config: ConfigFile = None,
    name: SiteName = "",
    cache: CacheFolder = None,
    offline: Offline = False,
    quiet: Quiet = False,
    verbose: Annotated[bool, typer.Option("-v", "--verbose", help="Tell how each figure is computed.")] = False,
    no_color: NoColor = False,
) -> None:
    """Tell what history says."""
    from kbgen.cli.stats import stats as run_stats
    from kbgen.cli.studying import StudyOptions

    options = StudyOptions(tuple(source or ()), config, name, cache, offline, quiet, as_json, no_color)
    raise typer.Exit(run_stats(options, of, context.obj, as_csv=as_csv, verbose=verbose))


@app.command("stats explain", short_help="List the commits behind a number.", epilog=STUDY_EXIT_CODES)
def stats_explain(
    context: typer.Context,
    what: Annotated[str, typer.Argument(metavar="PAGE|PERSON|METRIC", help="A path, a name, or the key of a figure.")],
    source: Sources = None,
    scope: Annotated[
        str, typer.Option("--in", metavar="KEY", help="A figure of this collection or topic, not of the site.")
    ] = "",
    period: Annotated[str, typer.Option("--period", help="A figure of this month or quarter: 2026-03, 2026-Q1.")] = "",
    as_json: AsJson = False,
    config: ConfigFile = None,
    name: SiteName = "",
    cache: CacheFolder = None,
    offline: Offline = False,
    quiet: Quiet = False,
    no_color: NoColor = False,
) -> None:
    """List the commits behind a page, a person or a figure, with their dates, people, kinds and pages."""
    from kbgen.cli.explain import explain as run_explain
    from kbgen.cli.studying import StudyOptions

    options = StudyOptions(tuple(source or ()), config, name, cache, offline, quiet, as_json, no_color)
    raise typer.Exit(run_explain(options, what, context.obj, scope=scope, period=period))


@app.command("stats audit", short_help="Hold the index against git itself.", epilog=STUDY_EXIT_CODES)
def stats_audit(
    context: typer.Context,
    source: Sources = None,
    as_json: AsJson = False,
    config: ConfigFile = None,
    name: SiteName = "",
    cache: CacheFolder = None,
    offline: Offline = False,
    quiet: Quiet = False,
    no_color: NoColor = False,
) -> None:
    """Compare identities, commits, lines and pages with what other git commands say; list people of one name too."""
    from kbgen.cli.audit import audit as run_audit
    from kbgen.cli.studying import StudyOptions

    options = StudyOptions(tuple(source or ()), config, name, cache, offline, quiet, as_json, no_color)
    raise typer.Exit(run_audit(options, context.obj))


@app.command("search-check", help=CHECK_HELP, short_help="Check that pages are found.", epilog=CHECK_EXIT_CODES)
def search_check(
    context: typer.Context,
    site: Annotated[Path, typer.Argument(metavar="SITE_DIR", help="The folder of a published site.")] = Path("site"),
    collection: Annotated[
        str, typer.Option("--collection", metavar="NAME", help="This collection only.  [default: all, their latest]")
    ] = "",
    kinds: Annotated[
        str, typer.Option("--kinds", metavar="LIST", help="Kinds of queries, such as title,typo.  [default: all]")
    ] = "",
    seed: Annotated[int, typer.Option("--seed", metavar="N", help="Draws other queries.")] = 1,
    most: Annotated[
        int, typer.Option("--most", metavar="N", min=1, help="How many queries of each kind and collection.")
    ] = 100,
    browser: Annotated[
        str, typer.Option("--browser", metavar="PATH", help="A Chromium.  [default: found on PATH]")
    ] = "",
    as_json: AsJson = False,
    quiet: Quiet = False,
    no_color: NoColor = False,
) -> None:
    """Check that the search of a site finds its pages."""
    from kbgen.cli.search_check import SearchCheckOptions
    from kbgen.cli.search_check import search_check as run_check

    options = SearchCheckOptions(site, collection, kinds, seed, most, browser, as_json, quiet, no_color)
    raise typer.Exit(run_check(options, context.obj))


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


@app.command(short_help="Tell which versions are not kept, and free the cache.", epilog=STUDY_EXIT_CODES)
def prune(
    context: typer.Context,
    source: Sources = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only tell what would be done.")] = False,
    days: Annotated[
        int, typer.Option("--days", metavar="N", min=1, help="Free what no build used for so many days.")
    ] = 30,
    config: ConfigFile = None,
    name: SiteName = "",
    cache: CacheFolder = None,
    offline: Offline = False,
    quiet: Quiet = False,
    no_color: NoColor = False,
) -> None:
    """List the versions that `keep` drops, why, and where their addresses lead; remove unused entries of the cache.

    Repositories that were fetched and their history stay in the cache.
    """
    from kbgen.cli.prune import prune as run_prune
    from kbgen.cli.studying import StudyOptions

    options = StudyOptions(tuple(source or ()), config, name, cache, offline, quiet, False, no_color)
    raise typer.Exit(run_prune(options, context.obj, days=days, dry_run=dry_run))


@app.command(short_help="Print a JSON Schema.")
def schema(
    name: Annotated[SchemaName, typer.Argument(help="Which one.")] = SchemaName.CONFIG,
) -> None:
    """Print a JSON Schema: of kbgen.yml, of front matter, of the report of a build, or of the site's data files."""
    from kbgen.cli.console import Console
    from kbgen.cli.schema import schema_text

    Console().data(schema_text(name))
