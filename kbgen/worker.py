"""One worker process: it does tasks that come through a pipe, within limits, and can be ended at any moment.

The system ends a worker whose item takes more processor time than it may, whatever the worker is doing then; memory
beyond the limit is refused to it. So no item can hold up a build, and none can take the machine with it.
"""

from __future__ import annotations

import math
import mmap
import multiprocessing
import os
import pickle
import resource
import signal
import threading
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from errno import ENOMEM
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from kbgen.errors import ExitCode

OUT_OF_TIME = -signal.SIGXCPU
OUT_OF_MEMORY = int(ENOMEM)
"""Exit codes of workers whose item went beyond a limit."""
_SIZE = Path("/proc/self/statm")
_NUMBER = 8  # bytes of the place where a worker notes at which item it is


@dataclass(frozen=True, slots=True)
class Limits:
    """What one item may take: seconds of processor time, and bytes of memory beyond those of the idle worker.

    Time ends up to a second late. Memory is limited where the system tells how much is in use (Linux).
    """

    seconds: int
    memory: int


@dataclass(frozen=True, slots=True)
class Failed:
    """The exception that ended a task."""

    error: BaseException


class Worker:
    """A process and our end of its pipe. It has at most one task at a time."""

    def __init__(self) -> None:
        """Start the process, which inherits what is already imported."""
        context = multiprocessing.get_context("fork")
        self.pipe, theirs = context.Pipe()
        self._at = mmap.mmap(-1, _NUMBER)
        self._process = context.Process(target=_work, args=(theirs, self.pipe, self._at), daemon=True)
        self._process.start()
        theirs.close()

    def give(self, head: bytes, items: Sequence[object]) -> None:
        """Hand over a task: `head` is the pickle of a function, what it takes besides an item, and limits or None."""
        self._at[:] = bytes(_NUMBER)
        with suppress(OSError):  # it has ended: that shows when its answer is taken
            self.pipe.send_bytes(head)
            self.pipe.send(items)

    def answer(self) -> list[Any] | Failed | None:
        """Return the results of its task as soon as there is something to read; None if the process has ended."""
        try:
            answer: list[Any] | Failed = self.pipe.recv()
        except (EOFError, OSError):
            return None
        return answer

    def at(self) -> int:
        """Return the index of the item at which the worker is, or was when it ended."""
        return int.from_bytes(self._at[:], "big")

    def end(self) -> int:
        """End the process, unless it has ended already, and return its exit code."""
        self._process.kill()
        self._process.join()
        self.pipe.close()
        return self._process.exitcode or 0


def _work(pipe: Connection, other_end: Connection, at: mmap.mmap) -> None:
    """Do tasks until nobody is left who gives any."""
    other_end.close()
    end_with_parent()
    signal.signal(signal.SIGXCPU, signal.SIG_DFL)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    last, task = b"", (_nothing, None, None)
    with suppress(EOFError, OSError):
        while True:
            head, items = pipe.recv_bytes(), pipe.recv()
            if head != last:  # batches of one stage have the same
                last, task = head, pickle.loads(head)
            pipe.send_bytes(_answer(*task, items, at))


def _nothing(_: object, __: object) -> None:
    """Stand for the task before the first."""


def _answer(
    function: Callable[[Any, Any], Any], shared: object, limits: Limits | None, items: Sequence[object], at: mmap.mmap
) -> bytes:
    """Return the pickle of the results, or of what went wrong."""
    results = []
    try:
        with _limited(limits) as begin:
            for index, item in enumerate(items):
                at[:] = index.to_bytes(_NUMBER, "big")
                begin()
                results.append(function(shared, item))
        return pickle.dumps(results)
    except Exception as error:
        if limits and isinstance(error, MemoryError):
            os._exit(OUT_OF_MEMORY)
        return _failed(error)


def _failed(error: Exception) -> bytes:
    """Return the pickle of an exception with its traceback as a note, or of one that says the same."""
    note = f"In a worker process:\n{traceback.format_exc()}"
    try:
        error.add_note(note)
        body = pickle.dumps(Failed(error))
        pickle.loads(body)
    except Exception:  # what an exception holds may be anything
        other = RuntimeError(f"{type(error).__name__}: {error}")
        other.add_note(note)
        return pickle.dumps(Failed(other))
    return body


@contextmanager
def _limited(limits: Limits | None) -> Iterator[Callable[[], None]]:
    """Limit memory, and give what begins the time of an item."""
    if limits is None:
        yield lambda: None
        return
    time_before, memory_before = (resource.getrlimit(each) for each in (resource.RLIMIT_CPU, resource.RLIMIT_AS))
    until = 0

    def begin() -> None:
        nonlocal until
        wanted = math.ceil(time.process_time()) + limits.seconds
        if wanted != until:  # the system counts whole seconds
            until = wanted
            resource.setrlimit(resource.RLIMIT_CPU, _at_most(wanted, time_before))

    if _SIZE.exists():
        used = int(_SIZE.read_text().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, _at_most(used + limits.memory, memory_before))
    try:
        yield begin
    finally:
        resource.setrlimit(resource.RLIMIT_AS, memory_before)
        resource.setrlimit(resource.RLIMIT_CPU, time_before)


def _at_most(wanted: int, before: tuple[int, int]) -> tuple[int, int]:
    """Return a limit and what it may be raised to; a lower one that was set from outside stays."""
    bounds = [each for each in before if each != resource.RLIM_INFINITY]
    return min([wanted, *bounds]), before[1]


def end_with_parent() -> None:
    """Let this process end when its parent is gone, also by SIGKILL.

    It would wait for work for ever, and hold what it inherited: the lock of the output folder.
    """
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_follow, args=(parent,), daemon=True).start()


def _follow(parent: BaseProcess) -> None:
    parent.join()
    os._exit(ExitCode.BUG)  # nobody is left who could be told
