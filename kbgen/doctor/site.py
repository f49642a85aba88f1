"""The configuration of the site: can it be read, and are the files there that it names?"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from kbgen.config import Config, check_mermaid, site_mailmap
from kbgen.doctor.case import Case
from kbgen.doctor.finding import Finding, State
from kbgen.errors import KbgenError
from kbgen.search.synonyms import synonyms
from kbgen.themes import theme_dirs

NO_SITE = "there is no kbgen.yml here and no repository, so only this machine was examined"


def configuration(case: Case) -> Iterator[Finding]:
    """Yield what is wrong with `kbgen.yml` and the files that it names."""
    if case.config is None:
        if case.problems:
            yield from (Finding.of("configuration", problem) for problem in case.problems)
        else:
            yield Finding(
                "configuration", State.NOTE, NO_SITE, action="stand in a repository, or name kbgen.yml with -c"
            )
        return
    wrong = [finding for read in FILES for finding in _unread(read, case.config)]
    yield from wrong
    if not wrong:
        sources = len(case.config.sources)
        what = f"'{case.config.site.name}': {sources} source{'' if sources == 1 else 's'}"
        yield Finding("configuration", State.OK, what)
    if not case.config.site.url:
        why = "without it there are no canonical links, feeds and sitemaps, and no site can ask another's search"
        action = "write `url: https://…` below `site:` in kbgen.yml"
        yield Finding("configuration", State.NOTE, "`site.url` is not set", why, action)


def _theme(config: Config) -> object:
    return theme_dirs(config.theme, config.base_dir)


FILES: tuple[Callable[[Config], object], ...] = (_theme, site_mailmap, synonyms, check_mermaid)


def _unread(read: Callable[[Config], object], config: Config) -> Iterator[Finding]:
    try:
        read(config)
    except KbgenError as error:
        yield from (Finding.of("configuration", problem) for problem in error.problems)
