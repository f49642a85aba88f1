"""`kbgen schema`: the JSON Schemas of what people write and programs read."""

from __future__ import annotations

import json
from enum import StrEnum


class SchemaName(StrEnum):
    """The schemas that there are."""

    CONFIG = "config"
    FRONTMATTER = "frontmatter"
    REPORT = "report"
    CHECK = "check"
    STATS = "stats"
    PEOPLE = "people"
    CONTRIBUTIONS = "contributions"
    VERSIONS = "versions"
    PAGES = "pages"
    LINKS = "links"
    REDIRECTS = "redirects"
    PREVIEW = "preview"
    SEARCH_INDEX = "search-index"
    SEARCH_TITLES = "search-titles"


def schema_text(name: SchemaName) -> str:
    """Return the schema as JSON text."""
    return json.dumps(_schema(name), ensure_ascii=False, indent=2) + "\n"


def _schema(name: SchemaName) -> object:
    # Each is imported when it is wanted: together they take half a second.
    match name:
        case SchemaName.CONFIG:
            from kbgen.config import schema as of_config

            return of_config()
        case SchemaName.FRONTMATTER:
            from kbgen.content.frontmatter import schema as of_frontmatter

            return of_frontmatter()
        case SchemaName.REPORT:
            from kbgen.report_json import schema as of_report

            return of_report()
        case SchemaName.CHECK:
            from kbgen.check.formats import schema as of_check

            return of_check()
        case SchemaName.STATS:
            from kbgen.metrics import stats_schema

            return stats_schema()
        case SchemaName.PEOPLE:
            from kbgen.metrics import people_schema

            return people_schema()
        case SchemaName.CONTRIBUTIONS:
            from kbgen.metrics import contributions_schema

            return contributions_schema()
        case SchemaName.VERSIONS:
            from kbgen.compose.schemas import versions_schema

            return versions_schema()
        case SchemaName.PAGES:
            from kbgen.compose.schemas import pages_schema

            return pages_schema()
        case SchemaName.LINKS:
            from kbgen.compose.schemas import links_schema

            return links_schema()
        case SchemaName.REDIRECTS:
            from kbgen.compose.schemas import redirects_schema

            return redirects_schema()
        case SchemaName.PREVIEW:
            from kbgen.preview.document import schema as of_preview

            return of_preview()
        case SchemaName.SEARCH_INDEX:
            from kbgen.search import index_schema

            return index_schema()
        case SchemaName.SEARCH_TITLES:
            from kbgen.search import titles_schema

            return titles_schema()
