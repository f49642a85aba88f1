"""The activity of the community: `/activity/`, and for each collection and topic. No rankings, no streaks, no hours."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from kbgen.community import Community
from kbgen.generate.area import Area, site_frame
from kbgen.metrics import Figures, ScopeKind, stats_json
from kbgen.plan import SitePlan
from kbgen.view import NavNode, SitePage


def generate(site: SitePlan, community: Community) -> Area:
    """Return the activity pages and their data."""
    told = community.statistics
    frame = site_frame(site)
    listed = replace(frame, nav=(*frame.nav, NavNode("Activity", "activity/")))
    pages = tuple((listed, page) for page in _pages(community))
    return Area(pages, (("data/stats.json", stats_json(told)),))


def _pages(community: Community) -> Iterator[SitePage]:
    scopes = [(figures, _folder(figures)) for figures in community.statistics.figures]
    for figures, folder in scopes:
        parts = [(other.title, where, other.kind.value) for other, where in scopes if _is_part(other, figures)]
        values = {"figures": figures, "as_of": community.statistics.as_of, "parts": parts, "bridges": ()}
        if figures.kind is ScopeKind.SITE:
            values["bridges"] = community.statistics.bridges
        title = f"Activity: {figures.title}" if figures.title else "Activity"
        yield SitePage("activity.html", f"{folder}index.html", title, values)


def _folder(figures: Figures) -> str:
    return f"activity/{figures.key}/" if figures.key else "activity/"


def _is_part(other: Figures, figures: Figures) -> bool:
    """Tell whether `other` is a part of `figures` on the next level: collections of the site, topics of these."""
    if figures.kind is ScopeKind.SITE:
        return other.kind is ScopeKind.COLLECTION
    return other.kind is ScopeKind.TOPIC and other.key.startswith(f"{figures.key}/")
