"""What the commands that only look at history have in common: from options to a study, and what went wrong."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar

from kbgen.cli.build import BuildOptions, configuration
from kbgen.cli.cache_folder import located, usable
from kbgen.cli.console import Console
from kbgen.cli.failure import tell_failure
from kbgen.cli.progress import watched
from kbgen.errors import ExitCode
from kbgen.model import Problem, Severity
from kbgen.report_text import Places, listing

if TYPE_CHECKING:
    from kbgen.study import Study


@dataclass(frozen=True, slots=True)
class StudyOptions:
    """The options of a command as they were given."""

    sources: tuple[str, ...] = ()
    config: Path | None = None
    name: str = ""
    cache: Path | None = None
    offline: bool = False
    quiet: bool = False
    as_json: bool = False
    no_color: bool = False


class Found(Protocol):
    """What a look at the sources gives."""

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong with them."""


F = TypeVar("F", bound=Found)
Look = Callable[..., F]
"""Looks at sources: gets the configuration, the cache folder, the progress, and `offline`."""
Tell = Callable[[F, Console, Path], ExitCode]
"""Prints what was found; it also gets the cache folder, which can be used. Raises what a look raises."""


def study(options: StudyOptions, argv: Sequence[str], tell: Tell[Study]) -> ExitCode:
    """Look at the history of the sources, let `tell` print, and return the exit code; `argv` is for a fault's log."""

    def history() -> Look[Study]:
        from kbgen.study import look  # brings git and the rest

        return look

    return ask(options, argv, history, tell)


def ask(options: StudyOptions, argv: Sequence[str], how: Callable[[], Look[F]], tell: Tell[F]) -> ExitCode:
    """Look at the sources as the function does that `how` imports, let `tell` print, and return the exit code."""
    console = Console.of(no_color=options.no_color)
    try:
        return _asked(options, console, how(), tell)
    except (Exception, KeyboardInterrupt) as error:
        return tell_failure(error, argv, console, options.cache, as_json=options.as_json)


def _asked(options: StudyOptions, console: Console, look: Look[F], tell: Tell[F]) -> ExitCode:
    from kbgen.report import SOURCE_TROUBLE

    given = BuildOptions(options.sources, config=options.config, name=options.name)
    config = configuration(given, Path.cwd())
    with usable(located(options.cache)) as cache:
        with watched(console, quiet=options.quiet) as progress:
            found = look(config, cache, progress, offline=options.offline)
        console.say(listing(_told(found.problems, quiet=options.quiet), Places(Path.cwd())))
        code = tell(found, console, cache)
    errors = [each for each in found.problems if each.severity is Severity.ERROR]
    return ExitCode.SOURCE if any(each.code in SOURCE_TROUBLE for each in errors) else code


def _told(problems: Sequence[Problem], *, quiet: bool) -> Sequence[Problem]:
    least = (Severity.ERROR,) if quiet else (Severity.ERROR, Severity.WARNING)
    return [each for each in problems if each.severity in least]
