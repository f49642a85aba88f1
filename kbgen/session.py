"""What one build leaves for the next one in the same process: workers, articles, what history says, the search.

A build on its own has a session of its own. `kbgen serve` builds again and again in one.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Self

from kbgen.cache import Cache
from kbgen.canonical import Canonical
from kbgen.chronicle import chronicle
from kbgen.committed import as_committed
from kbgen.community import Community
from kbgen.config import Config
from kbgen.config.mailmap import site_mailmap
from kbgen.dropped import Dropped
from kbgen.kept import KeptArticles
from kbgen.mapper import Mapper, mapper
from kbgen.model import Content
from kbgen.plan import SitePlan
from kbgen.progress import Progress
from kbgen.render.pages import warm
from kbgen.search import SearchFiles, index_site


@dataclass(slots=True)
class _Workers:
    """Worker processes, and what they were started for."""

    known: tuple[object, ...]
    mapper: Mapper
    stack: ExitStack


class Session:
    """Keeps what may be used again. Leaving it ends the workers."""

    def __init__(self) -> None:
        self._workers: _Workers | None = None
        self._community: tuple[bytes, Community] | None = None
        self._search: SearchFiles | None = None
        self.articles = KeptArticles()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._workers:
            self._workers.stack.close()
            self._workers = None

    def workers(self, jobs: int, theme_dirs: tuple[str, ...], language: str) -> Mapper:
        """Return workers that have loaded the theme as it is now. Others than the last ones only if it has changed."""
        known = (jobs, theme_dirs, language, warm(theme_dirs, language))
        if self._workers is None or self._workers.known != known:
            self.__exit__(None, None, None)
            stack = ExitStack()
            self._workers = _Workers(known, stack.enter_context(mapper(jobs)), stack)
        return self._workers.mapper

    def chronicle(
        self, contents: Sequence[Content], config: Config, cache: Cache, progress: Progress, dropped: Sequence[Dropped]
    ) -> Community:
        """Return what history says of `contents` as committed: the last answer, where nothing else is asked now."""
        committed = [as_committed(content) for content in contents]
        asked = _asked(committed, config, dropped)
        if self._community is None or self._community[0] != asked:
            self._community = asked, chronicle(committed, config, cache, progress, dropped)
        return self._community[1]

    def forget(self) -> None:
        """Let history be looked at again, also where nothing else is asked than the last time."""
        self._community = None

    def index(
        self,
        site: SitePlan,
        community: Community,
        config: Config,
        cache: Cache,
        progress: Progress,
        jobs: int,
        again: bool,
    ) -> SearchFiles:
        """Return the files of the search; if not `again`, those that were made last, where there are any."""
        if again or self._search is None:
            self._search = index_site(site, community, config, cache, progress, jobs=jobs)
        return self._search


def _asked(contents: Sequence[Content], config: Config, dropped: Sequence[Dropped]) -> bytes:
    """Return all that `chronicle` depends on: texts of pages are not among it, but their object ids are."""
    rules = config.model_dump_json(), site_mailmap(config)
    told = tuple(_without_texts(content) for content in (*contents, *(each.content for each in dropped)))
    heirs = tuple(each.heirs for each in dropped)
    return Canonical().bytes_of((rules, told, heirs))


def _without_texts(content: Content) -> tuple[object, ...]:
    pages = tuple(replace(page, body="", body_line=1) for page in content.pages)
    mirror = replace(content.collection.mirror, working_tree="")
    return (replace(content.collection, mirror=mirror), content.version, content.settings, pages, content.nav)
