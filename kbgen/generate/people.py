"""The people of the site: `/people/` and `/people/<slug>/`. By name, with what they did and no count as a score."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from kbgen.cache import Cache
from kbgen.community import Community
from kbgen.generate.area import Area, page_links
from kbgen.metrics import PersonFacts, contributions_json, people_json
from kbgen.people import PageId
from kbgen.plan import SitePlan
from kbgen.view import Neighbour, SitePage

MOST_PAGES = 200
"""Of who made more pages, so many are listed; all are in `data/people.json`."""


def generate(site: SitePlan, community: Community, _: Cache) -> Area:
    """Return the pages and data of the people who contributed, if any. Whoever opted out is in the totals only."""
    if not community.people:
        return Area()
    shown, links, as_of = community.portrayed, page_links(site), community.statistics.as_of
    made = (_index(shown, len(community.people)), *(_portrait(facts, links) for facts in shown))
    urls = {place: link.url for place, link in links.items()}
    pages = contributions_json(community.mainline, community.paths, community.people, as_of, urls)
    files = (("data/people.json", people_json(community.people, as_of)), ("data/contributions.json", pages))
    return Area(tuple((site.frame, page) for page in made), files)


def _index(shown: Sequence[PersonFacts], total: int) -> SitePage:
    values = {"people": shown, "total": total, "hidden": total - len(shown)}
    return SitePage("people.html", "people/index.html", "People", values)


def _portrait(facts: PersonFacts, links: Mapping[PageId, Neighbour]) -> SitePage:
    values = {
        "person": replace(facts, commits=()),  # the evidence of thousands of commits is not for the page
        "started": tuple(_linked(facts.started, links)),
        "improved": tuple(_linked(facts.improved, links)),
        "most": MOST_PAGES,
    }
    return SitePage("person.html", f"people/{facts.person.slug}/index.html", facts.person.name, values)


def _linked(pages: Sequence[PageId], links: Mapping[PageId, Neighbour]) -> Iterator[Neighbour]:
    """Yield the links to the pages that are published, by title."""
    found = (links[page] for page in pages if page in links)
    yield from sorted(found, key=lambda link: (link.title.casefold(), link.url))
