"""The outcome of a check as a table for people, and as a document for programs. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from kbgen.search_check.kinds import (
    BARS,
    FEWEST,
    FIRST_TEXT_BYTES,
    FIRST_TITLE_BYTES,
    MEAN_BAR,
    MEANING,
    NEXT_QUERY_BYTES,
    Bar,
)
from kbgen.search_check.score import Score, Verdict

SHOWN = 50  # pages that are named on a terminal; --json names all


def lines(told: Verdict) -> Iterator[str]:
    """Yield the lines of the table, and below it what was not found."""
    yield f"{'query':<10}{'asked':>6}{'MRR@10':>8}{'first':>7}{'anchor':>8}{'none':>7}   bar"
    for score in told.scores:
        yield _row(score)
    if told.mean is not None:
        state = "ok" if told.mean >= MEAN_BAR else "UNDER"
        yield f"{'mean':<10}{'':>6}{told.mean:>8.3f}{'':>22}   MRR {MEAN_BAR}, without code: {state}"
    sent = told.traffic
    yield ""
    for name, seen, limit in (
        ("before a reader begins", sent.idle, 0),
        ("first title hit", sent.first_title, FIRST_TITLE_BYTES),
        ("first full-text hit", sent.first_text, FIRST_TEXT_BYTES),
        ("second query", sent.next_query, NEXT_QUERY_BYTES),
    ):
        yield f"{name:<24}{seen:>9,} bytes, at most {limit:,}: {'ok' if seen <= limit else 'OVER'}"
    yield f"{'first hits together':<24}{sent.first_title + sent.first_text:>9,} bytes"
    if told.lost:
        yield ""
        yield "Not first by their own title:"
        for answer in told.lost[:SHOWN]:
            where = f"place {answer.rank}" if answer.rank else "not found"
            yield f"  {answer.query.url or './'}  {answer.query.text}  ({where})"
        if len(told.lost) > SHOWN:
            yield f"  … and {len(told.lost) - SHOWN} more; --json names all"


def _row(score: Score) -> str:
    anchor = "" if score.anchor is None else f"{score.anchor:.3f}"
    figures = f"{score.mrr:>8.3f}{score.first:>7.3f}{anchor:>8}{score.zero:>7.3f}"
    if score.queries < FEWEST:
        state = "too few to be held to a bar"
    else:
        state = f"{_bar(BARS[score.kind])}{': UNDER' if score.short else ': ok'}" if _bar(BARS[score.kind]) else ""
    return f"{score.kind.value:<10}{score.queries:>6}{figures}   {state}".rstrip()


def _bar(bar: Bar) -> str:
    limits = (("MRR", bar.mrr), ("first", bar.first), ("anchor", bar.anchor), ("none at most", bar.zero))
    return ", ".join(f"{name} {limit}" for name, limit in limits if limit is not None)


def document(told: Verdict) -> dict[str, object]:
    """Return the outcome as plain values."""
    return {
        "schema": 1,
        "passed": told.passed,
        "mean": None if told.mean is None else round(told.mean, 4),
        "kinds": [_kind(score) for score in told.scores],
        "bytes": {
            "idle": told.traffic.idle,
            "first_title": told.traffic.first_title,
            "first_text": told.traffic.first_text,
            "next_query": told.traffic.next_query,
        },
        "not_found": [
            {"url": answer.query.url, "title": answer.query.text, "rank": answer.rank or None} for answer in told.lost
        ],
        "short": [*told.short, *(f"{score.kind.value}: {text}" for score in told.scores for text in score.short)],
    }


def _kind(score: Score) -> dict[str, object]:
    return {
        "kind": score.kind.value,
        "meaning": MEANING[score.kind],
        "queries": score.queries,
        "mrr": round(score.mrr, 4),
        "first": round(score.first, 4),
        "none": round(score.zero, 4),
        "anchor": None if score.anchor is None else round(score.anchor, 4),
        "short": list(score.short),
    }
