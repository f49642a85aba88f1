"""Whether a page is within its term: by what was confirmed or substantially changed last. Pure; no clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

REVIEW_EVERY: Final = timedelta(days=365)
"""How long a page counts as true if it does not say otherwise."""
DUE_BEFORE: Final = timedelta(days=30)
"""How long before the end of its term a page is due."""


class Freshness(StrEnum):
    """How a page stands to its term. UNKNOWN: it has never changed in substance nor been reviewed."""

    FRESH = "fresh"
    DUE = "due"
    OVERDUE = "overdue"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Review:
    """What the front matter of a page says: when it was confirmed, how often or by when it must be."""

    reviewed: date | None = None
    every: timedelta = REVIEW_EVERY
    by: date | None = None


def review_date(review: Review, verified: datetime | None, as_of: datetime) -> date | None:
    """Return when a page was confirmed last: by its front matter or a commit. Dates after `as_of` count as that day."""
    stated = min(review.reviewed, as_of.date()) if review.reviewed else None
    dates = [day for day in (stated, verified.date() if verified else None) if day]
    return max(dates, default=None)


def due_date(review: Review, substantive: datetime | None, reviewed: date | None) -> date | None:
    """Return the day by which the page must be confirmed, None if nothing tells."""
    last = max((day for day in (substantive.date() if substantive else None, reviewed) if day), default=None)
    return review.by or (last + review.every if last else None)


def freshness(due: date | None, as_of: datetime) -> Freshness:
    """Return how a page with this due date stands on the day `as_of`."""
    if due is None:
        return Freshness.UNKNOWN
    if as_of.date() > due:
        return Freshness.OVERDUE
    return Freshness.DUE if as_of.date() > due - DUE_BEFORE else Freshness.FRESH
