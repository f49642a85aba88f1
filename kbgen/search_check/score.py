"""From answers to figures, and from figures to whether they suffice. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from kbgen.search_check.kinds import (
    BARS,
    FEWEST,
    FIRST_TEXT_BYTES,
    FIRST_TITLE_BYTES,
    MEAN_BAR,
    NEXT_QUERY_BYTES,
    RANKS,
    QueryKind,
)
from kbgen.search_check.queries import Query


@dataclass(frozen=True, slots=True)
class Hit:
    """A result: its address below the site's root, and the id of the heading that it leads to."""

    url: str
    anchor: str = ""

    @classmethod
    def of(cls, address: str, anchor: str, *, base: str) -> Hit:
        """Return the hit at a full address below `base`."""
        return cls(urlsplit(address.removeprefix(base)).path, anchor)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a query found, the best first, and how many results there were."""

    query: Query
    hits: tuple[Hit, ...]
    total: int

    @property
    def rank(self) -> int:
        """The place of the page that was meant, from 1; 0 where it is not among the first ten."""
        places = (n for n, hit in enumerate(self.hits[:RANKS], 1) if hit.url == self.query.url)
        return next(places, 0)

    @property
    def is_at_anchor(self) -> bool:
        """Whether the first result leads to the heading that was meant."""
        return self.rank == 1 and self.hits[0].anchor == self.query.anchor


@dataclass(frozen=True, slots=True)
class Score:
    """The figures of one kind: mean reciprocal rank of the first ten, shares of the first place and of no result.

    `short` says what is under the bar.
    """

    kind: QueryKind
    queries: int
    mrr: float
    first: float
    zero: float
    anchor: float | None
    short: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Traffic:
    """Bytes transferred, compressed: for titles; for the first result of the full text beside them; for a second query.

    `idle` is what is loaded before a reader begins to search.
    """

    first_title: int
    first_text: int
    next_query: int
    idle: int = 0


@dataclass(frozen=True, slots=True)
class Verdict:
    """All figures of a site. `lost` are the title queries that did not find their page first.

    `mean` is None where no kind has enough queries.
    """

    scores: tuple[Score, ...]
    mean: float | None
    traffic: Traffic
    lost: tuple[Answer, ...]
    short: tuple[str, ...]

    @property
    def passed(self) -> bool:
        """Whether everything reaches its bar."""
        return not self.short and not any(score.short for score in self.scores)


def verdict(answers: Iterable[Answer], traffic: Traffic) -> Verdict:
    """Return the figures of `answers` and what is under the bar."""
    by_kind: dict[QueryKind, list[Answer]] = {}
    for answer in answers:
        by_kind.setdefault(answer.query.kind, []).append(answer)
    scores = tuple(_score(kind, by_kind[kind]) for kind in QueryKind if kind in by_kind)
    counted = [score.mrr for score in scores if score.kind is not QueryKind.CODE and score.queries >= FEWEST]
    mean = sum(counted) / len(counted) if counted else None
    lost = tuple(answer for answer in by_kind.get(QueryKind.TITLE, ()) if answer.rank != 1)
    short = [f"mean MRR {mean:.3f} < {MEAN_BAR}"] if mean is not None and mean < MEAN_BAR else []
    return Verdict(scores, mean, traffic, lost, (*short, *_too_much(traffic)))


def _score(kind: QueryKind, answers: Sequence[Answer]) -> Score:
    number = len(answers)
    figures: Mapping[str, float] = {
        "mrr": sum(1 / answer.rank for answer in answers if answer.rank) / number,
        "first": sum(answer.rank == 1 for answer in answers) / number,
        "zero": sum(answer.total == 0 for answer in answers) / number,
        "anchor": sum(answer.is_at_anchor for answer in answers) / number,
    }
    short = tuple(_under(kind, figures)) if number >= FEWEST else ()
    anchor = figures["anchor"] if kind is QueryKind.HEADING else None
    return Score(kind, number, figures["mrr"], figures["first"], figures["zero"], anchor, short)


def _under(kind: QueryKind, figures: Mapping[str, float]) -> Iterable[str]:
    bar = BARS[kind]
    for name, limit in (("mrr", bar.mrr), ("first", bar.first), ("anchor", bar.anchor)):
        if limit is not None and figures[name] < limit:
            yield f"{name} {figures[name]:.3f} < {limit}"
    if bar.zero is not None and figures["zero"] > bar.zero:
        yield f"without result {figures['zero']:.3f} > {bar.zero}"


def _too_much(traffic: Traffic) -> Iterable[str]:
    limits = (
        ("before intent", traffic.idle, 0),
        ("first title hit", traffic.first_title, FIRST_TITLE_BYTES),
        ("first full-text hit", traffic.first_text, FIRST_TEXT_BYTES),
        ("second query", traffic.next_query, NEXT_QUERY_BYTES),
    )
    for name, seen, limit in limits:
        if seen > limit:
            yield f"{name}: {seen:,} bytes > {limit:,}"
