"""`kbgen search-check` as typer sees it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kbgen.cli.options import AsJson, NoColor, Quiet
from kbgen.cli.root import app

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
