"""The pages that kbgen itself writes for a site and for each collection with versions. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from kbgen.layout import Layout
from kbgen.plan.changes import changes_page, is_free
from kbgen.plan.occupied import occupied
from kbgen.plan.values import VersionPlan
from kbgen.view import Frame, NavNode, Neighbour, SitePage


def own_pages(versions: Sequence[VersionPlan], layout: Layout, site: Frame) -> Iterator[tuple[Frame, SitePage]]:
    """Yield the error page, the portal, and the pages about versions, each with its frame; `versions` newest first."""
    taken = occupied((version.frame.root, version.content) for version in versions)
    yield site, SitePage("404.html", "404.html", "Page not found", {"shelves": _shelves(versions)}, noindex=True)
    if site.collections and "index.html" not in taken:
        yield site, SitePage("portal.html", "index.html", site.site_name)
    for latest in versions:
        if latest.frame.versioned and latest.content.version == latest.content.collection.latest:
            own = [v for v in versions if v.content.collection == latest.content.collection]
            yield from _of_collection([v for v in own if not v.content.version.hidden], latest, layout)


def _shelves(versions: Sequence[VersionPlan]) -> list[Mapping[str, object]]:
    """Return where collections lie and whether they have versions: what the error page needs to know."""
    roots = {version.frame.collection_root: version.frame.versioned for version in versions}
    return [{"root": root, "versioned": versioned} for root, versioned in roots.items()]


def _of_collection(
    shown: Sequence[VersionPlan], latest: VersionPlan, layout: Layout
) -> Iterator[tuple[Frame, SitePage]]:
    """Yield the list of versions, the page that compares two, and what is new in each, for one collection."""
    nav = tuple(NavNode(v.content.version.name, f"{v.content.version.name}/") for v in shown)
    home = Neighbour(latest.frame.title, f"{latest.content.version.name}/")
    root = layout.roots[latest.content.collection.name]
    frame = replace(latest.frame, root=root, versioned=False, nav=nav, home=home)
    changes = [(newer, older) for newer, older in pairwise(shown) if is_free(newer)]
    with_changes = [newer.content.version for newer, _ in changes]
    rows = tuple(_version_row(v, latest, has_changes=v.content.version in with_changes) for v in shown)
    yield frame, SitePage("versions.html", "versions/index.html", f"Versions of {frame.title}", {"versions": rows})
    names = {"versions": tuple(v.content.version.name for v in shown)}
    yield frame, SitePage("compare.html", "compare/index.html", "Compare versions", names, noindex=True)
    yield from ((newer.frame, changes_page(newer, older, layout)) for newer, older in changes)


def _version_row(version: VersionPlan, latest: VersionPlan, *, has_changes: bool) -> Mapping[str, str]:
    facts = version.content.version
    status = "current" if version is latest else "not released" if facts.prerelease else ""
    return {
        "name": facts.name,
        "url": f"../{facts.name}/",
        "status": "no longer maintained" if facts.eol else status,
        "date": f"{facts.ref.date:%Y-%m-%d}",
        "commit": facts.ref.oid[:10],
        "changes_url": f"../{facts.name}/changes/" if has_changes else "",
        "commit_url": version.frame.commit_url.replace("{commit}", facts.ref.oid),
    }
