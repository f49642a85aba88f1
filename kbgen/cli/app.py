"""The command line as a whole: every command registered, and whatever goes wrong told."""

from __future__ import annotations

from collections.abc import Sequence

import kbgen.cli.commands  # noqa: F401 - registers the commands
from kbgen.cli.root import app

__all__ = ["app", "run"]


def run(argv: Sequence[str]) -> int:
    """Run the command line and return its exit code. Whatever goes wrong is told, never raised."""
    try:
        return int(app(list(argv), prog_name="kbgen", standalone_mode=False, obj=tuple(argv)) or 0)
    except (Exception, KeyboardInterrupt) as error:
        return _failed(error, argv)


def _failed(error: BaseException, argv: Sequence[str]) -> int:
    """Tell of a command line that is wrong, or of a fault outside a command (each tells of its own)."""
    from kbgen.cli.console import Console
    from kbgen.cli.failure import tell_failure

    return tell_failure(error, argv, Console.of(no_color="--no-color" in argv), None, as_json="--json" in argv)
