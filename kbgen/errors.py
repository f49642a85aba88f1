"""What stops a run. Findings that do not stop it are `model.Problem`."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from typing import Self

from kbgen.model import Location, Problem, Severity


class ExitCode(IntEnum):
    """The documented exit codes of every command."""

    OK = 0
    FINDINGS = 1
    USAGE = 2
    SOURCE = 3
    BUG = 4
    LOCKED = 75
    INTERRUPTED = 130


class KbgenError(Exception):
    """The run cannot go on. Carries one or more problems and the exit code; nothing was published."""

    exit_code = ExitCode.USAGE
    code = "KB100"

    def __init__(self, message: str, *, hint: str = "", where: Location = Location()) -> None:
        super().__init__(message)
        self.problems: tuple[Problem, ...] = (Problem(self.code, Severity.ERROR, message, where, hint),)

    @classmethod
    def of(cls, problems: Sequence[Problem]) -> Self:
        """Return one error that carries all `problems` (at least one), so that a run shows them at once."""
        error = cls(problems[0].message)
        error.problems = tuple(problems)
        return error


class ConfigError(KbgenError):
    """`kbgen.yml`, a pattern or an argument is wrong."""

    code = "KB101"


class SourceError(KbgenError):
    """A source cannot be read, and there is no earlier copy to build from."""

    exit_code = ExitCode.SOURCE
    code = "KB102"


class OutputError(KbgenError):
    """The output folder cannot be written or is not ours to replace."""

    exit_code = ExitCode.BUG
    code = "KB103"


class OutputRefusedError(OutputError):
    """The output folder is a place that must not be replaced: choose another."""

    exit_code = ExitCode.USAGE


class RefusedError(KbgenError):
    """What somebody else made is not what it should be, and must not be published."""

    exit_code = ExitCode.FINDINGS
    code = "KB109"


class LockedError(KbgenError):
    """Another build holds the lock."""

    exit_code = ExitCode.LOCKED
    code = "KB104"
