"""The history of sources without a site: fetched, read, and looked at. What `kbgen stats` tells of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kbgen.cache import Cache
from kbgen.chronicle import chronicle
from kbgen.community import Community
from kbgen.config import Config
from kbgen.fetch import fetch
from kbgen.model import Mirror, Problem
from kbgen.progress import Progress
from kbgen.report import weighed
from kbgen.shelf import shelve


@dataclass(frozen=True, slots=True)
class Study:
    """What history says, the mirrors that it was read from by source, and the problems of sources and histories."""

    community: Community
    mirrors: Mapping[str, Mirror]
    problems: tuple[Problem, ...]


def look(config: Config, cache_dir: Path, progress: Progress, *, offline: bool = False) -> Study:
    """Return what the history of the sources says. Fetches them and brings the index of each up to date.

    Nothing is converted or written outside the cache, and what is wrong in pages is left to a build. Raises
    SourceError when no source can be read, ConfigError when the site's mailmap cannot.
    """
    cache = Cache(cache_dir)
    fetched = fetch(config.sources, cache, offline=offline, progress=progress)
    shelves = shelve(config.sources, fetched.mirrors, config, progress, cache)
    contents = [content for shelf in shelves for content in shelf.contents]
    community = chronicle(contents, config, cache, progress)
    mirrors = {content.collection.name: content.collection.mirror for content in contents}
    return Study(community, mirrors, weighed([*fetched.problems, *community.problems], config.check))
