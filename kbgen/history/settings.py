"""What may be tuned in the history stage."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class HistorySettings:
    """How history is read.

    `branch` is the mainline ("" = the default branch of the source). An edit of `substantive_words` words or more
    is substantive unless it is reverted within `revert_days`. A commit that modifies more than `bulk_pages` pages,
    and more than `bulk_share` of all pages, is mechanical if it changes at most `bulk_words` words in the median
    page; so is one whose title holds one of `title_marks`, that has one of `trailer_marks` (key, value in lower
    case), or that `ignore_revs_file` of the mainline's tip lists. `words` off leaves out all that needs the text
    of pages. `now` bounds plausible dates and enters nothing else.
    """

    branch: str = ""
    substantive_words: int = 5
    revert_days: int = 14
    bulk_pages: int = 50
    bulk_share: float = 0.05
    bulk_words: float = 3.0
    title_marks: tuple[str, ...] = ("[mechanical]",)
    trailer_marks: tuple[tuple[str, str], ...] = (("mechanical", "yes"),)
    ignore_revs_file: str = ".git-blame-ignore-revs"
    words: bool = True
    now: datetime = field(default_factory=_now)
