"""The JSON Schemas (2020-12) of the data files about versions, pages and links."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

Schema = dict[str, object]

_TEXT: Final[Schema] = {"type": "string"}
_TEXTS: Final[Schema] = {"type": "array", "items": _TEXT}
_FLAG: Final[Schema] = {"type": "boolean"}
_PLACE: Final[Schema] = {"type": "integer", "minimum": 0, "description": "A place in `versions`."}


def versions_schema() -> Schema:
    """Return the schema of `versions.json`: that of mike, with our own facts in `properties`."""
    facts = {
        "ref": _TEXT,
        "commit": {"type": "string", "pattern": "^[0-9a-f]{40,64}$"},
        "date": {"type": "string", "format": "date"},
        **dict.fromkeys(("prerelease", "eol", "hidden"), _FLAG),
        "stale_since": {"type": ["string", "null"], "format": "date-time"},
    }
    entry = {"version": _TEXT, "title": _TEXT, "aliases": _TEXTS, "properties": _closed(facts)}
    return {**_head("versions", "The versions of a collection, newest first"), "type": "array", "items": _closed(entry)}


def pages_schema() -> Schema:
    """Return the schema of `pages.json`."""
    runs = {"type": "string", "pattern": "^[0-9]+(-[0-9]+)?(,[0-9]+(-[0-9]+)?)*$"}
    at = {"type": "array", "prefixItems": [_TEXT, runs], "minItems": 2, "maxItems": 2}
    lineage = {
        "id": {"type": "string", "pattern": "^[0-9a-f]{12}$"},
        "title": _TEXT,
        "at": {
            "type": "array",
            "items": at,
            "description": "Address in the version's folder, and the versions that have the page there.",
        },
        "was": {**_TEXTS, "description": "Earlier addresses, which lead to the page."},
        "changed": {
            "type": "array",
            "items": _PLACE,
            "description": "Versions whose text differs from that of the next older one.",
        },
    }
    lineages = {"type": "array", "items": _closed(lineage)}
    whole = {"schema": {"const": 1}, "collection": _TEXT, "versions": _TEXTS, "lineages": lineages}
    return {**_head("pages", "The pages of a collection in all its versions"), **_closed(whole)}


def links_schema() -> Schema:
    """Return the schema of `links.json`."""
    link = {"page": _TEXT, "version": _TEXT, "to": _TEXT, "written": _TEXT}
    whole = {
        "schema": {"const": 1},
        "collection": _TEXT,
        "links": {"type": "array", "items": _closed(link)},
    }
    return {**_head("links", "The links of a collection into other collections"), **_closed(whole)}


def redirects_schema() -> Schema:
    """Return the schema of what `kbgen redirects --as json` prints."""
    redirect = {"from": _TEXT, "to": _TEXT, "permanent": _FLAG, "reason": _TEXT}
    dropped = dict.fromkeys(("collection", "version", "reason"), _TEXT)
    whole = {
        "schema": {"const": 1},
        "redirects": {"type": "array", "items": _closed(redirect)},
        "dropped": {"type": "array", "items": _closed(dropped)},
    }
    return {**_head("redirects", "The redirects of a site"), **_closed(whole)}


def _head(name: str, title: str) -> Schema:
    dialect = "https://json-schema.org/draft/2020-12/schema"
    return {"$schema": dialect, "$id": f"urn:kbgen:schema:{name}:1", "title": title}


def _closed(properties: Mapping[str, object]) -> Schema:
    return {
        "type": "object",
        "properties": dict(properties),
        "required": list(properties),
        "additionalProperties": False,
    }
