"""A look at sources as a build would read them, without converting a page: what would stop their publication."""

from __future__ import annotations

from pathlib import Path

from kbgen.cache import Cache
from kbgen.config import Config
from kbgen.fetch import fetch
from kbgen.model import Problem, Severity
from kbgen.progress import Progress
from kbgen.report import weighed
from kbgen.shelf import shelve


def reading_errors(config: Config, cache_dir: Path, progress: Progress) -> tuple[Problem, ...]:
    """Return the errors of settings, navigation, front matter and files, as they are committed.

    Reads local sources and writes their mirrors into the cache. Raises SourceError when no source can be read.
    """
    fetched = fetch(config.sources, Cache(cache_dir), offline=True, progress=progress)
    shelves = shelve(config.sources, fetched.mirrors, config, progress)
    found = [problem for shelf in shelves for problem in shelf.problems]
    found += [problem for shelf in shelves for content in shelf.contents for problem in content.problems]
    return tuple(each for each in weighed(found, config.check) if each.severity is Severity.ERROR)
