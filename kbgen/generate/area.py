"""What an area of a site is made of, and the frame around its pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from kbgen.layout import joined
from kbgen.people import PageId
from kbgen.plan import SitePlan, occupied
from kbgen.view import Frame, NavNode, Neighbour, SitePage


@dataclass(frozen=True, slots=True)
class Area:
    """The pages of an area with their frames, and its data files."""

    pages: tuple[tuple[Frame, SitePage], ...] = ()
    files: tuple[tuple[str, bytes], ...] = ()


def page_links(site: SitePlan) -> Mapping[PageId, Neighbour]:
    """Return title and address (below the site's root) of each listed page that history knows, by source and page id.

    The latest version of a collection that has the page is linked, else the newest; hidden versions are not.
    """
    found: dict[PageId, Neighbour] = {}
    shown = [version for version in site.versions if not version.content.version.hidden]
    for version in sorted(shown, key=lambda v: v.content.version != v.content.collection.latest):
        for page in version.pages:
            if page.facts and page.facts.page_id and not page.page.front.unlisted:
                place = (version.content.collection.name, page.facts.page_id)
                found.setdefault(place, Neighbour(page.title, joined(version.frame.root, page.page.url)))
    return found


def taken(site: SitePlan, folder: str) -> bool:
    """Tell whether a collection fills `folder` of the site's root, so that no area may be there."""
    return folder in occupied((version.frame.root, version.content) for version in site.versions)


def with_areas(frame: Frame, areas: tuple[Neighbour, ...]) -> Frame:
    """Return the frame with the areas as navigation too, if it is that of the site's root."""
    nav = () if frame.root else tuple(NavNode(area.title, area.url) for area in areas)
    return replace(frame, nav=(*frame.nav, *nav))
