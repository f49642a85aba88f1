"""Run a function over batches in worker processes, in order, with back-pressure. `jobs=1` stays in this process.

Processes and never threads: MkDocs and Python-Markdown share state inside one process.
"""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from itertools import islice
from multiprocessing.process import BaseProcess
from typing import TypeVar

from kbgen.errors import ExitCode

In = TypeVar("In")
Out = TypeVar("Out")

AHEAD = 3  # batches in flight per worker: enough to keep it busy, few enough to bound memory


class Mapper:
    """Maps batches over a pool; one pool serves all stages of a build."""

    def __init__(self, jobs: int, pool: ProcessPoolExecutor | None) -> None:
        self.jobs = jobs
        self._pool = pool

    def begin(self) -> None:
        """Start the workers now: a process that has threads must not be forked."""
        if self._pool is not None:
            self._pool.submit(os.getpid).result()

    def __call__(self, function: Callable[[In], Out], batches: Iterable[In]) -> Iterator[Out]:
        """Yield `function(batch)` for each batch, in the order of `batches`."""
        if self._pool is None:
            yield from map(function, batches)
            return
        waiting: deque[Future[Out]] = deque()
        source = iter(batches)
        for batch in islice(source, self.jobs * AHEAD):
            waiting.append(self._pool.submit(function, batch))
        while waiting:
            yield waiting.popleft().result()
            for batch in islice(source, 1):
                waiting.append(self._pool.submit(function, batch))


@contextmanager
def mapper(jobs: int) -> Iterator[Mapper]:
    """Give a mapper over `jobs` processes. Workers inherit what is already imported where the system can fork."""
    if jobs == 1:
        yield Mapper(1, None)
        return
    methods = multiprocessing.get_all_start_methods()
    context = multiprocessing.get_context("fork" if "fork" in methods else "spawn")
    pool = ProcessPoolExecutor(jobs, mp_context=context, initializer=_end_with_parent)
    try:
        yield Mapper(jobs, pool)
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


@contextmanager
def beside(function: Callable[..., Out], *args: object) -> Iterator[Future[Out]]:
    """Give what `function(*args)` will return, which runs in another process meanwhile.

    That process begins anew and inherits nothing, so that its memory holds no copy of ours.
    """
    pool = ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn"), initializer=_end_with_parent)
    try:
        yield pool.submit(function, *args)
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _end_with_parent() -> None:
    """Let this worker end when its parent is gone, also by SIGKILL.

    It would wait for work for ever, and hold what it inherited: the lock of the output folder.
    """
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_follow, args=(parent,), daemon=True).start()


def _follow(parent: BaseProcess) -> None:
    parent.join()
    os._exit(ExitCode.BUG)  # nobody is left who could be told


def batched(items: Sequence[In], jobs: int, largest: int) -> Iterator[tuple[In, ...]]:
    """Yield `items` in batches small enough that `jobs` workers share them evenly."""
    size = max(1, min(largest, -(-len(items) // (jobs * 4))))
    for start in range(0, len(items), size):
        yield tuple(items[start : start + size])
