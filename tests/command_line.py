"""Run the real command line in a process of its own, for tests."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Done:
    """How a command ended."""

    code: int
    out: str
    err: str


def kbgen(*arguments: str | Path, cwd: Path, cache: Path | None = None, **variables: str) -> Done:
    """Run `kbgen arguments` in `cwd`, with a cache of its own (default: `cwd/.cache`), and return how it ended."""
    environment = {**os.environ, "KBGEN_CACHE": str(cache or cwd / ".cache"), **variables}
    command = [sys.executable, "-m", "kbgen", *map(str, arguments)]
    done = subprocess.run(
        command, cwd=cwd, env=environment, capture_output=True, text=True, encoding="utf-8", check=False
    )
    return Done(done.returncode, done.stdout, done.stderr)


def fingerprint(folder: Path) -> dict[str, str]:
    """Return the hash of every file below `folder`, by its path."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): sha256(path.read_bytes()).hexdigest() for path in files}
