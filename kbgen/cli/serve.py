"""`kbgen serve`: from options to a site on this machine that follows what is written."""

from __future__ import annotations

import shutil
import tempfile
import webbrowser
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kbgen.cli.build import CONFIG_FILE, BuildOptions, configuration, places_of, processors
from kbgen.cli.cache_folder import located, usable
from kbgen.cli.console import Console
from kbgen.cli.failure import failure_of, tell_failure
from kbgen.cli.progress import watched as watched_progress
from kbgen.errors import ExitCode
from kbgen.model import Problem, Severity
from kbgen.progress import Silent
from kbgen.report_text import Places, Span, Style, listing

if TYPE_CHECKING:
    from kbgen.config import Config
    from kbgen.report import BuildReport
    from kbgen.serve import Attempt, Watched
    from kbgen.session import Session


@dataclass(frozen=True, slots=True)
class ServeOptions:
    """The options of `kbgen serve` as they were given."""

    sources: tuple[str, ...] = ()
    config: Path | None = None
    name: str = ""
    port: int = 8000
    open_browser: bool = False
    jobs: int | None = None
    cache: Path | None = None
    offline: bool = False
    quiet: bool = False
    no_color: bool = False

    @property
    def as_build(self) -> BuildOptions:
        """The same for `kbgen build`."""
        return BuildOptions(self.sources, config=self.config, name=self.name)

    @property
    def config_file(self) -> Path | None:
        """The configuration that is read, or would be if it existed; None where the sources are named."""
        return self.config or (None if self.sources else Path(CONFIG_FILE))


def serve(options: ServeOptions, argv: Sequence[str]) -> ExitCode:
    """Build, serve and follow until interrupted, and return the exit code; `argv` is for the log of a fault."""
    console = Console.of(no_color=options.no_color)
    try:
        with usable(located(options.cache)) as cache, tempfile.TemporaryDirectory(prefix="kbgen-serve-") as folder:
            return _serve(options, console, cache, Path(folder) / "site", argv)
    except (Exception, KeyboardInterrupt) as error:
        return tell_failure(error, argv, console, options.cache)


def _serve(options: ServeOptions, console: Console, cache: Path, folder: Path, argv: Sequence[str]) -> ExitCode:
    from kbgen.serve import Live, follow, serving
    from kbgen.session import Session

    config = configuration(options.as_build, Path.cwd())
    live = Live(folder, config.site.url or "")
    with Session() as session, serving(live, options.port) as address:
        preview = _Preview(options, console, session, cache, folder, argv)
        first = preview.build(True)
        live.tell(renewed=first.renewed, problems=first.problems)
        with suppress(KeyboardInterrupt):
            console.say([(Span(f"Serving {address} - Ctrl-C ends it", Style.GOOD),)])
            if options.open_browser:
                webbrowser.open(address)
            follow(preview.build, preview.tidy, live, first.watched)
    return ExitCode.OK


class _Preview:
    """Builds the site again and again, and tells the terminal how it went."""

    def __init__(
        self,
        options: ServeOptions,
        console: Console,
        session: Session,
        cache: Path,
        folder: Path,
        argv: Sequence[str],
    ) -> None:
        self.options, self.console, self.session, self.argv = options, console, session, argv
        self.cache, self.folder, self.scrap = cache, folder, folder.with_name("scrap")
        self.known: frozenset[Problem] = frozenset()
        self.watched: Watched | None = None
        self.builds = 0
        self.scrap.mkdir()

    def build(self, reindex: bool) -> Attempt:
        """Build from what is there now. Whatever goes wrong is told; the site that is served then stays."""
        from kbgen.serve import Attempt

        places = Places(Path.cwd())
        report: BuildReport | None = None
        try:
            config = configuration(self.options.as_build, Path.cwd())
            self.watched, places = _watched(config, self.options), places_of(config.sources, Path.cwd())
            report = self._built(config, reindex)
            problems = report.problems
        except Exception as error:
            problems = failure_of(error, self.argv, located(self.options.cache) / "logs").problems
        self.builds += 1
        self._say(problems, report, places, reindex)
        refused = report is None or not report.published
        wrong = [found for found in problems if refused and found.severity is Severity.ERROR]
        renewed = report is not None and report.published in ("new", "replaced")
        return Attempt(renewed, _as_text(wrong, places), self.watched or _watched(None, self.options))

    def tidy(self) -> None:
        """Remove the sites that were served before."""
        for old in self.scrap.iterdir():
            shutil.rmtree(old, ignore_errors=True)

    def _built(self, config: Config, reindex: bool) -> BuildReport:
        from kbgen import pipeline  # brings MkDocs and the rest

        request = pipeline.BuildRequest(
            config,
            self.folder,
            self.cache,
            jobs=self.options.jobs or processors(),
            offline=self.options.offline or bool(self.builds),  # repositories on the web are fetched once
            working_tree=True,
            reindex=reindex,
            durable=False,
            allow_shrink=True,  # nobody but the author reads what is served
            scrap=self.scrap,
        )
        if self.builds:
            return pipeline.build_in(self.session, request, Silent())
        with watched_progress(self.console, quiet=self.options.quiet) as progress:
            return pipeline.build_in(self.session, request, progress)

    def _say(self, problems: Sequence[Problem], report: BuildReport | None, places: Places, reindex: bool) -> None:
        """Tell the problems that are new since the last time, and how much was done."""
        self.console.say(listing((found for found in problems if self._matters(found)), places))
        self.known = frozenset(problems)
        if report and report.published and not self.options.quiet and (not reindex or self.builds == 1):
            seconds = sum(report.seconds.values())
            pages = f"{report.rendered:,} page{'' if report.rendered == 1 else 's'}"
            text = f"Built in {seconds:.2f} s: {pages} rendered, {report.reused:,} reused"
            self.console.say([(Span(text, Style.FAINT),)])
        elif not (report and report.published):
            self.console.say([(Span("Not built: what was built last is served.", Style.STRONG),)])

    def _matters(self, found: Problem) -> bool:
        is_told = found.severity is Severity.ERROR or (found not in self.known and found.severity is Severity.WARNING)
        return is_told and (not self.options.quiet or found.severity is Severity.ERROR)


def _as_text(problems: Sequence[Problem], places: Places) -> str:
    return "\n".join("".join(span.text for span in line) for line in listing(problems, places))


def _watched(config: Config | None, options: ServeOptions) -> Watched:
    """Return what the site is made of on this machine."""
    from kbgen.search.synonyms import DEFAULT
    from kbgen.serve import Watched

    file = options.config_file
    files = [] if file is None else [file.absolute()]
    if config is None:
        return Watched(files=tuple(files))
    folders = [Path(source.url) for source in config.sources if not source.url.startswith("https://")]
    files += [config.base_dir / (config.search.synonyms or DEFAULT)]
    files += [config.base_dir / config.people.mailmap] if config.people.mailmap else []
    files += [folder for folder in folders if folder.is_file()]  # bundles
    theme = config.base_dir / config.theme
    return Watched(tuple(folder for folder in (*folders, theme) if folder.is_dir()), tuple(files))
