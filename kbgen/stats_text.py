"""What history says of a community as tables and as lines of text. Pure.

Rows are in the order of names, never of a count. Nothing here holds an address.
"""

from __future__ import annotations

import csv as csv_format
import io
from collections.abc import Iterator, Sequence
from typing import Final

from kbgen.community import Community
from kbgen.explain import told
from kbgen.metrics import Figures, ScopeKind

Table = Sequence[Sequence[str]]
"""Rows of cells; the first row is the head."""

# A spreadsheet would take a cell that begins so for a formula.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
_BRIEF: Final = ("active_people", "new_contributors", "orphan_pages", "pages_in_term")
"""The metrics of a scope that is one of many."""


def table(community: Community, of: str) -> Table:
    """Return the table of `people`, `pages`, or figures: of the site, or of all collections or topics."""
    match of:
        case "people":
            return _people(community)
        case "pages":
            return _pages(community)
        case _:
            return _points(community, of)


def _people(community: Community) -> Table:
    head = ("name", "slug", "first", "latest", "started", "improved", "reviews", "topics")
    return [
        head,
        *(
            (
                *(each.person.name, each.person.slug, str(each.first), str(each.latest)),
                *(str(len(each.started)), str(len(each.improved)), str(each.reviews)),
                ", ".join(topic.title for topic in each.topics),
            )
            for each in community.people
            if each.person.slug
        ),
    ]


def _pages(community: Community) -> Table:
    head = ("collection", "path", "created", "landed", "substantive", "reviewed", "freshness", "due", "contributors")
    paths = community.paths
    rows = sorted(((at[0], paths[at], facts) for at, facts in community.mainline.items()), key=lambda row: row[:2])
    return [
        head,
        *(
            (
                *(source, path),
                *(str(day or "") for day in (facts.created, facts.landed, facts.substantive, facts.reviewed)),
                *(facts.freshness.value, str(facts.due or "")),
                ", ".join(each.person.name for each in facts.contributors),
            )
            for source, path, facts in rows
        ),
    ]


def _points(community: Community, of: str) -> Table:
    head = ("scope", "key", "title", "metric", "unit", "period", "value", "numerator", "denominator", "hidden")
    chosen = community.statistics.figures if of != "site" else community.statistics.figures[:1]
    return [
        head,
        *(
            (
                *(figures.kind.value, figures.key, figures.title, metric.definition.key, metric.definition.unit.value),
                point.period,
                *("" if n is None else f"{n:.4g}" for n in (point.value, point.numerator, point.denominator)),
                point.hidden,
            )
            for figures in chosen
            for metric in figures.metrics
            for point in metric.points
        ),
    ]


def csv(rows: Table) -> str:
    """Return a table as CSV; a cell that a spreadsheet would compute begins with an apostrophe."""
    made = io.StringIO()
    writer = csv_format.writer(made, lineterminator="\n")
    writer.writerows([_inert(cell) for cell in row] for row in rows)
    return made.getvalue()


def _inert(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def lines(community: Community, of: str, *, verbose: bool = False) -> Iterator[str]:
    """Yield what a person reads; `verbose` tells how each figure is computed."""
    as_of = community.statistics.as_of
    if of in ("people", "pages"):
        rows = table(community, of)
        yield f"{len(rows) - 1} {of}, by name, as of {as_of}"
        yield from columns(rows)
        return
    chosen = community.statistics.figures if of != "site" else community.statistics.figures[:1]
    for figures in chosen:
        title = figures.title or "The site"
        key = f" ({figures.key})" if figures.kind is ScopeKind.TOPIC else ""
        yield f"{title}{key}, as of {as_of}: {figures.pages} pages, {figures.people} people"
        yield from _figures(figures, verbose=verbose)


def _figures(figures: Figures, *, verbose: bool) -> Iterator[str]:
    is_brief = figures.kind is ScopeKind.TOPIC and not verbose
    shown = [each for each in figures.metrics if not is_brief or each.definition.key in _BRIEF]
    width = max((len(each.definition.title) for each in shown), default=0)
    for metric in shown:
        about, point = metric.definition, metric.latest
        value = told(point, about.unit) if point else "not enough data"
        yield f"  {about.title:<{width}}  {value}"
        if verbose:
            yield f"      {about.key}: {about.how}"
            yield f"      Not visible here: {about.not_visible}"


def columns(rows: Table, *, widest: int = 44) -> Iterator[str]:
    """Yield a table as lines with aligned cells; only the last cell of a row is never cut."""
    widths = [min(widest, max(len(row[n]) for row in rows)) for n in range(len(rows[0]) - 1)]
    for row in rows:
        cells = [_cut(cell, width).ljust(width) for cell, width in zip(row[:-1], widths, strict=True)]
        yield "  ".join((*cells, row[-1])).rstrip()


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else f"{text[: width - 1]}…"
