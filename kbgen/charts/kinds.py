"""The charts of the activity page, each from the numbers it shows. Pure; None where there is nothing to draw."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from kbgen.charts.spec import INK, PALE, WARM, colours, label, periods, picture
from kbgen.charts.values import Chart, Legend, Table
from kbgen.metrics import Bridge, Figures, Point

MOST_TOPICS: Final = 20
"""More topics than these make a heatmap that nobody can read; the table has all."""
_STATES: Final = (("fresh_pages", "Fresh"), ("due_pages", "Due"), ("overdue_pages", "Overdue"))
_STATE_COLOURS: Final = {"Fresh": INK, "Due": PALE, "Overdue": WARM}
_NEW_COLOURS: Final = {"Active": INK, "New": WARM}
_QUARTERS_OF_ALL: Final = {"format": "%", "values": [0, 0.25, 0.5, 0.75, 1]}
_NOT_SHOWN = "–"


def activity_chart(figures: Figures) -> Chart | None:
    """Return active and new people by month, as bars."""
    series = {"Active": figures.metric("active_people").points, "New": figures.metric("new_contributors").points}
    names = [point.period for point in series["Active"]]
    if not names:
        return None
    bars = [{"period": point.period, "kind": kind, "people": point.value} for kind in series for point in series[kind]]
    encoding = {
        "x": periods(names, 3),
        "xOffset": {"field": "kind", "sort": list(series)},
        "y": {"field": "people", "type": "quantitative", "axis": {"tickMinStep": 1, "format": "d"}},
        "color": colours("kind", _NEW_COLOURS),
    }
    rows = tuple(
        (_period(active), _number(active), _number(new))
        for active, new in zip(series["Active"], series["New"], strict=True)
    )
    return Chart(
        "activity",
        "Active and new people",
        f"People who contributed, and those who did so for the first time, by month from {names[0]} to {names[-1]}.",
        picture(bars, {"type": "bar"}, encoding, height=180),
        tuple(Legend(*each) for each in _NEW_COLOURS.items()),
        Table(("Month", *series), rows),
    )


def retention_chart(figures: Figures) -> Chart | None:
    """Return the retention by quarter, as a line with gaps where a value is not shown."""
    points = figures.metric("retention").points
    if not any(point.value is not None for point in points):
        return None
    names = [point.period for point in points]
    line = [{"period": point.period, "share": point.value} for point in points]
    encoding = {
        "x": periods(names, 2),
        "y": {"field": "share", "type": "quantitative", "scale": {"domain": [0, 1]}, "axis": _QUARTERS_OF_ALL},
    }
    mark = {
        "type": "line",
        "point": {"filled": True, "color": INK},
        "color": INK,
        "invalid": "break-paths-filter-domains",
    }
    rows = tuple((point.period, _percent(point), *_parts(point)) for point in points)
    return Chart(
        "retention",
        "Retention",
        f"Of the people active in one quarter, the share active in the next, from {names[0]} to {names[-1]}.",
        picture(line, mark, encoding, height=160),
        (),
        Table(("Quarter", "Stayed", "People who stayed", "People of the quarter before"), rows),
    )


def freshness_chart(figures: Sequence[Figures], key: str = "freshness") -> Chart | None:
    """Return the states of the pages of each of `figures` (collections, or topics), as stacked bars."""
    scopes = [each for each in figures if each.pages]
    if not scopes:
        return None
    kinds = [kind for _, kind in _STATES]
    bars = [
        {"scope": number, "state": kind, "order": order, "pages": each.metric(metric).points[0].numerator or 0}
        for number, each in enumerate(scopes)
        for order, (metric, kind) in enumerate(_STATES)
    ]
    names = " : ".join(f"datum.value == {n} ? {_quoted(label(each.title))}" for n, each in enumerate(scopes))
    encoding = {
        "y": {"field": "scope", "type": "ordinal", "axis": {"labelExpr": f"{names} : ''", "ticks": False}},
        "x": {"field": "pages", "type": "quantitative", "stack": "normalize", "axis": _QUARTERS_OF_ALL},
        "color": colours("state", _STATE_COLOURS),
        "order": {"field": "order"},
    }
    rows = tuple(
        (each.title, *(str(each.metric(metric).points[0].numerator or 0) for metric, _ in _STATES)) for each in scopes
    )
    return Chart(
        key,
        "Freshness",
        "Pages within, near the end of, and past the term after which somebody should confirm them.",
        picture(bars, {"type": "bar"}, encoding, height=24 * len(scopes), left=170),
        tuple(Legend(*each) for each in _STATE_COLOURS.items()),
        Table(("", *kinds), rows),
    )


def bridges_chart(bridges: Sequence[Bridge]) -> Chart | None:
    """Return which topics share people, as a heatmap of topic by topic."""
    topics = _most_bridged(bridges)
    if not topics:
        return None
    order = {key: number for number, key in enumerate(sorted(topics))}
    size = 26 * len(order)
    mark = {"type": "rect", "fill": INK}
    rows = tuple(
        (bridge.first.title, bridge.second.title, _maybe(bridge.shared), str(bridge.people)) for bridge in bridges
    )
    return Chart(
        "bridges",
        "Bridges between topics",
        "How many of the people of two topics contributed to both in the last year: the darker, the more.",
        picture(_cells(bridges, order), mark, _grid(topics, order), width=size, height=size, left=170, bottom=140),
        (),
        Table(("Topic", "Topic", "People of both", "People of either"), rows),
    )


def _most_bridged(bridges: Sequence[Bridge]) -> Mapping[str, str]:
    """Return the titles, by key, of the topics with the strongest bridges: as many as a heatmap can show."""
    topics: dict[str, str] = {}
    for bridge in sorted(bridges, key=lambda bridge: (-(bridge.likeness or 0), bridge.first, bridge.second)):
        pair = {bridge.first.key: bridge.first.title, bridge.second.key: bridge.second.title}
        if bridge.likeness is not None and len(topics | pair) <= MOST_TOPICS:
            topics |= pair
    return topics


def _cells(bridges: Sequence[Bridge], order: Mapping[str, int]) -> list[dict[str, object]]:
    """Return the filled cells of the heatmap, on both sides of its diagonal."""
    return [
        {"row": order[one.key], "column": order[two.key], "likeness": bridge.likeness}
        for bridge in bridges
        for one, two in ((bridge.first, bridge.second), (bridge.second, bridge.first))
        if bridge.likeness is not None and one.key in order and two.key in order
    ]


def _grid(topics: Mapping[str, str], order: Mapping[str, int]) -> dict[str, object]:
    """Return the encoding of the heatmap: a row and a column for each topic, named by its title."""
    names = " : ".join(f"datum.value == {n} ? {_quoted(label(topics[key]))}" for key, n in order.items())
    axis = {"labelExpr": f"{names} : ''", "ticks": False, "domain": False}
    scale = {"domain": list(order.values())}
    slanted = {**axis, "labelAngle": -45, "labelAlign": "right"}
    shade = {"domain": [0, 1], "range": [0.1, 1]}
    return {
        "y": {"field": "row", "type": "ordinal", "scale": scale, "axis": axis},
        "x": {"field": "column", "type": "ordinal", "scale": scale, "axis": slanted},
        "fillOpacity": {"field": "likeness", "type": "quantitative", "scale": shade, "legend": None},
    }


def _quoted(text: str) -> str:
    """Return `text` as a string of Vega's expression language."""
    return "'" + "".join(char if char.isalnum() or char == " " else f"\\u{ord(char):04x}" for char in text) + "'"


def _period(point: Point) -> str:
    return point.period if point.complete else f"{point.period} (so far)"


def _number(point: Point) -> str:
    return _NOT_SHOWN if point.value is None else f"{point.value:g}"


def _percent(point: Point) -> str:
    return f"{_NOT_SHOWN} ({point.hidden})" if point.value is None else f"{point.value:.0%}"


def _parts(point: Point) -> tuple[str, str]:
    return _maybe(point.numerator), _maybe(point.denominator)


def _maybe(number: int | None) -> str:
    return _NOT_SHOWN if number is None else str(number)
