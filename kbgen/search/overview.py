"""`search/index.json` and `search/site/titles.json`: what a browser learns first of a site's search. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from kbgen.config import Config
from kbgen.layout import joined
from kbgen.plan import SitePlan, VersionPlan
from kbgen.search.language import stop_words
from kbgen.search.pages import SearchPage
from kbgen.search.records import Record
from kbgen.search.titles import Synonyms, dump, number

INDEX = "search/index.json"
OWN_ROOT = "search/site/"
"""Where the site's own files are: a collection may lie at the site's root, and has files of the same names there."""


@dataclass(frozen=True, slots=True)
class VersionSearch:
    """What was made for one version: its pages, its files of the first tier by path, its bundle's key ("": none)."""

    version: VersionPlan
    pages: tuple[SearchPage, ...]
    titles_key: str
    has_words: bool
    bundle: str


def index_json(
    site: SitePlan, config: Config, found: Sequence[VersionSearch], synonyms: Synonyms, records: str
) -> bytes:
    """Return `search/index.json`: small, and loaded when a reader shows the intent to search."""
    return dump(
        {
            "schema": 1,
            "site": site.frame.site_name,
            "language": site.frame.language,
            "stop_words": stop_words(site.frame.language),
            "synonyms": {word: list(others) for word, others in sorted(synonyms.items())},
            "collections": [_collection(group, site) for group in _groups(found)],
            "own": OWN_ROOT,
            "records": records,
            "partners": [{"title": partner.title, "url": partner.url} for partner in config.search.partners],
        }
    )


def _groups(found: Sequence[VersionSearch]) -> Iterator[list[VersionSearch]]:
    groups: dict[str, list[VersionSearch]] = {}
    for each in found:
        groups.setdefault(each.version.content.collection.name, []).append(each)
    yield from groups.values()


def _collection(group: Sequence[VersionSearch], site: SitePlan) -> dict[str, object]:
    first = group[0].version
    collection = first.content.collection
    return {
        "name": collection.name,
        "title": first.frame.title,
        "root": site.layout.roots[collection.name],
        "latest": collection.latest.name,
        "issue": first.frame.issue_url,
        "versions": [_version(each, site) for each in group],
    }


def _version(each: VersionSearch, site: SitePlan) -> dict[str, object]:
    facts = each.version.content.version
    return {
        "name": facts.name,
        "root": each.version.frame.root,
        "also": list(each.version.alias_roots) if site.latest_is_copied else [],
        "prerelease": facts.prerelease,
        "hidden": facts.hidden,
        "eol": facts.eol,
        "bundle": each.bundle,
        "pages": len(each.pages),
        "titles": each.titles_key,
        "words": each.has_words,
    }


def site_titles(found: Sequence[VersionSearch], records: Sequence[Record]) -> bytes:
    """Return the titles and aliases of the latest version of every collection, with people and topics; no headings."""
    return dump(
        {
            "schema": 1,
            "pages": [row for each in found if is_latest(each.version) for row in _rows(each)],
            "people": [[each.title, each.url, list(each.topics)] for each in records if each.kind == "person"],
            "topics": [[each.title, each.url] for each in records if each.kind == "topic"],
        }
    )


def is_latest(version: VersionPlan) -> bool:
    """Tell whether a version is the one that `latest` means in its collection."""
    return version.content.version == version.content.collection.latest


def _rows(each: VersionSearch) -> Iterator[list[object]]:
    content, root = each.version.content, each.version.frame.root
    for page in each.pages:
        yield [
            joined(root, page.url),
            page.title,
            list(page.aliases),
            list(page.topics),
            page.updated,
            number(page.boost),
            content.collection.name,
            content.version.name,
        ]


def bundle_files(root: str, files: Mapping[str, bytes]) -> Iterator[tuple[str, bytes]]:
    """Yield the files of a bundle at their place below `root`."""
    for path, body in files.items():
        yield f"{root}pagefind/{path}", body
