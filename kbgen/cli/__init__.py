"""The command line. `main` is the entry point; each command is one file."""

from __future__ import annotations

import sys
from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Run `kbgen argv` (default: the arguments of this process) and return its exit code. Prints, never raises."""
    from kbgen.cli.app import run
    from kbgen.cli.signals import interruptible

    with interruptible():
        return run(sys.argv[1:] if argv is None else list(argv))
