"""`kbgen new`: a page from a template, after a look at those that are like it."""

from __future__ import annotations

import json
import os
import shlex
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from kbgen.cache import Cache
from kbgen.cli.build import CONFIG_FILE
from kbgen.cli.cache_folder import located
from kbgen.cli.console import Console, is_terminal
from kbgen.cli.failure import tell_failure
from kbgen.errors import ExitCode
from kbgen.report_text import Line, Span, Style

if TYPE_CHECKING:
    from kbgen.authoring import NewPage, PageRequest
    from kbgen.config import Config

MOST_SHOWN = 10
SCHEMA = 1


@dataclass(frozen=True, slots=True)
class NewOptions:
    """The options of `kbgen new` as they were given."""

    kind: str
    title: str
    folder: Path | None = None
    owner: str = ""
    tags: tuple[str, ...] = ()
    use_cases: tuple[str, ...] = ()
    yes: bool = False
    dry_run: bool = False
    config: Path | None = None
    cache: Path | None = None
    as_json: bool = False
    quiet: bool = False
    no_color: bool = False


def new(options: NewOptions, argv: Sequence[str]) -> ExitCode:
    """Write the page unless its author thinks better of it, and return the exit code; `argv` is for a fault's log."""
    console = Console.of(no_color=options.no_color)
    try:
        return _new(options, console)
    except (Exception, KeyboardInterrupt) as error:
        return tell_failure(error, argv, console, options.cache, as_json=options.as_json)


def _new(options: NewOptions, console: Console) -> ExitCode:
    from kbgen.authoring import new_page  # brings git and YAML

    cwd = Path.cwd()
    request, config = _request(options, cwd)
    page = new_page(request, config, Cache(located(options.cache)))
    if page.alike and not options.quiet:
        console.say(_warning(page))
    if page.alike and _may_ask(options) and not _agreed():
        console.say([(Span("Nothing was written."),)])
        return ExitCode.FINDINGS
    if not options.dry_run:
        page.write()
    _tell(page, options, console, cwd)
    return ExitCode.OK


def _request(options: NewOptions, cwd: Path) -> tuple[PageRequest, Config]:
    """Return what is wanted, and the configuration: that of the option, here, or at the top of the repository."""
    from kbgen.authoring import PageRequest
    from kbgen.config import infer, load

    remedy = "go to a clone of the repository that the page is for, and say it there: kbgen new"
    alone = infer((), cwd / options.folder if options.folder else cwd, remedy=remedy)
    top = Path(alone.sources[0].url)
    there = next((path for folder in (cwd, top) if (path := folder / CONFIG_FILE).is_file()), None)
    file = options.config or there
    config = load(file) if file else alone
    request = PageRequest(
        options.kind,
        options.title,
        top,
        cwd,
        date.today(),
        options.folder,
        options.owner,
        options.tags,
        options.use_cases,
        config.base_dir.resolve() if file else None,
    )
    return request, config


def _warning(page: NewPage) -> Iterator[Line]:
    count = len(page.alike)
    yield (Span(f"{'A page is' if count == 1 else f'{count} pages are'} like '{page.title}':", Style.WARNING),)
    for each in page.alike[:MOST_SHOWN]:
        owner = f", looked after by {each.page.front.owner}" if each.page.front.owner else ", without an owner"
        name = "" if each.name == each.page.title else f", also known as '{each.name}'"
        yield (Span(f"  {each.page.path}", Style.STRONG), Span(f"  {each.page.title}{name}{owner}"))
    if count > MOST_SHOWN:
        yield (Span(f"  … and {count - MOST_SHOWN} more", Style.FAINT),)


def _may_ask(options: NewOptions) -> bool:
    silent = options.yes or options.as_json or options.quiet
    return not silent and is_terminal(sys.stdin) and is_terminal(sys.stderr)


def _agreed() -> bool:
    """Ask on the terminal; the end of the input is a no. Raises KeyboardInterrupt."""
    sys.stderr.write("Write a new page all the same? [y/N] ")
    sys.stderr.flush()
    return sys.stdin.readline().strip().casefold() in ("y", "yes")


def _tell(page: NewPage, options: NewOptions, console: Console, cwd: Path) -> None:
    path = os.path.relpath(page.path, cwd)
    if options.as_json:
        console.data(_document(page, path, written=not options.dry_run))
    else:
        console.show([path])
        if options.dry_run:
            console.show(page.text.splitlines())
    if not options.quiet:
        console.say(_next(page, path, written=not options.dry_run))


def _next(page: NewPage, path: str, *, written: bool) -> Iterator[Line]:
    if not written:
        yield (Span("Nothing was written: --dry-run."),)
        return
    if page.nav_entry:
        yield (Span(f"{page.nav_file} lists the pages of the navigation; add there: {page.nav_entry}"),)
    yield (Span(f"Next: write it, look at it with `kbgen serve`, and then: kbgen check {shlex.quote(path)}"),)


def _document(page: NewPage, path: str, *, written: bool) -> str:
    found = [
        {
            "path": each.page.path,
            "title": each.page.title,
            "name": each.name,
            "owner": each.page.front.owner or None,
            "likeness": each.likeness,
        }
        for each in page.alike
    ]
    value = {
        "schema": SCHEMA,
        "path": path,
        "title": page.title,
        "type": page.template.kind,
        "template": page.template.where.path or None,
        "written": written,
        "alike": found,
        "problems": [],
    }
    return json.dumps(value, indent=1) + "\n"
