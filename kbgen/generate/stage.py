"""The stage: facts go onto the pages, areas are added, and every frame learns where the areas are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from kbgen.cache import Cache
from kbgen.community import Community
from kbgen.generate import activity, people, recent, topics
from kbgen.generate.area import Area, taken, with_areas
from kbgen.generate.search_page import search_pages
from kbgen.generate.surroundings import surrounded
from kbgen.model import RefKind
from kbgen.people import PageFacts
from kbgen.plan import SitePlan, VersionPlan
from kbgen.view import Frame, Neighbour

Make = Callable[[SitePlan, Community, Cache], Area]
AREAS: tuple[tuple[str, str, Make], ...] = (
    ("People", "people", people.generate),
    ("Activity", "activity", activity.generate),
    ("Recent changes", "recent", recent.generate),
    ("Topics", "topics", topics.generate),
)


def generate(site: SitePlan, community: Community, cache: Cache) -> SitePlan:
    """Return the plan with what history says in it, and the page of the search. An area without pages is not there,
    and not linked.
    """
    told = surrounded(_with_facts(site, community), cache)
    told = replace(told, site_pages=(*told.site_pages, *search_pages(told)))
    free = [(Neighbour(title, f"{folder}/"), make) for title, folder, make in AREAS if not taken(site, folder)]
    made = [(link, make(told, community, cache)) for link, make in free]
    found = [(link, area) for link, area in made if area.pages]
    told = replace(
        told,
        site_pages=(*told.site_pages, *(page for _, area in found for page in area.pages)),
        files=(*told.files, *(file for _, area in found for file in area.files)),
    )
    areas = tuple(link for link, _ in found)
    return _linked(topics.tagged(told, there=any(area.url == topics.FOLDER for area in areas)), areas, community)


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
    """Return the plan in which every frame knows the areas, the feeds, and who has a page."""
    people_url = next((area.url for area in areas if area.url == "people/"), "")
    slugs = frozenset(facts.person.slug for facts in community.portrayed if people_url)
    files = frozenset(path for path, _ in site.files)

    def known(frame: Frame) -> Frame:
        return replace(frame, areas=areas, people_url=people_url, people=slugs, feeds=recent.feeds_of(frame, files))

    # One frame for all pages that share one: frames are large, and are sent to workers.
    frames = {id(frame): with_areas(known(frame), areas) for frame, _ in site.site_pages}
    return replace(
        site,
        frame=with_areas(known(site.frame), areas),
        versions=tuple(replace(version, frame=known(version.frame)) for version in site.versions),
        site_pages=tuple((frames[id(frame)], page) for frame, page in site.site_pages),
    )
