"""The activity of the community: `/activity/`, and for each collection and topic. No rankings, no streaks, no hours."""

from __future__ import annotations

from collections.abc import Iterator

from kbgen.cache import Cache
from kbgen.charts import Chart, activity_chart, bridges_chart, draw, freshness_chart, retention_chart
from kbgen.community import Community
from kbgen.generate.area import Area
from kbgen.metrics import Figures, ScopeKind, Statistics, stats_json
from kbgen.plan import SitePlan
from kbgen.view import DrawnChart, Neighbour, SitePage


def generate(site: SitePlan, community: Community, cache: Cache) -> Area:
    """Return the activity pages and their data; nothing without people. Reads and fills the cache of pictures."""
    if not community.people:
        return Area()
    told = community.statistics
    pages = tuple((site.frame, _page(figures, told, cache)) for figures in told.figures)
    return Area(pages, (("data/stats.json", stats_json(told)),))


def _page(figures: Figures, told: Statistics, cache: Cache) -> SitePage:
    parts = tuple(Neighbour(other.title, _folder(other)) for other in told.figures if _is_part(other, figures))
    values = {"figures": figures, "as_of": told.as_of, "parts": parts}
    title = f"Activity: {figures.title}" if figures.title else "Activity"
    charts = tuple(DrawnChart(chart, draw(chart, cache)) for chart in _charts(figures, told))
    return SitePage("activity.html", f"{_folder(figures)}index.html", title, values, charts=charts)


def _charts(figures: Figures, told: Statistics) -> Iterator[Chart]:
    parts = [other for other in told.figures if _is_part(other, figures)]
    found = [activity_chart(figures), retention_chart(figures), freshness_chart(parts or [figures])]
    if figures.kind is ScopeKind.SITE:
        found.append(bridges_chart(told.bridges))
    yield from (chart for chart in found if chart)


def _folder(figures: Figures) -> str:
    return f"activity/{figures.key}/" if figures.key else "activity/"


def _is_part(other: Figures, figures: Figures) -> bool:
    """Tell whether `other` is a part of `figures` on the next level: collections of the site, topics of these."""
    if figures.kind is ScopeKind.SITE:
        return other.kind is ScopeKind.COLLECTION
    return other.kind is ScopeKind.TOPIC and other.key.startswith(f"{figures.key}/")
