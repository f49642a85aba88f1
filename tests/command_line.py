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


HEEDS_SIGINT = (
    "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler); "
    "from kbgen.cli import main; sys.exit(main())"
)


def started(*arguments: str | Path, cwd: Path, temporary: Path, **variables: str) -> subprocess.Popen[str]:
    """Start `kbgen arguments` in a session and process group of its own, and do not wait.

    `temporary` becomes its folder for temporary files, by which `survivors` knows it and its children, git too.
    SIGINT is heeded even where it is ignored, as in a job in the background of a script.
    """
    temporary.mkdir(exist_ok=True)
    environment = {**os.environ, "KBGEN_CACHE": str(cwd / ".cache"), "TMPDIR": str(temporary), **variables}
    command = [sys.executable, "-c", HEEDS_SIGINT, *map(str, arguments)]
    return subprocess.Popen(
        command, cwd=cwd, env=environment, stderr=subprocess.PIPE, text=True, encoding="utf-8", start_new_session=True
    )


def survivors(temporary: Path) -> list[int]:
    """Return the processes that run with this folder for temporary files; [] where the system has no /proc."""
    mark = b"TMPDIR=%s" % os.fsencode(temporary)
    return [int(path.parent.name) for path in Path("/proc").glob("[0-9]*/environ") if mark in _environment(path)]


def _environment(path: Path) -> list[bytes]:
    try:
        return path.read_bytes().split(b"\0")
    except OSError:  # it has just ended, or belongs to another user
        return []


def fingerprint(folder: Path) -> dict[str, str]:
    """Return the hash of every file below `folder`, by its path."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): sha256(path.read_bytes()).hexdigest() for path in files}
