"""Start git, feed it, read it, and end it: the only place where a git process is started."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from kbgen.disk import disk_error
from kbgen.errors import SourceError
from kbgen.git.environment import Access, command_line, empty_dir, environment
from kbgen.redact import redact

DEADLINE = 600.0
"""Seconds after which a git process is ended, unless the caller says otherwise."""
READ_DEADLINE = 3600.0
"""The same for streams, where the time of the reader counts too."""
_GRACE = 2.0
_CHUNK = 1 << 16
_STDERR_KEPT = 1 << 14
_VERB = re.compile(r"[a-z][a-z-]*")
_REMOTE = re.compile(r"remote:|fatal: remote error:", re.IGNORECASE)
"""How a line begins that holds words of the other side (gitprotocol-pack, `ERR` and band 2)."""
_REFUSED = re.compile(r"^error: (object [0-9a-f]{40,64}: .+)$", re.MULTILINE)
"""What git says of an object that does not pass its check (`fetch.fsckObjects`)."""

_live: set[subprocess.Popen[bytes]] = set()


class GitError(SourceError):
    """A git process failed, or took too long. The text holds no secrets."""

    def __init__(self, message: str, *, status: int = -1, stderr: str = "") -> None:
        super().__init__(message)
        self.status = status
        self.stderr = stderr

    @property
    def refused(self) -> str:
        """The object that git refused to take, and why; "" if that is not why it failed."""
        found = _REFUSED.search(self.stderr)
        return found[1] if found else ""

    @property
    def reason(self) -> str:
        """What git said of its failure, each thing once, without `fatal:`; the whole message if it said nothing."""
        if self.refused:
            return f"git refuses {self.refused}"
        told = [line.partition(":")[2].strip() for line in self.stderr.splitlines() if line.startswith("fatal:")]
        errors = [line.partition(":")[2].strip() for line in self.stderr.splitlines() if line.startswith("error:")]
        return "; ".join(dict.fromkeys(told or errors)) or str(self)


def run(
    argv: Sequence[str],
    *,
    git_dir: Path | None = None,
    access: Access = Access.NONE,
    deadline: float = DEADLINE,
    variables: dict[str, str] | None = None,
) -> bytes:
    """Run `git argv` and return its output; raises `GitError` if it fails or takes more than `deadline` seconds."""
    with opened(argv, git_dir=git_dir, access=access, deadline=deadline, variables=variables) as stdout:
        return stdout.read()


def stream(
    argv: Sequence[str],
    *,
    git_dir: Path | None = None,
    access: Access = Access.NONE,
    deadline: float = READ_DEADLINE,
    feed: Iterable[bytes] | None = None,
) -> Iterator[bytes]:
    """Run `git argv` and yield its output in chunks as it comes; `feed` is written to its input meanwhile.

    Raises `GitError` after the last chunk if git failed. A caller that stops early ends git.
    """
    with opened(argv, git_dir=git_dir, access=access, deadline=deadline, feed=feed) as stdout:
        while chunk := stdout.read(_CHUNK):
            yield chunk


@contextmanager
def opened(
    argv: Sequence[str],
    *,
    git_dir: Path | None = None,
    access: Access = Access.NONE,
    deadline: float = DEADLINE,
    feed: Iterable[bytes] | None = None,
    variables: dict[str, str] | None = None,
) -> Iterator[IO[bytes]]:
    """Give the output of `git argv` as a stream, to be read to its end.

    On leaving, raises `GitError` if git failed, OSError if it did because the disk is full or broken; an exception in
    the body ends git and its children.
    """
    command = command_line(argv, git_dir, access, variables or ())
    process = _start(command, {**environment(access), **(variables or {})}, feed is not None)
    expired = threading.Event()
    stderr = bytearray()
    failures: list[BaseException] = []
    timer = threading.Timer(deadline, _expire, (process, expired))
    timer.daemon = True
    threads = [threading.Thread(target=_drain, args=(process.stderr, stderr), daemon=True)]
    if feed is not None:
        threads.append(threading.Thread(target=_write, args=(process.stdin, feed, failures), daemon=True))
    for thread in (timer, *threads):
        thread.start()
    try:
        assert process.stdout is not None  # GitPython always asks for a pipe
        yield process.stdout
        status = process.wait()
    finally:
        _end(process)
        timer.cancel()
        for thread in threads:
            thread.join()
        _close(process)
    if failures:
        raise failures[0]
    if expired.is_set() or status:
        said = redact(bytes(stderr).decode("utf-8", "replace").strip(), access.secrets)
        if not expired.is_set() and (error := _of_disk(said, git_dir)):
            raise error
        raise _error(argv, status, said, deadline if expired.is_set() else None)


def interrupt() -> None:
    """End every git process that runs now, so that a run that is given up does not wait for them."""
    for process in tuple(_live):
        _signal(process, signal.SIGTERM)


def _start(command: list[str], variables: dict[str, str], fed: bool) -> subprocess.Popen[bytes]:
    # Imported here: it takes a while, starts git itself, and most processes of a build need no git.
    try:
        from git import Git
        from git.exc import GitCommandNotFound
    except ImportError as error:
        raise GitError("git cannot be started: is it installed and on PATH?") from error
    istream = subprocess.PIPE if fed else None
    try:
        handle = Git(empty_dir()).execute(
            command, istream=istream, env=variables, as_process=True, start_new_session=True
        )
    except GitCommandNotFound as error:
        raise GitError("git cannot be started: is it installed and on PATH?") from error
    process, handle.proc = handle.proc, None  # ours now: the handle would end it when it is collected
    assert process is not None
    _live.add(process)
    return process


def _drain(pipe: IO[bytes], kept: bytearray) -> None:
    """Read to the end, and keep the end: a full pipe would stop git."""
    while chunk := pipe.read1(_CHUNK):  # type: ignore[attr-defined]  # Popen's pipes are buffered readers
        kept += chunk
        del kept[:-_STDERR_KEPT]


def _write(pipe: IO[bytes], feed: Iterable[bytes], failures: list[BaseException]) -> None:
    try:
        for chunk in feed:
            pipe.write(chunk)
    except BrokenPipeError:
        pass  # git ended; its status tells why
    except BaseException as error:
        failures.append(error)
    with suppress(OSError):
        pipe.close()


def _expire(process: subprocess.Popen[bytes], expired: threading.Event) -> None:
    expired.set()
    _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End git and its children; first politely, because then it removes its lock and temporary files."""
    if process.poll() is None:
        _signal(process, signal.SIGTERM)
        try:
            process.wait(_GRACE)
        except subprocess.TimeoutExpired:
            _signal(process, signal.SIGKILL)
            process.wait()
    _live.discard(process)


def _signal(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    if process.poll() is None:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, number)


def _close(process: subprocess.Popen[bytes]) -> None:
    for pipe in (process.stdin, process.stdout, process.stderr):
        if pipe is not None:
            with suppress(OSError):
                pipe.close()


def _of_disk(said: str, git_dir: Path | None) -> OSError | None:
    """Return the error of our own disk that made git fail, if it was that: the source is not to blame."""
    own = (line for line in said.splitlines() if not _REMOTE.match(line))
    return disk_error("\n".join(own), git_dir)


def _error(argv: Sequence[str], status: int, said: str, deadline: float | None) -> GitError:
    verb = next((word for word in argv if _VERB.fullmatch(word)), "")
    if deadline is not None:
        return GitError(f"git {verb} was ended: it took more than {deadline:g} seconds", status=status, stderr=said)
    return GitError(f"git {verb} failed with status {status}: {said or 'no message'}", status=status, stderr=said)
