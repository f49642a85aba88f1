"""The addresses of a site without the site: which redirects there are, and which versions retention drops."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from kbgen.cache import Cache
from kbgen.chronicle import chronicle
from kbgen.compose import redirect_table
from kbgen.config import Config
from kbgen.fetch import fetch
from kbgen.layout import Layout
from kbgen.model import Content, Problem
from kbgen.plan import Redirect, plan
from kbgen.progress import Progress
from kbgen.report import weighed
from kbgen.shelf import Shelf, shelve
from kbgen.versions.order import newest_first
from kbgen.versions.retention import drop_reasons
from kbgen.view import Article, Articles


@dataclass(frozen=True, slots=True)
class DroppedVersion:
    """A version that `keep` drops, the rule in words, and the folder below the site's root that it would have."""

    collection: str
    version: str
    reason: str
    root: str


@dataclass(frozen=True, slots=True)
class Routes:
    """The redirects of a site in the order of precedence, the versions that are dropped, and what is wrong.

    Addresses are below `site_url`, which may be "".
    """

    site_url: str
    table: tuple[Redirect, ...]
    dropped: tuple[DroppedVersion, ...]
    problems: tuple[Problem, ...]


def routes(config: Config, cache_dir: Path, progress: Progress, *, offline: bool = False) -> Routes:
    """Return the routes of the site. Fetches the sources and brings their histories up to date; converts nothing.

    Raises SourceError when no source can be read.
    """
    cache = Cache(cache_dir)
    fetched = fetch(config.sources, cache, offline=offline, progress=progress)
    shelves = shelve(config.sources, fetched.mirrors, config, progress, cache)
    contents = [content for shelf in shelves for content in shelf.contents]
    outlines = [each for shelf in shelves for each in shelf.outlines]
    community = chronicle(contents, config, cache, progress, outlines)
    articles = [_unconverted(content) for content in contents]
    site = plan(config, contents, articles, (), community.lineages, community.dropped)
    problems = weighed([*fetched.problems, *community.problems, *site.problems], config.check)
    return Routes(site.layout.site_url, redirect_table(site), tuple(_dropped(config, shelves, site.layout)), problems)


def _unconverted(content: Content) -> Articles:
    """Return articles without text: addresses do not depend on it."""
    return Articles({page.src_uri: Article("") for page in content.pages}, 0, ())


def _dropped(config: Config, shelves: Sequence[Shelf], layout: Layout) -> Iterator[DroppedVersion]:
    for shelf in shelves:
        if not shelf.dropped:
            continue
        collection = shelf.contents[0].collection
        source = next(source for source in config.sources if source.name == collection.name)
        versions = {version.name: version for version in (*collection.versions, *shelf.dropped)}
        in_order = [versions[name] for name in newest_first(versions)]
        reasons = drop_reasons(in_order, source.keep, collection.latest)
        for version in shelf.dropped:
            root = layout.version_root(collection, version)
            yield DroppedVersion(collection.name, version.name, reasons[version.name], root)
