"""The command line. `main` is the entry point; each command is one file."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Run `kbgen argv` (default: the arguments of this process) and return its exit code. Prints, never raises."""
    # Before numpy is loaded: its threads wait for each other on a busy machine, and their number is not to matter.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from kbgen.cli.app import run
    from kbgen.cli.signals import interruptible

    with interruptible():
        return run(sys.argv[1:] if argv is None else list(argv))
