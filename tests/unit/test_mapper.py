from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from kbgen.mapper import AHEAD, Guard, WorkerEndedError, batched, mapper
from kbgen.worker import Limits

LIMITS = Limits(seconds=1, memory=200_000_000)
GUARD: Guard[int, str] = Guard(LIMITS, lambda item, why: f"{item}: {why}")


def times(factor: int, number: int) -> int:
    if number == 13:
        raise ValueError("thirteen")
    return factor * number


def process(_: object, __: int) -> int:
    return os.getpid()


def treat(folder: Path, number: int) -> str:
    """Do to this process what the number stands for, and note each attempt."""
    with (folder / str(number)).open("a") as attempts:
        attempts.write("x")
    if number == 13:
        while True:
            pass
    if number == 14:
        return "x" * 2 * LIMITS.memory
    if number == 15:
        os.kill(os.getpid(), signal.SIGUSR1)
    if number == 16 and (folder / "16").read_text() == "x":
        os.kill(os.getpid(), signal.SIGKILL)
    return str(number)


def attempts(folder: Path, number: int) -> int:
    return len((folder / str(number)).read_text())


@pytest.mark.parametrize("guard", [None, Guard(LIMITS, lambda item, why: -1)])
@pytest.mark.parametrize("jobs", [1, 2])
def test_results_come_in_the_order_of_the_items(jobs: int, guard: Guard[int, int] | None) -> None:
    with mapper(jobs) as do_map:
        for count in (0, 1, 500):
            numbers = [number for number in range(count) if number != 13]
            assert list(do_map(times, 2, numbers, guard)) == [2 * number for number in numbers]


@pytest.mark.parametrize("guard", [None, Guard(LIMITS, lambda item, why: -1)])
@pytest.mark.parametrize("jobs", [1, 2])
def test_an_exception_of_a_worker_comes_through_and_the_next_call_is_not_troubled(
    jobs: int, guard: Guard[int, int] | None
) -> None:
    with mapper(jobs) as do_map:
        for _ in range(2):
            with pytest.raises(ValueError, match="thirteen"):
                list(do_map(times, 1, range(200), guard))
        assert list(do_map(times, 1, range(3), guard)) == [0, 1, 2]


def test_with_one_job_only_what_has_limits_runs_in_another_process() -> None:
    with mapper(1) as do_map:
        assert list(do_map(process, None, [1])) == [os.getpid()]
        one, other = ([*do_map(process, None, [1], Guard(LIMITS, lambda item, why: 0))] for _ in range(2))
        assert one == other != [os.getpid()]


def test_batches_are_begun_only_as_they_are_needed(tmp_path: Path) -> None:
    numbers = range(20, 20 + 64 * 40)
    with mapper(2) as do_map:
        results = do_map(treat, tmp_path, numbers)
        assert next(results) == "20"
        time.sleep(0.5)
        assert len(list(tmp_path.iterdir())) <= 64 * 2 * AHEAD
        assert [*results] == [str(number) for number in numbers[1:]]


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize(
    ("bad", "why", "tries"),
    [
        (13, "it takes more than 1 seconds", 1),
        pytest.param(
            14,
            "it needs more than 190 MB of memory",
            1,
            marks=pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells how much memory is in use"),
        ),
        (15, "its process was ended (SIGUSR1)", 2),
    ],
)
def test_an_item_that_goes_too_far_is_given_up_and_all_others_are_done(
    tmp_path: Path, jobs: int, bad: int, why: str, tries: int
) -> None:
    numbers = [*range(20, 60), bad, *range(60, 100)]
    with mapper(jobs) as do_map:
        assert [*do_map(treat, tmp_path, numbers, GUARD)] == [
            f"{bad}: {why}" if number == bad else str(number) for number in numbers
        ]
    assert attempts(tmp_path, bad) == tries


def test_an_item_whose_worker_was_killed_is_tried_once_more(tmp_path: Path) -> None:
    with mapper(2) as do_map:
        assert [*do_map(treat, tmp_path, [20, 16, 21], GUARD)] == ["20", "16", "21"]
    assert attempts(tmp_path, 16) == 2


@pytest.mark.parametrize("number", [15, 16])
def test_without_a_guard_the_end_of_a_worker_is_an_error(tmp_path: Path, number: int) -> None:
    with mapper(2) as do_map:
        with pytest.raises(WorkerEndedError, match="SIG"):
            list(do_map(treat, tmp_path, [20, number, 21]))
        assert list(do_map(times, 1, range(3))) == [0, 1, 2]


def test_each_item_has_its_own_time() -> None:
    with mapper(1) as do_map:
        assert [*do_map(busy, 0.7, range(3), GUARD)] == ["done"] * 3


def busy(seconds: float, _: int) -> str:
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass
    return "done"


def test_results_that_nobody_takes_hold_nobody_up() -> None:
    with mapper(2) as do_map:
        next(do_map(times, 1, range(0, 13)))
        assert [*do_map(times, 1, range(3))] == [0, 1, 2]


def test_results_may_be_given_up_after_the_workers_have_ended() -> None:
    with mapper(2) as do_map:
        results = do_map(times, 1, range(14, 500))
        next(results)
    results.close()  # type: ignore[attr-defined]  # a generator, told as an iterator


def test_the_workers_are_gone_at_the_end() -> None:
    with mapper(2) as do_map:
        found = {*do_map(process, None, range(100))}
    assert found and not any(Path(f"/proc/{each}").exists() for each in found)


@pytest.mark.parametrize(
    ("count", "jobs", "largest", "sizes"),
    [(0, 2, 64, []), (1, 2, 64, [1]), (10, 1, 64, [3, 3, 3, 1]), (1000, 2, 64, [64] * 15 + [40]), (5, 8, 64, [1] * 5)],
)
def test_sizes_of_batches(count: int, jobs: int, largest: int, sizes: list[int]) -> None:
    parts: Sequence[Sequence[int]] = list(batched(range(count), jobs, largest))
    assert [len(part) for part in parts] == sizes
    assert [n for part in parts for n in part] == list(range(count))
