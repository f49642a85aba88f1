"""What an examination finds. A finding is data: collected and printed, never raised."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kbgen.model import Problem, Severity


class State(StrEnum):
    """How it stands with something: warnings and errors ask for an action, notes are good to know."""

    OK = "ok"
    NOTE = "note"
    WARNING = "warning"
    ERROR = "error"


_STATES = {Severity.INFO: State.NOTE, Severity.WARNING: State.WARNING, Severity.ERROR: State.ERROR}


@dataclass(frozen=True, slots=True)
class Finding:
    """What is so, why it matters, and what to do. `check` names the thing that was looked at."""

    check: str
    state: State
    what: str
    why: str = ""
    action: str = ""

    @classmethod
    def of(cls, check: str, problem: Problem) -> Finding:
        """Return the finding that a problem is, with its code, and with its place unless the message names it."""
        where = problem.where
        numbers = (str(number) for number in (where.line, where.column if where.line else 0) if number)
        place = ":".join((where.path or where.collection, *numbers))
        named = not place or place in problem.message
        what = f"{problem.code} {problem.message}" if named else f"{place}: {problem.code} {problem.message}"
        return cls(check, _STATES[problem.severity], what, action=problem.hint or "mend it, and ask again")
