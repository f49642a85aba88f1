"""Search in two tiers: titles, headings and identifiers as JSON, and one Pagefind bundle for each version.

found = index_site(site, community, config, cache, progress)
"""

from kbgen.search.schemas import index_schema, titles_schema
from kbgen.search.service import SearchIndexError, find_binary, why_mute
from kbgen.search.stage import SearchFiles, index_site, with_search

__all__ = [
    "SearchFiles",
    "SearchIndexError",
    "find_binary",
    "index_schema",
    "index_site",
    "titles_schema",
    "why_mute",
    "with_search",
]
