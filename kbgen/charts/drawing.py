"""Draw a chart: Vega-Lite to SVG by vl-convert, which is imported only when a picture is not in the cache."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from html import escape
from importlib.metadata import PackageNotFoundError, version
from typing import Final

from kbgen.cache import Cache, key
from kbgen.charts.values import Chart

_KIND: Final = "charts"
_FORMAT: Final = "2"
"""Counts up when the same specification shall be drawn differently."""
_VEGA_LITE: Final = "5.20"
_HEAD = re.compile(r"^<svg [^>]*?(?P<size>width=\"[\d.]+\" height=\"[\d.]+\" viewBox=\"[-\d. ]+\")>")
_PART_ROLES = re.compile(r' (?:role="graphics-[a-z]+"|aria-roledescription="[^"]*")')
"""The picture is one image with a name of its own; its parts have none, so they must not be announced."""


def draw(chart: Chart, cache: Cache | None = None) -> str:
    """Return `chart` as an `<svg>` element to stand in a page, "" where vl-convert is not installed.

    It holds no script, no style element or attribute, and no reference to anything else. Raises ValueError if
    vl-convert refuses the specification. Reads and writes the cache.
    """
    try:
        tool = version("vl-convert-python")
    except PackageNotFoundError:
        return ""  # a platform without a wheel
    spec = json.dumps(chart.spec, sort_keys=True)
    entry = key(_FORMAT, _VEGA_LITE, tool, spec)
    found = cache.get(_KIND, entry) if cache else None
    svg = found.decode() if found is not None else _convert(chart.spec)
    if cache and found is None:
        cache.put(_KIND, entry, svg.encode())
    return _named(svg, chart)


def _convert(spec: Mapping[str, object]) -> str:
    import vl_convert

    drawn: str = vl_convert.vegalite_to_svg(dict(spec), vl_version=_VEGA_LITE, allowed_base_urls=[])
    return _PART_ROLES.sub("", drawn)


def _named(svg: str, chart: Chart) -> str:
    """Return the picture with a name and a description for those who cannot see it."""
    head = _HEAD.match(svg)
    if head is None:
        raise ValueError("vl-convert made an SVG with another head")
    title, description = (f"chart-{chart.key}-{part}" for part in ("title", "description"))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {head["size"]} role="img" '
        f'aria-labelledby="{title}" aria-describedby="{description}">'
        f'<title id="{title}">{escape(chart.title)}</title><desc id="{description}">{escape(chart.description)}</desc>'
        f"{svg[head.end() :]}"
    )
