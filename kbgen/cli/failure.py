"""From an exception to an exit code, problems to show, and a log file ready to be pasted into an issue."""

from __future__ import annotations

import platform
import shlex
import sys
import tempfile
import traceback
from collections.abc import Sequence
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import typer

from kbgen.cli.cache_folder import located
from kbgen.cli.console import Console
from kbgen.cli.versions import versions
from kbgen.codes import problem
from kbgen.errors import ExitCode, KbgenError
from kbgen.mapper import WorkerEndedError
from kbgen.model import Problem, Severity
from kbgen.paths import shown
from kbgen.redact import redact
from kbgen.report_json import document
from kbgen.report_text import Places, listing

# Typer makes BadParameter public, but not its base: what click raises for every wrong use of the command line.
USAGE_ERROR: type[Exception] = typer.BadParameter.__mro__[1]

ISSUE = """\
# {title}

What I did, what I expected, and whether the repository is public:

## Command

    {command}

## Versions

{versions}
## Traceback

{traceback}
"""


@dataclass(frozen=True, slots=True)
class Failure:
    """How a command ended that did not do what it should: why, in problems, and the exit code."""

    exit_code: ExitCode
    problems: tuple[Problem, ...] = ()


def failure_of(error: BaseException, argv: Sequence[str], log_dir: Path) -> Failure:
    """Return the failure that `error` means. For one that nobody foresaw, a log file is written below `log_dir`."""
    if isinstance(error, KbgenError):
        return Failure(error.exit_code, _grave(error.problems))
    if isinstance(error, KeyboardInterrupt):
        return Failure(ExitCode.INTERRUPTED)
    if isinstance(error, USAGE_ERROR):
        return Failure(ExitCode.USAGE, (_usage(error),))
    return Failure(ExitCode.BUG, (_fault(error, _log(error, argv, log_dir)),))


def tell_failure(
    error: BaseException, argv: Sequence[str], console: Console, cache: Path | None, *, as_json: bool = False
) -> ExitCode:
    """Tell what `error` means to people, and to programs if `as_json`; return the exit code.

    The log of a fault is written into the folder of the `cache` (None: the default one).
    """
    failure = failure_of(error, argv, located(cache) / "logs")
    console.say(listing(failure.problems, Places(Path.cwd())))
    if as_json:
        console.data(document(failure.exit_code, None, failure.problems))
    return failure.exit_code


def _grave(problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
    """Return the problems that stopped a run: where all are warnings otherwise, they are errors here."""
    if any(found.severity is Severity.ERROR for found in problems):
        return problems
    return tuple(replace(found, severity=Severity.ERROR) for found in problems)


def _usage(error: Exception) -> Problem:
    context = getattr(error, "ctx", None)
    command = context.command_path if context else "kbgen"
    message = error.format_message() if hasattr(error, "format_message") else str(error)
    return problem("KB101", message.rstrip("."), hint=f"see `{command} --help`")


def _fault(error: BaseException, log: Path | None) -> Problem:
    is_ended = isinstance(error, (BrokenProcessPool, WorkerEndedError))
    what = "a worker process was ended from outside" if is_ended else _title(error)
    hint = f"please report it with what is in {log}" if log else "please report it"
    if is_ended:
        hint = f"perhaps memory ran out: try --jobs 1; if it does not help, {hint}"
    return problem("KB106", f"kbgen itself failed: {what}", hint=hint)


def _title(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}".removesuffix(": ")


def _log(error: BaseException, argv: Sequence[str], log_dir: Path) -> Path | None:
    """Write the log file into the first folder that takes it, and return its path."""
    name = f"kbgen-{datetime.now(UTC):%Y%m%d-%H%M%S-%f}.md"
    for folder in (log_dir, Path(tempfile.gettempdir())):
        try:
            folder.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(issue(error, argv), encoding="utf-8", errors="backslashreplace")
        except OSError:
            continue
        return folder / name
    return None


def issue(error: BaseException, argv: Sequence[str]) -> str:
    """Return the text of an issue: no values of variables, no secrets, no name of the home folder."""
    trace = "".join(traceback.format_exception(error))
    text = ISSUE.format(
        title=shown(_title(error).partition("\n")[0]),
        command=shlex.join(["kbgen", *argv]),
        versions=_indented(f"{versions()}platform {platform.platform()} ({sys.implementation.name})\n"),
        traceback=_indented(trace),
    )
    return redact(text).replace(_home(), "~")


def _home() -> str:
    try:
        return str(Path.home())
    except RuntimeError:  # a user without one, as in some containers
        return "~"


def _indented(text: str) -> str:
    return "".join(f"    {shown(line)}\n" for line in text.splitlines())
