"""Months and quarters, in UTC. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """The days from `start` to the one before `end`. `name` is `2026-03` or `2026-Q1`."""

    start: date
    end: date
    name: str

    def holds(self, day: date) -> bool:
        """Tell whether `day` lies in it."""
        return self.start <= day < self.end

    def is_over(self, as_of: date) -> bool:
        """Tell whether nothing can land in it any more, on the day `as_of`."""
        return self.end <= as_of


def month(day: date) -> Period:
    """Return the month of `day`."""
    start = day.replace(day=1)
    return Period(start, _months_later(start, 1), f"{start:%Y-%m}")


def quarter(day: date) -> Period:
    """Return the quarter of `day`."""
    number = (day.month - 1) // 3
    start = date(day.year, 3 * number + 1, 1)
    return Period(start, _months_later(start, 3), f"{start:%Y}-Q{number + 1}")


def months(since: date, until: date, number: int) -> tuple[Period, ...]:
    """Return the last `number` months up to that of `until`, none before that of `since`."""
    return _series([month(_months_later(until.replace(day=1), -n)) for n in range(number)], since)


def quarters(since: date, until: date, number: int) -> tuple[Period, ...]:
    """Return the last `number` quarters up to that of `until`, none before that of `since`."""
    return _series([quarter(_months_later(until.replace(day=1), -3 * n)) for n in range(number)], since)


def _series(newest_first: list[Period], since: date) -> tuple[Period, ...]:
    return tuple(period for period in reversed(newest_first) if period.end > since)


def _months_later(first_of_month: date, number: int) -> date:
    years, month = divmod(first_of_month.month - 1 + number, 12)
    return date(first_of_month.year + years, month + 1, 1)
