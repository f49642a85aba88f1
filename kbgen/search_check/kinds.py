"""The kinds of known-item queries, and what each must reach.

A known item is a page that a query was made from: a good search gives it first. The bars hold on any corpus of a
hundred pages, unseen ones included; they were set by measurements of several engines on three corpora.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class QueryKind(StrEnum):
    """How a query is made from a page."""

    TITLE = "title"
    TWO_WORDS = "title2w"
    TYPO = "typo"
    QUESTION = "question"
    PREFIX = "prefix"
    HEADING = "heading"
    PHRASE = "phrase"
    KEYWORDS = "kw3"
    CODE = "code"


MEANING: Final[Mapping[QueryKind, str]] = {
    QueryKind.TITLE: "the title, if it is unique and has two words or more",
    QueryKind.TWO_WORDS: "two of its words",
    QueryKind.TYPO: "with one edit inside its longest word",
    QueryKind.QUESTION: "how do I, and the title",
    QueryKind.PREFIX: "with its last word half typed",
    QueryKind.HEADING: "a unique heading below the title",
    QueryKind.PHRASE: "six words in a row",
    QueryKind.KEYWORDS: "its three most telling words that are not in the title",
    QueryKind.CODE: "an identifier that is on one page only",
}


@dataclass(frozen=True, slots=True)
class Bar:
    """The least that a kind must reach; None sets no limit. `zero` is the largest share without any result."""

    mrr: float | None = None
    first: float | None = None
    zero: float | None = None
    anchor: float | None = None


BARS: Final[Mapping[QueryKind, Bar]] = {
    QueryKind.TITLE: Bar(first=0.98),
    QueryKind.TWO_WORDS: Bar(),  # two words of a title may be the title of another page
    QueryKind.TYPO: Bar(mrr=0.95, zero=0.01),
    QueryKind.QUESTION: Bar(mrr=0.97),
    QueryKind.PREFIX: Bar(mrr=0.98),
    QueryKind.HEADING: Bar(mrr=0.95, anchor=0.90),
    QueryKind.PHRASE: Bar(mrr=0.85),
    QueryKind.KEYWORDS: Bar(mrr=0.83),
    QueryKind.CODE: Bar(mrr=0.95),
}
MEAN_BAR: Final = 0.92
"""Of the MRR of all kinds but CODE."""
FEWEST: Final = 10
"""With fewer queries of a kind one of them decides, so that its bar is not held."""

FIRST_TITLE_BYTES: Final = 90_000
FIRST_TEXT_BYTES: Final = 250_000
NEXT_QUERY_BYTES: Final = 150_000
"""What is transferred, compressed: for titles, modules included; beside them for the first result of the full text,
engine included; for a second query with five results."""
RANKS: Final = 10
