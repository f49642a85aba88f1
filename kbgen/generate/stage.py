"""The stage: facts go onto the pages, areas are added, and every frame learns where the areas are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from kbgen.cache import Cache
from kbgen.community import Community
from kbgen.generate import activity, people
from kbgen.generate.area import taken, with_areas
from kbgen.generate.search_page import search_pages
from kbgen.model import RefKind
from kbgen.people import PageFacts
from kbgen.plan import SitePlan, VersionPlan
from kbgen.view import Frame, Neighbour

AREAS = (("People", "people", people.generate), ("Activity", "activity", activity.generate))


def generate(site: SitePlan, community: Community, cache: Cache) -> SitePlan:
    """Return the plan with what history says in it, and the page of the search. Without any history that may be
    told, there are no areas.
    """
    told = _with_facts(site, community)
    told = replace(told, site_pages=(*told.site_pages, *search_pages(told, community)))
    if not community.people:
        return told
    areas = [(Neighbour(title, f"{folder}/"), make) for title, folder, make in AREAS if not taken(site, folder)]
    linked = _linked(told, tuple(link for link, _ in areas), community)
    made = [make(linked, community, cache) for _, make in areas]
    return replace(
        linked,
        site_pages=(*linked.site_pages, *(page for area in made for page in area.pages)),
        files=(*linked.files, *(file for area in made for file in area.files)),
    )


def _with_facts(site: SitePlan, community: Community) -> SitePlan:
    pairs = zip(site.versions, community.of_versions, strict=True)
    return replace(site, versions=tuple(_version(version, facts) for version, facts in pairs))


def _version(version: VersionPlan, facts: Mapping[str, PageFacts]) -> VersionPlan:
    content = version.content
    is_past = content.version.ref.kind is RefKind.TAG and content.version != content.collection.latest
    shown = {uri: each.without_term() for uri, each in facts.items()} if is_past else facts
    pages = tuple(replace(page, facts=shown.get(page.page.src_uri)) for page in version.pages)
    return replace(version, pages=pages)


def _linked(site: SitePlan, areas: tuple[Neighbour, ...], community: Community) -> SitePlan:
    """Return the plan in which every frame knows the areas and who has a page."""
    people_url = next((area.url for area in areas if area.url == "people/"), "")
    slugs = frozenset(facts.person.slug for facts in community.portrayed if people_url)

    def known(frame: Frame) -> Frame:
        return replace(frame, areas=areas, people_url=people_url, people=slugs)

    return replace(
        site,
        frame=with_areas(known(site.frame), areas),
        versions=tuple(replace(version, frame=known(version.frame)) for version in site.versions),
        site_pages=tuple((with_areas(known(frame), areas), page) for frame, page in site.site_pages),
    )
