"""The published data files as bytes: what the site's own pages show, for programs. Pure, sorted, deterministic.

    /data/stats.json           the numbers of the community, its collections and topics
    /data/people.json          contributors, by name
    /data/contributions.json   pages with their contributors and dates

Only fields that are written here are published. There is no address in any of them, nor a hash of one; dates are
days. People are in the order of their names or of their first contribution, never of a count.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from kbgen.metrics.person import PersonFacts
from kbgen.metrics.results import FEWEST_PEOPLE, Metric, Point, Unit
from kbgen.metrics.statistics import Figures, Statistics
from kbgen.metrics.together import Bridge
from kbgen.people import PageFacts, PageId, Person

SCHEMA: Final = 1
_DIGITS = {Unit.DAYS: 1}


def stats_json(statistics: Statistics) -> bytes:
    """Return `/data/stats.json`."""
    return _bytes(
        {
            "schema": SCHEMA,
            "as_of": _day(statistics.as_of),
            "fewest_people": FEWEST_PEOPLE,
            "scopes": [_figures(figures) for figures in statistics.figures],
            "bridges": [_bridge(bridge) for bridge in statistics.bridges],
        }
    )


def _figures(figures: Figures) -> Mapping[str, object]:
    return {
        "kind": figures.kind.value,
        "key": figures.key,
        "title": figures.title,
        "people": figures.people,
        "pages": figures.pages,
        "metrics": [_metric(metric) for metric in figures.metrics],
    }


def _metric(metric: Metric) -> Mapping[str, object]:
    about = metric.definition
    return {
        "key": about.key,
        "title": about.title,
        "unit": about.unit.value,
        "chaoss": about.chaoss,
        "how": about.how,
        "not_visible": about.not_visible,
        "points": [_point(point, about.unit) for point in metric.points],
    }


def _point(point: Point, unit: Unit) -> Mapping[str, object]:
    return {
        "period": point.period,
        "value": _rounded(point.value, _DIGITS.get(unit, 4)),
        "numerator": point.numerator,
        "denominator": point.denominator,
        "hidden": point.hidden,
        "complete": point.complete,
    }


def _bridge(bridge: Bridge) -> Mapping[str, object]:
    return {
        "topics": [bridge.first.key, bridge.second.key],
        "people": bridge.people,
        "shared": bridge.shared,
        "likeness": _rounded(bridge.likeness, 4),
    }


def people_json(people: Sequence[PersonFacts], as_of: date | None) -> bytes:
    """Return `/data/people.json`. Those who opted out are in the total alone."""
    shown = [_person(facts) for facts in people if facts.person.slug]
    return _bytes({"schema": SCHEMA, "as_of": _day(as_of), "total": len(people), "people": shown})


def _person(facts: PersonFacts) -> Mapping[str, object]:
    return {
        "slug": facts.person.slug,
        "name": facts.person.name,
        "org": facts.person.org,
        "links": [{"title": title, "url": url} for title, url in facts.person.links],
        "first": _day(facts.first),
        "latest": _day(facts.latest),
        "started": [_page(page) for page in facts.started],
        "improved": [_page(page) for page in facts.improved],
        "topics": [topic.key for topic in facts.topics],
        "reviews": facts.reviews,
        "milestones": [{"kind": each.kind.value, "on": _day(each.on)} for each in facts.milestones],
    }


def contributions_json(
    facts: Mapping[PageId, PageFacts],
    paths: Mapping[PageId, str],
    people: Sequence[PersonFacts],
    as_of: date | None,
    urls: Mapping[PageId, str] = {},
) -> bytes:
    """Return `/data/contributions.json`.

    `paths` are the present ones in the sources; a page without is left out. `urls` are those below the site's root,
    of pages that are published. `people` are those of `/data/people.json`: only they have a slug.
    """
    named = frozenset(each.person for each in people if each.person.slug)
    pages = [_contributions(at, facts[at], paths[at], urls.get(at), named) for at in sorted(facts) if at in paths]
    pages.sort(key=lambda page: (page["collection"], page["path"]))
    return _bytes({"schema": SCHEMA, "as_of": _day(as_of), "pages": pages})


def _contributions(
    at: PageId, facts: PageFacts, path: str, url: str | None, named: frozenset[Person]
) -> Mapping[str, Any]:
    written = facts.written_by
    return {
        "collection": at[0],
        "id": at[1],
        "path": path,
        "url": url,
        "unknown": facts.why_unknown,
        "created": _day(facts.created),
        "landed": _day(facts.landed),
        "substantive": _day(facts.substantive),
        "reviewed": _day(facts.reviewed),
        "freshness": facts.freshness.value,
        "due": _day(facts.due),
        "contributors": [
            {**_named(each.person, named), "roles": [role.value for role in each.roles], "first": _day(each.first)}
            for each in facts.contributors
        ],
        "mostly_by": [_named(person, named) for person in written.mostly] if written else [],
        "with": [_named(person, named) for person in written.others] if written else [],
    }


def _named(person: Person, named: frozenset[Person]) -> Mapping[str, object]:
    return {"slug": person.slug if person.slug and person in named else None, "name": person.name}


def _page(page: PageId) -> Mapping[str, str]:
    return {"collection": page[0], "id": page[1]}


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _rounded(value: float | None, digits: int) -> float | None:
    return value if value is None or isinstance(value, int) else round(value, digits)


def _bytes(document: Mapping[str, object]) -> bytes:
    return (json.dumps(document, ensure_ascii=False, separators=(",", ":")) + "\n").encode()
