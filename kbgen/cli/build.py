"""`kbgen build`: from options to a request, and from its outcome to an exit code."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kbgen.cli.cache_folder import located, usable
from kbgen.cli.console import Console
from kbgen.cli.failure import failure_of
from kbgen.cli.outcome import Outcome, Telling, identity
from kbgen.cli.progress import watched
from kbgen.errors import ConfigError, ExitCode
from kbgen.report_text import Places

if TYPE_CHECKING:
    from kbgen.config import Config, Source

CONFIG_FILE = "kbgen.yml"


@dataclass(frozen=True, slots=True)
class BuildOptions:
    """The options of `kbgen build` as they were given; `None` stands for a default that depends on the machine."""

    sources: tuple[str, ...] = ()
    output: Path = Path("site")
    config: Path | None = None
    name: str = ""
    jobs: int | None = None
    cache: Path | None = None
    offline: bool = False
    portable: bool = False
    strict: bool = False
    keep_going: bool = False
    allow_shrink: bool = False
    wait: float = 0
    report: Path | None = None
    as_json: bool = False
    quiet: bool = False
    verbose: bool = False
    no_color: bool = False


def build(options: BuildOptions, argv: Sequence[str]) -> ExitCode:
    """Build a site, tell how it went, and return the exit code; `argv` is for the log of a fault."""
    console, cwd = Console.of(no_color=options.no_color), Path.cwd()
    telling = _telling(options, console, cwd)
    places = Places(cwd)
    try:
        config = configuration(options, cwd)
        config = config.as_portable() if options.portable else config
        places = places_of(config.sources, cwd)
        outcome = _built(options, config, console)
    except (Exception, KeyboardInterrupt) as error:
        failure = failure_of(error, argv, located(options.cache) / "logs")
        outcome = Outcome(failure.exit_code, failure.problems)
    return telling.tell(outcome, places)


def _telling(options: BuildOptions, console: Console, cwd: Path) -> Telling:
    return Telling(
        console,
        str(options.output),
        before=identity(cwd / options.output),
        report_file=options.report,
        as_json=options.as_json,
        quiet=options.quiet,
        verbose=options.verbose,
        strict=options.strict,
        keep_going=options.keep_going,
    )


def _built(options: BuildOptions, config: Config, console: Console) -> Outcome:
    from kbgen import pipeline  # brings MkDocs and the rest

    with usable(located(options.cache)) as cache, watched(console, quiet=options.quiet) as progress:
        request = pipeline.BuildRequest(
            config,
            options.output,
            cache,
            jobs=options.jobs or processors(),
            offline=options.offline,
            strict=options.strict,
            keep_going=options.keep_going,
            allow_shrink=options.allow_shrink,
            wait=options.wait,
        )
        report = pipeline.build(request, progress)
    return Outcome(report.exit_code, report.problems, report)


def configuration(options: BuildOptions, cwd: Path) -> Config:
    """Return the configuration that the options ask for: a file's, or one inferred from repositories."""
    from kbgen.config import infer, load

    if options.config and options.sources:
        hint = "name the repositories on the command line, or in the file"
        raise ConfigError("SOURCE and --config cannot be given together", hint=hint)
    default = Path(CONFIG_FILE) if not options.sources and (cwd / CONFIG_FILE).exists() else None
    file = options.config or default
    if file is None:
        return infer(options.sources, cwd, options.name)
    if options.name:
        raise ConfigError(f"--name has no effect beside {file}", hint=f"write `name:` below `site:` in {file}")
    return load(file)


def places_of(
    sources: Sequence[Source], cwd: Path, has_files: Callable[[Path], bool] = lambda path: (path / ".git").exists()
) -> Places:
    """Return how paths of these sources are written; `has_files` tells whether a folder is a working tree.

    For the checked-out branch of a working tree it is the file's own path, which terminals and editors can open.
    """
    prefixes = {source.name: _prefix(source, cwd, has_files) for source in sources if not source.versioned}
    return Places(cwd, prefixes)


def _prefix(source: Source, cwd: Path, has_files: Callable[[Path], bool]) -> str:
    checked_out = source.branches == ("HEAD",) and not source.tags and not source.url.startswith("https://")
    if not (checked_out and has_files(Path(source.url))):
        return f"{source.name}:"
    way = os.path.relpath(source.url, cwd)
    return "" if way == "." else f"{way}/"


def processors() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
