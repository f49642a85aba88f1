"""Run a function over items in worker processes, in order, with back-pressure.

Processes and never threads: MkDocs and Python-Markdown share state inside one process. With `jobs=1` a function runs in
this process, unless there is a guard: its limits can only be held against a process that may be ended.
"""

from __future__ import annotations

import multiprocessing
import pickle
import signal
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import wait
from time import perf_counter
from typing import Any, Generic, TypeVar

from kbgen.worker import OUT_OF_MEMORY, OUT_OF_TIME, Failed, Limits, Worker, end_with_parent

In = TypeVar("In")
Out = TypeVar("Out")
Shared = TypeVar("Shared")

AHEAD = 3  # batches begun per worker: enough to keep it busy, few enough to bound memory
LARGEST_BATCH = 64
PATIENCE = 0.002  # seconds between two looks at the workers while results are taken


class WorkerEndedError(RuntimeError):
    """A worker process was ended from outside, and there is no guard that says what to do then."""


@dataclass(frozen=True, slots=True)
class Guard(Generic[In, Out]):
    """Limits on what an item may take, and what stands for the result of one that goes beyond them, and why.

    An item at which a worker ends in another way is tried once more, alone, before it is given up too.
    """

    limits: Limits
    given_up: Callable[[In, str], Out]


@dataclass(eq=False, slots=True)
class _Batch:
    """Consecutive items, and their results once they are there. `is_again`: a worker has ended at the item before."""

    items: Sequence[Any]
    results: Sequence[Any] | None = None
    worker: Worker | None = None
    is_again: bool = False


class Mapper:
    """Maps functions over items, one call at a time; the same workers serve all stages of a build."""

    def __init__(self, jobs: int) -> None:
        self.jobs = jobs
        self._workers: list[Worker] = []

    def begin(self) -> None:
        """Start all workers now: a process that has threads should not be forked."""
        while len(self._workers) < self.jobs:
            self._workers.append(Worker())

    def __call__(
        self,
        function: Callable[[Shared, In], Out],
        shared: Shared,
        items: Sequence[In],
        guard: Guard[In, Out] | None = None,
    ) -> Iterator[Out]:
        """Yield `function(shared, item)` for each item, in the order of `items`. Raises what `function` raises."""
        if self.jobs == 1 and guard is None:
            yield from (function(shared, item) for item in items)
            return
        head = pickle.dumps((function, shared, guard.limits if guard else None))
        yield from _Run(self._workers, self.jobs, head, items, guard).results()

    def close(self) -> None:
        """End the workers."""
        while self._workers:
            self._workers.pop().end()


class _Run:
    """One call of a mapper: the batches that were begun and not yet taken, in order."""

    def __init__(
        self, workers: list[Worker], jobs: int, head: bytes, items: Sequence[Any], guard: Guard[Any, Any] | None
    ) -> None:
        self._workers = workers
        self._jobs = jobs
        self._head = head
        self._guard = guard
        self._source = map(_Batch, batched(items, jobs, LARGEST_BATCH))
        self._begun: deque[_Batch] = deque()

    def results(self) -> Iterator[Any]:
        """Yield the results. When this is left early, workers that are still at work are ended."""
        try:
            while self._begin():
                if self._begun[0].results is None:
                    self._collect(None)
                    continue
                looked = perf_counter()
                for result in self._begun.popleft().results or ():
                    yield result
                    if perf_counter() - looked > PATIENCE:  # the workers must not wait for who takes the results
                        self._collect(0)
                        self._begin()
                        looked = perf_counter()
        finally:
            for batch in self._begun:
                if batch.worker:
                    self._end(batch.worker)

    def _begin(self) -> bool:
        """Give work to all idle workers, as far as there is any; False if all of it is done and taken."""
        for batch in self._batches():
            if batch.worker is None and batch.results is None:
                batch.worker = self._idle_worker()
                if batch.worker is None:
                    break
                batch.worker.give(self._head, batch.items)
        return bool(self._begun)

    def _batches(self) -> Iterator[_Batch]:
        yield from tuple(self._begun)
        while len(self._begun) < self._jobs * AHEAD and (batch := next(self._source, None)):
            self._begun.append(batch)
            yield batch

    def _idle_worker(self) -> Worker | None:
        busy = {batch.worker for batch in self._begun}
        idle = next((worker for worker in self._workers if worker not in busy), None)
        if idle is None and len(self._workers) < self._jobs:
            idle = Worker()
            self._workers.append(idle)
        return idle

    def _collect(self, timeout: float | None) -> None:
        """Take the answers that are there, and wait for the next one if there is none. Raises what a task raised."""
        busy = {batch.worker.pipe: batch for batch in self._begun if batch.worker}
        for pipe in wait(list(busy), timeout):
            batch = busy[pipe]  # type: ignore[index]  # of what `wait` may be given, these are pipes
            worker, batch.worker = batch.worker, None
            assert worker is not None
            answer = worker.answer()
            if isinstance(answer, Failed):
                raise answer.error
            batch.results = answer
            if answer is None:
                self._recover(batch, worker.at(), self._end(worker))

    def _recover(self, batch: _Batch, at: int, code: int) -> None:
        """Put in place of a batch whose worker ended at an item: what came before it, the item itself, and the rest."""
        if self._guard is None:
            raise WorkerEndedError(_why(code, None))
        item = _Batch(batch.items[at : at + 1], is_again=True)
        if batch.is_again or code in (OUT_OF_TIME, OUT_OF_MEMORY):
            item.results = [self._guard.given_up(batch.items[at], _why(code, self._guard.limits))]
        parts = (_Batch(batch.items[:at]), item, _Batch(batch.items[at + 1 :]))
        place = self._begun.index(batch)
        del self._begun[place]
        for part in reversed([part for part in parts if part.items]):
            self._begun.insert(place, part)

    def _end(self, worker: Worker) -> int:
        if worker in self._workers:  # not after `close`, when results that nobody takes are given up later
            self._workers.remove(worker)
        return worker.end()


def _why(code: int, limits: Limits | None) -> str:
    """Return in words why a worker ended with an exit code (negative: by a signal)."""
    if limits and code == OUT_OF_TIME:
        return f"it takes more than {limits.seconds} seconds"
    if limits and code == OUT_OF_MEMORY:
        return f"it needs more than {limits.memory // 2**20} MB of memory"
    names = {-each.value: each.name for each in signal.Signals}
    return f"its process was ended ({names.get(code, f'exit code {code}')})"


@contextmanager
def mapper(jobs: int) -> Iterator[Mapper]:
    """Give a mapper over `jobs` processes, which are started when there is work for them."""
    made = Mapper(jobs)
    try:
        yield made
    finally:
        made.close()


@contextmanager
def beside(function: Callable[..., Out], *args: object) -> Iterator[Future[Out]]:
    """Give what `function(*args)` will return, which runs in another process meanwhile.

    That process begins anew and inherits nothing, so that its memory holds no copy of ours.
    """
    pool = ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn"), initializer=end_with_parent)
    try:
        yield pool.submit(function, *args)
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def batched(items: Sequence[In], jobs: int, largest: int) -> Iterator[Sequence[In]]:
    """Yield `items` in batches small enough that `jobs` workers share them evenly."""
    size = max(1, min(largest, -(-len(items) // (jobs * 4))))
    for start in range(0, len(items), size):
        yield items[start : start + size]
