"""How a command ended, and telling it: problems and a summary for people, a document for machines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kbgen.cli.console import Console
from kbgen.codes import problem
from kbgen.errors import ExitCode
from kbgen.model import Problem, Severity
from kbgen.replacing import replace_file
from kbgen.report_json import document
from kbgen.report_text import (
    MOST_OF_A_CODE,
    Line,
    Places,
    counts,
    listing,
    problem_lines,
    published_late,
    summary,
    untouched,
)

if TYPE_CHECKING:
    from kbgen.report import BuildReport


def identity(folder: Path) -> str:
    """Return what tells this folder from another one that takes its place, or "" if there is none."""
    try:
        status = folder.stat()
    except OSError:
        return ""
    return f"{status.st_dev}:{status.st_ino}"


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a build ended. `report` is None if it was stopped before a site was planned."""

    exit_code: ExitCode
    problems: tuple[Problem, ...]
    report: BuildReport | None = None


@dataclass(frozen=True, slots=True)
class Telling:
    """How the outcome of a build is told. `before` is the output folder as it was before, "" if it was not there."""

    console: Console
    output: str
    before: str
    report_file: Path | None = None
    as_json: bool = False
    quiet: bool = False
    verbose: bool = False
    strict: bool = False
    keep_going: bool = False

    def tell(self, outcome: Outcome, places: Places) -> ExitCode:
        """Print and write all that was asked for, and return the exit code of the process."""
        most = None if self.verbose else MOST_OF_A_CODE
        self.console.say(listing(filter(self._matters, outcome.problems), places, most=most))
        if not self.quiet:
            self.console.say(self._end(outcome, places.cwd))
        text = document(outcome.exit_code, outcome.report, outcome.problems)
        if self.as_json:
            self.console.data(text)
        written = self.report_file is None or self._write(self.report_file, text, places)
        return outcome.exit_code if written else outcome.exit_code or ExitCode.USAGE

    def _matters(self, found: Problem) -> bool:
        least = (Severity.ERROR, Severity.WARNING) if self.strict else (Severity.ERROR,)
        return not self.quiet or found.severity in least

    def _end(self, outcome: Outcome, cwd: Path) -> Iterator[Line]:
        if outcome.report:
            options = {"verbose": self.verbose, "keep_going": self.keep_going, "had_site": bool(self.before)}
            yield from summary(outcome.report, cwd, **options)
            return
        interrupted = outcome.exit_code is ExitCode.INTERRUPTED
        at_the_end = outcome.exit_code in (ExitCode.INTERRUPTED, ExitCode.BUG)  # else another build may have published
        if at_the_end and identity(cwd / self.output) != self.before:
            yield published_late("interrupted" if interrupted else "failed", self.output, cwd)
        else:
            why = "the build was interrupted" if interrupted else counts(outcome.problems)
            yield untouched(why, self.output, cwd, had_site=bool(self.before))

    def _write(self, path: Path, text: str, places: Places) -> bool:
        """Write the report, whole or not at all; tell whether that worked."""
        try:
            replace_file(path, text.encode())
        except OSError as error:
            message = f"the report {path} cannot be written: {error.strerror or error}"
            failed = problem("KB101", message, hint="choose another place with --report FILE")
            self.console.say(problem_lines(failed, places))
            return False
        return True
