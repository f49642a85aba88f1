"""The JSON Schemas (2020-12) of the published data files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from kbgen.metrics.export import SCHEMA
from kbgen.metrics.person import MilestoneKind
from kbgen.metrics.results import FEWEST_PEOPLE, Unit
from kbgen.metrics.scope import ScopeKind
from kbgen.people import Freshness, PageRole

Schema = dict[str, object]

_TEXT: Final[Schema] = {"type": "string"}
_COUNT: Final[Schema] = {"type": "integer", "minimum": 0}
_MAYBE_COUNT: Final[Schema] = {"type": ["integer", "null"], "minimum": 0}
_DAY: Final[Schema] = {"type": "string", "format": "date"}
_MAYBE_DAY: Final[Schema] = {"type": ["string", "null"], "format": "date"}
_PAGE_ID: Final[Schema] = {"type": "string", "pattern": "^[0-9a-f]{12}$"}


def stats_schema() -> Schema:
    """Return the schema of `/data/stats.json`."""
    point = _closed(
        {
            "period": {
                "type": "string",
                "pattern": "^$|^[0-9]{4}-([0-9]{2}|Q[1-4])$",
                "description": "Empty: at as_of.",
            },
            "value": {"type": ["number", "null"], "description": "Null: not shown, and `hidden` says why."},
            "numerator": _MAYBE_COUNT,
            "denominator": _MAYBE_COUNT,
            "hidden": _TEXT,
            "complete": {"type": "boolean", "description": "False while more can land in the period."},
        }
    )
    texts = dict.fromkeys(("key", "title", "chaoss", "how", "not_visible"), _TEXT)
    metric = _closed({**texts, "unit": {"enum": [unit.value for unit in Unit]}, "points": _list(point)})
    scope = _closed(
        {
            "kind": {"enum": [kind.value for kind in ScopeKind]},
            "key": {"type": "string", "description": "Name of the collection, or collection/slug of the topic."},
            "title": _TEXT,
            "people": {**_COUNT, "description": "People with a contribution that counts."},
            "pages": _COUNT,
            "metrics": _list(metric),
        }
    )
    bridge = _closed(
        {
            "topics": {**_list(_TEXT), "minItems": 2, "maxItems": 2},
            "people": _COUNT,
            "shared": _MAYBE_COUNT,
            "likeness": {"type": ["number", "null"], "minimum": 0, "maximum": 1, "description": "Jaccard's index."},
        }
    )
    whole = {"fewest_people": {"const": FEWEST_PEOPLE}, "scopes": _list(scope), "bridges": _list(bridge)}
    return _document("stats", "Numbers of the community", whole)


def people_schema() -> Schema:
    """Return the schema of `/data/people.json`."""
    page = _closed({"collection": _TEXT, "id": _PAGE_ID})
    person = _closed(
        {
            "slug": {"type": "string", "minLength": 1},
            "name": _TEXT,
            "org": _TEXT,
            "links": _list(_closed({"title": _TEXT, "url": {"type": "string", "format": "uri"}})),
            "first": _DAY,
            "latest": _DAY,
            "started": _list(page),
            "improved": _list(page),
            "topics": _list(_TEXT),
            "reviews": _COUNT,
            "milestones": _list(_closed({"kind": {"enum": [kind.value for kind in MilestoneKind]}, "on": _DAY})),
        }
    )
    total = {**_COUNT, "description": "Contributors, with those who do not want to be named."}
    return _document("people", "Contributors, by name", {"total": total, "people": _list(person)})


def contributions_schema() -> Schema:
    """Return the schema of `/data/contributions.json`."""
    who = {"slug": {"type": ["string", "null"], "description": "Null: someone who is not named."}, "name": _TEXT}
    roles = _list({"enum": [role.value for role in PageRole]})
    page = _closed(
        {
            "collection": _TEXT,
            "id": _PAGE_ID,
            "path": {"type": "string", "description": "In the source, on its default branch."},
            "url": {"type": ["string", "null"], "description": "Below the site's root; null: not published."},
            "unknown": {"type": "string", "description": "Why nothing is told of the page; else empty."},
            **dict.fromkeys(("created", "landed", "substantive", "reviewed", "due"), _MAYBE_DAY),
            "freshness": {"enum": [state.value for state in Freshness]},
            "contributors": _list(_closed({**who, "roles": roles, "first": _DAY})),
            "mostly_by": _list(_closed(who)),
            "with": _list(_closed(who)),
        }
    )
    return _document("contributions", "Pages and their contributors", {"pages": _list(page)})


def _document(name: str, title: str, properties: Mapping[str, object]) -> Schema:
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": f"urn:kbgen:schema:{name}:{SCHEMA}"}
    return {**head, "title": title, **_closed({"schema": {"const": SCHEMA}, "as_of": _MAYBE_DAY, **properties})}


def _list(items: Mapping[str, object]) -> Schema:
    return {"type": "array", "items": dict(items)}


def _closed(properties: Mapping[str, object]) -> Schema:
    """Return the schema of an object that has exactly these properties."""
    return {
        "type": "object",
        "properties": dict(properties),
        "required": list(properties),
        "additionalProperties": False,
    }
