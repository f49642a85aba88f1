"""The JSON Schemas (2020-12) of the files of the search that are meant for other programs."""

from __future__ import annotations

from typing import Final

Schema = dict[str, object]

_TEXT: Final[Schema] = {"type": "string"}
_TEXTS: Final[Schema] = {"type": "array", "items": _TEXT}
_COUNT: Final[Schema] = {"type": "integer", "minimum": 0}
_FLAG: Final[Schema] = {"type": "boolean"}
_KEY: Final[Schema] = {"type": "string", "pattern": "^([0-9a-f]{16})?$", "description": "Changes with the files."}
_ROOT: Final[Schema] = {"type": "string", "pattern": "^([^/].*/)?$", "description": "A folder below the site's root."}
_DAY: Final[Schema] = {"type": "string", "pattern": "^([0-9]{4}-[0-9]{2}-[0-9]{2})?$"}
_SYNONYMS: Final[Schema] = {"type": "object", "additionalProperties": _TEXTS}


def index_schema() -> Schema:
    """Return the schema of `/search/index.json`."""
    version = _closed(
        name=_TEXT,
        root=_ROOT,
        also={"type": "array", "items": _ROOT, "description": "Folders that hold the same pages."},
        prerelease=_FLAG,
        hidden=_FLAG,
        eol=_FLAG,
        bundle=_KEY,
        pages=_COUNT,
        titles=_KEY,
        words={"type": "boolean", "description": "Whether there is a words.json."},
    )
    collection = _closed(
        name=_TEXT,
        title=_TEXT,
        root=_ROOT,
        latest=_TEXT,
        issue={"type": "string", "description": "Where a page is asked for, with {title} and {body}."},
        versions={"type": "array", "items": version},
    )
    partner = _closed(title=_TEXT, url={"type": "string", "pattern": "^https?://.*/$"})
    return _document(
        "search-index",
        site=_TEXT,
        language=_TEXT,
        stop_words=_TEXTS,
        synonyms=_SYNONYMS,
        collections={"type": "array", "items": collection},
        own=_ROOT,
        records=_KEY,
        partners={"type": "array", "items": partner},
    )


def titles_schema() -> Schema:
    """Return the schema of `search/titles.json` of a version. Its shards are `{schema, headings}`."""
    heading: Schema = {"type": "array", "prefixItems": [_TEXT, _TEXT], "minItems": 1, "maxItems": 2}
    page = _row(_TEXT, _TEXT, _TEXTS, _TEXTS, _DAY, {"type": "number"}, {"type": "array", "items": heading})
    shards: Schema = {"type": "object", "additionalProperties": {"type": "string", "pattern": r"^headings-.\.json$"}}
    pages: Schema = {"type": "array", "items": page}
    made = _document("search-titles", base=_TEXT, synonyms=_SYNONYMS, pages=pages, shards=shards)
    return {**made, "required": ["schema", "base", "synonyms", "pages"]}


def _closed(**properties: Schema) -> Schema:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _row(*items: Schema) -> Schema:
    return {"type": "array", "prefixItems": list(items), "minItems": len(items), "maxItems": len(items)}


def _document(name: str, **properties: Schema) -> Schema:
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": f"urn:kbgen:schema:{name}:1"}
    return {**head, **_closed(schema={"const": 1}, **properties), "title": f"kbgen {name}"}
