"""`kbgen check`: from options to findings, and from findings to what is printed, mended, and the exit code."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from kbgen.cli.build import CONFIG_FILE, BuildOptions, configuration, places_of, processors
from kbgen.cli.cache_folder import located, usable
from kbgen.cli.check_output import summary, tell, write_answer
from kbgen.cli.commands.check import CheckFormat
from kbgen.cli.console import Console
from kbgen.cli.failure import tell_failure
from kbgen.cli.mending import mend
from kbgen.cli.progress import watched
from kbgen.errors import ConfigError, ExitCode
from kbgen.git import top_of
from kbgen.model import Severity
from kbgen.report_text import Span, Style

if TYPE_CHECKING:
    from kbgen.check import CheckReport, FileKey
    from kbgen.config import Config


@dataclass(frozen=True, slots=True)
class CheckOptions:
    """The options of `kbgen check` as they were given."""

    paths: tuple[Path, ...] = ()
    changed: str = ""
    fix: bool = False
    form: CheckFormat = CheckFormat.TEXT
    output: Path | None = None
    strict: bool = False
    write_baseline: bool = False
    config: Path | None = None
    jobs: int | None = None
    cache: Path | None = None
    offline: bool = False
    quiet: bool = False
    verbose: bool = False
    no_color: bool = False


def check(options: CheckOptions, argv: Sequence[str]) -> ExitCode:
    """Check, print, and return the exit code; `argv` is for the log of a fault."""
    console = Console.of(no_color=options.no_color)
    try:
        config = _configuration(options, Path.cwd())
        return _Run(options, config, console).exit_code()
    except (Exception, KeyboardInterrupt) as error:
        return tell_failure(error, argv, console, options.cache, as_json=options.form is CheckFormat.JSON)


def _configuration(options: CheckOptions, cwd: Path) -> Config:
    """Return the configuration: that of the site, or of the repositories that hold the paths."""
    if options.write_baseline and (options.paths or options.changed):
        hint = "leave out PATH and --changed"
        raise ConfigError("a baseline records the findings of the whole site", hint=hint)
    missing = [path for path in options.paths if not path.exists()]
    if missing:
        raise ConfigError(f"there is no '{missing[0]}'", hint="name files or folders that are here")
    if options.config or (cwd / CONFIG_FILE).exists():
        return configuration(BuildOptions(config=options.config), cwd)
    folders = {path.resolve() if path.is_dir() else path.resolve().parent for path in options.paths} or {cwd.resolve()}
    return _of_folders(folders, cwd)


def _of_folders(folders: set[Path], cwd: Path) -> Config:
    """Return the configuration of the repository that holds the folders: that of the nearest `kbgen.yml` in it."""
    from kbgen.config import infer, load

    found = infer(sorted(map(str, folders)), cwd, remedy="name the configuration of a site: kbgen check -c kbgen.yml")
    repositories = sorted({source.url for source in found.sources})
    top = Path(repositories[0])
    if len(repositories) > 1 or not (top / ".git").exists():
        return infer(repositories, cwd)
    shared = Path(os.path.commonpath(folders))
    between = (folder for folder in (shared, *shared.parents) if folder.is_relative_to(top))
    there = next((file for folder in between if (file := folder / CONFIG_FILE).is_file()), None)
    return load(there) if there else infer(repositories, top)


@dataclass(frozen=True, slots=True)
class _Run:
    options: CheckOptions
    config: Config
    console: Console

    def exit_code(self) -> ExitCode:
        """Do all that was asked for and return the exit code."""
        report = self._report()
        if self.options.write_baseline:
            return self._baseline(report)
        if self.options.fix:
            mend(report, self.config, self.console)
            report = self._report()
        self._tell(report)
        return report.exit_code(Severity.WARNING if self.options.strict else Severity.ERROR)

    def _report(self) -> CheckReport:
        from kbgen.checking import CheckRequest, check

        options = self.options
        with usable(located(options.cache)) as cache, watched(self.console, quiet=options.quiet) as progress:
            jobs, today = options.jobs or processors(), datetime.now(UTC).date()
            request = CheckRequest(self.config, cache, today, jobs, options.offline, options.changed)
            report = check(request, progress)
        from kbgen.check import baseline  # after: to import it takes as long as to fetch, and goes on beside that

        file = self.config.base_dir / baseline.FILE
        if file.exists() and not options.write_baseline:
            report = report.without(baseline.read(file.read_text(encoding="utf-8", errors="replace")))
        return report.within(self._is_wanted(report)) if options.paths else report

    def _is_wanted(self, report: CheckReport) -> Callable[[FileKey], bool]:
        """Return what tells whether a file is one of the paths that were named, or below one."""
        folders = {source.name: Path(source.url) for source in self.config.sources}
        named = [path.resolve() for path in self.options.paths]

        def is_wanted(file: FileKey) -> bool:
            folder = folders.get(file[0])
            place = folder / report.paths.get(file, file[2]) if folder else Path(file[2])
            return any(place.resolve().is_relative_to(path) for path in named)

        return is_wanted

    def _tell(self, report: CheckReport) -> None:
        form, here = self.options.form, Path.cwd()
        by_forges = form in (CheckFormat.GITHUB, CheckFormat.SARIF)
        places = places_of(self.config.sources, (top_of(here) or here) if by_forges else here)  # as forges count paths
        tell(self._shown(report), form, self.options.output, places, self.console)
        if not self.options.quiet:
            self.console.say(summary(report, is_fixing=self.options.fix, has_notes=self.options.verbose))

    def _shown(self, report: CheckReport) -> CheckReport:
        """Return what is printed of the report: programs get all, people the notes only if they ask for them."""
        if self.options.quiet:
            return report.where(lambda each: each.problem.severity is Severity.ERROR)
        if self.options.form is CheckFormat.TEXT and not self.options.verbose:
            return report.where(lambda each: each.problem.severity is not Severity.INFO)
        return report

    def _baseline(self, report: CheckReport) -> ExitCode:
        from kbgen.check import baseline

        file = self.config.base_dir / baseline.FILE
        write_answer(file, baseline.written(report.findings))
        count = len(report.findings)
        said = "1 finding is" if count == 1 else f"{count:,} findings are"
        text = f"{said} recorded in {os.path.relpath(file)}: from now on only new ones are told."
        self.console.say([(Span(text, Style.GOOD),)])
        return ExitCode.OK
