from __future__ import annotations

from collections.abc import Iterator

import pytest

from kbgen.mapper import batched, mapper


def double(batch: tuple[int, ...]) -> list[int]:
    if 13 in batch:
        raise ValueError("thirteen")
    return [2 * number for number in batch]


@pytest.mark.parametrize("jobs", [1, 2])
def test_results_come_in_the_order_of_the_batches(jobs: int) -> None:
    with mapper(jobs) as do_map:
        assert [n for part in do_map(double, [(n,) for n in range(12)]) for n in part] == list(range(0, 24, 2))


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_exception_of_a_worker_comes_through(jobs: int) -> None:
    with mapper(jobs) as do_map, pytest.raises(ValueError, match="thirteen"):
        list(do_map(double, [(1,), (13,), (2,)]))


@pytest.mark.parametrize("jobs", [1, 2])
def test_batches_are_taken_only_as_they_are_needed(jobs: int) -> None:
    taken: list[int] = []

    def batches() -> Iterator[tuple[int, ...]]:
        for number in range(50):
            taken.append(number)
            yield (number,)

    with mapper(jobs) as do_map:
        results = do_map(double, batches())
        assert next(results) == [0]
        assert len(taken) <= jobs * 3 + 1


@pytest.mark.parametrize(
    ("count", "jobs", "largest", "sizes"),
    [(0, 2, 64, []), (1, 2, 64, [1]), (10, 1, 64, [3, 3, 3, 1]), (1000, 2, 64, [64] * 15 + [40]), (5, 8, 64, [1] * 5)],
)
def test_sizes_of_batches(count: int, jobs: int, largest: int, sizes: list[int]) -> None:
    parts = list(batched(range(count), jobs, largest))
    assert [len(part) for part in parts] == sizes
    assert [n for part in parts for n in part] == list(range(count))
