"""Days and durations in front matter, as YAML and people write them. Pure."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Annotated, Final

from pydantic import BeforeValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

LONGEST: Final = timedelta(days=36500)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_DURATION = re.compile(r"([1-9]\d{0,5}) ?(d|w|m|y|days?|weeks?|months?|years?)", re.ASCII | re.IGNORECASE)
_DAYS: Final = {"d": 1.0, "w": 7.0, "m": 365 / 12, "y": 365.0}
"""A month is a twelfth of a year, so that 12m is 1y."""


def day(value: object) -> date | None:
    """Return the day that `value` tells; of a time, its day. Raises PydanticCustomError."""
    if isinstance(value, datetime):
        return value.date()
    if value is None or isinstance(value, date):
        return value
    if isinstance(value, str) and _DAY.fullmatch(value.strip()):
        try:
            return date.fromisoformat(value.strip())
        except ValueError:
            pass  # the 31st of February
    raise PydanticCustomError("day", "a day that exists, such as 2027-03-31")


def duration(value: object) -> timedelta | None:
    """Return the time that `value` tells, in whole days. Raises PydanticCustomError."""
    if value is None or isinstance(value, timedelta):
        return value
    found = _DURATION.fullmatch(value.strip()) if isinstance(value, str) else None
    if found:
        days = round(int(found[1]) * _DAYS[found[2][0].lower()])
        if days <= LONGEST.days:
            return timedelta(days=days)
    raise PydanticCustomError("duration", "a time such as 90d, 6m or 1y, at most 100y")


Day = Annotated[
    date | None,
    BeforeValidator(day),
    WithJsonSchema({"anyOf": [{"type": "string", "format": "date"}, {"type": "null"}]}),
]
Duration = Annotated[
    timedelta | None,
    BeforeValidator(duration),
    WithJsonSchema({"anyOf": [{"type": "string", "pattern": "^[1-9][0-9]{0,5} ?[dwmyDWMY]"}, {"type": "null"}]}),
]
