"""Plausible dates: when each commit of the mainline landed, and when commits were written. Pure.

Git's own first commit is of 2005-04-07; nothing is older unless it was imported with wrong clocks, and nothing can
come from after tomorrow.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

EARLIEST = int(datetime(2005, 4, 7, tzinfo=UTC).timestamp())
DAY = 86400


def landing_dates(committed: Sequence[int], latest: int) -> list[tuple[int, bool]]:
    """Return (seconds, clamped) for each commit of the mainline, oldest first, from their raw committer dates.

    A date before `EARLIEST` or after `latest` becomes that of the nearest earlier commit with a plausible one,
    else of the nearest later one; with none at all it becomes `EARLIEST`.
    """
    plausible = (date for date in committed if EARLIEST <= date <= latest)
    near = next(plausible, EARLIEST)
    dates = []
    for date in committed:
        near, clamped = (date, False) if EARLIEST <= date <= latest else (near, True)
        dates.append((near, clamped))
    return dates


def authored_date(authored: int, landed: int) -> tuple[int, bool]:
    """Return (seconds, clamped): an author date that cannot be, or is a day after landing, becomes the latter's."""
    return (authored, False) if EARLIEST <= authored <= landed + DAY else (landed, True)


def moment(seconds: int) -> datetime:
    """Return the UTC time of plausible seconds since 1970."""
    return datetime.fromtimestamp(seconds, UTC)
