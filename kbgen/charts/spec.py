"""The common ground of all charts, in Vega-Lite 5 (https://vega.github.io/vega-lite/docs/).

Everything has a fixed place and nothing is fitted to measured text: which fonts a machine has must not change a byte.
Colours are CSS variables of the theme and `currentColor`, so that the page's colours are the picture's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

INK, WARM, PALE = "var(--kb-chart-1, #2c6475)", "var(--kb-chart-2, #b4541a)", "var(--kb-chart-3, #8a9ea3)"
WIDTH: Final = 640
"""Pixels of the drawing without its margins; the page scales it."""
LONGEST_LABEL: Final = 24

_AXIS: Final = {
    **dict.fromkeys(("labelColor", "domainColor", "tickColor", "gridColor"), "currentColor"),
    **{"gridOpacity": 0.15, "labelFontSize": 11, "labelLimit": 0, "labelOverlap": False, "title": None},
}
_CONFIG: Final = {"aria": False, "font": "inherit", "axis": _AXIS, "view": {"stroke": None}}


def picture(
    rows: Sequence[Mapping[str, object]],
    mark: Mapping[str, object],
    encoding: Mapping[str, object],
    *,
    height: int,
    width: int = WIDTH,
    left: int = 40,
    bottom: int = 24,
) -> Mapping[str, object]:
    """Return the specification of a picture of `rows` with `left` and `bottom` pixels for the labels."""
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": width,
        "height": height,
        "padding": {"left": left, "top": 8, "right": 16, "bottom": bottom},
        "autosize": "none",
        "background": None,
        "config": _CONFIG,
        "data": {"values": list(rows)},
        "mark": mark,
        "encoding": encoding,
    }


def colours(field: str, by_label: Mapping[str, str]) -> Mapping[str, object]:
    """Return the encoding of a few kinds as colours, without a legend of its own."""
    scale = {"domain": list(by_label), "range": list(by_label.values())}
    return {"field": field, "type": "nominal", "scale": scale, "legend": None}


def periods(names: Sequence[str], every: int) -> Mapping[str, object]:
    """Return the x axis of a series, with a label on each `every`-th period."""
    shown = list(names[::every])
    return {"field": "period", "type": "ordinal", "sort": list(names), "axis": {"values": shown, "labelAngle": 0}}


def label(text: str) -> str:
    """Return a name cut to what the margin holds."""
    return text if len(text) <= LONGEST_LABEL else text[: LONGEST_LABEL - 1] + "…"
