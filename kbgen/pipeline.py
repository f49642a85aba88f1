"""The program on one screen: from sources to a published site. The only place where stages meet."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, fields, replace
from functools import partial
from pathlib import Path
from time import perf_counter

from kbgen.cache import Cache
from kbgen.community import Community
from kbgen.compose import write_assets, write_pages, write_site_files
from kbgen.config import Config, check_mermaid
from kbgen.convert import convert
from kbgen.edition import edition, keep_edition
from kbgen.fetch import Fetched, doubt, fetch
from kbgen.generate import generate
from kbgen.git import GitError
from kbgen.mapper import Mapper
from kbgen.model import Problem
from kbgen.plan import SitePlan, VersionPlan, plan
from kbgen.progress import Progress
from kbgen.publish import publish, shrinkage, shrinkage_problems, staging
from kbgen.receipt import Receipt
from kbgen.render.pages import render_pages, theme_assets
from kbgen.report import HISTORY, BuildReport, Rendering, refuses, weighed
from kbgen.search import with_search
from kbgen.session import Session
from kbgen.shelf import Shelf, shelve
from kbgen.themes import theme_dirs
from kbgen.view import Articles, Frame, PageInput, RenderedPage, SitePage


@dataclass(frozen=True, slots=True)
class BuildRequest:
    """What to build, where to, and how. `jobs` is a number of processes; `wait` seconds for another build's lock.

    The last four are for a preview: `working_tree` shows the files of folders as they are, committed or not; without
    `reindex` the search stays as the session has it; unless `durable`, nothing waits for the disk; `scrap` is a folder
    that takes the site that was there before, for the caller to remove it when there is time.
    """

    config: Config
    output: Path
    cache: Path
    jobs: int = 1
    offline: bool = False
    strict: bool = False
    keep_going: bool = False
    allow_shrink: bool = False
    wait: float = 0
    working_tree: bool = False
    reindex: bool = True
    durable: bool = True
    scrap: Path | None = None


def build(request: BuildRequest, progress: Progress) -> BuildReport:
    """Build and publish a site, and return what was done.

    The output changes in one step at the end, or not at all: it stays as it is when content has errors (unless
    `keep_going`), when too many of its pages would be gone (unless `allow_shrink`), and whenever KbgenError is raised.
    """
    with Session() as session:
        return build_in(session, request, progress)


def build_in(session: Session, request: BuildRequest, progress: Progress) -> BuildReport:
    """Do the same with what earlier builds of `session` have left in it.

    Where git finds no way through a mirror that is damaged, the mirror is replaced, and all is done once more.
    """
    try:
        return _built(session, request, progress)
    except GitError:
        if not doubt(request.config.sources, Cache(request.cache)):
            raise
        session.forget()
        return _built(session, request, progress)


def _built(session: Session, request: BuildRequest, progress: Progress) -> BuildReport:
    config, cache, clock = request.config, Cache(request.cache), _Clock()
    theme = theme_dirs(config.theme, config.base_dir)
    check_mermaid(config)
    with staging(request.output, wait=request.wait, scrap=request.scrap) as staged:
        with clock("fetch"):
            fetched = _fetched(request, cache, progress)
            receipt = Receipt.of(_asked(request), config, fetched, theme, request.output, cache)
            unchanged = receipt.report() if request.durable else None
        if unchanged:
            return clock.on(unchanged)
        with clock("read"):
            shelves = shelve(config.sources, fetched.mirrors, config, progress, cache)
        do_map = session.workers(request.jobs, theme, config.site.language)
        contents = [content for shelf in shelves for content in shelf.contents]
        with clock("history"):
            dropped = [each for shelf in shelves for each in shelf.outlines]
            community = session.chronicle(contents, config, cache, progress, dropped)
            _refuse_damage(community, request, cache)
        with clock("convert"):
            articles = convert(contents, community.lineages, config, cache, do_map, progress, session.articles)
        planned = plan(config, contents, articles, theme, community.lineages, community.dropped)
        site = generate(planned, community, cache)
        with clock("search"):
            found = session.index(site, community, config, cache, progress, request.jobs, request.reindex)
        site, told = with_search(site, found), (*community.problems, *site.problems, *found.problems)
        problems = weighed([*_all_problems(fetched, shelves, articles), *told], config.check)
        report = BuildReport.of(request.output, site, articles, problems, request.strict)
        if refuses(report, request.keep_going):
            return clock.on(report)
        with clock("render"):
            before = edition(cache, request.output) if request.durable else {}
            rendering = _render(site, staged, cache, do_map, progress, before)
            report = rendering.on(report)
        if not request.allow_shrink:
            report = _with_what_is_gone(report, staged, config)
        if refuses(report, request.keep_going):
            return clock.on(report)
        with clock("publish"):
            report = replace(report, published=publish(staged, request.output, durable=request.durable).value)
            if request.durable:
                keep_edition(cache, request.output, rendering.keys)
                receipt.keep(report, community.until)
    return clock.on(report)


def _asked(request: BuildRequest) -> tuple[object, ...]:
    """Return what a request says of the site, apart from its configuration: not how it is built, and where."""
    how = {"config", "output", "cache", "jobs", "wait", "durable", "scrap", "allow_shrink"}
    return tuple((each.name, getattr(request, each.name)) for each in fields(request) if each.name not in how)


def _refuse_damage(community: Community, request: BuildRequest, cache: Cache) -> None:
    """Raise GitError where a source is without its history because its mirror is damaged."""
    without = {history.source for history in community.histories if not history.trusted}
    failed = any(found.code == HISTORY and found.where.collection in without for found in community.problems)
    if failed and doubt(request.config.sources, cache):
        raise GitError("a mirror is damaged")


def _fetched(request: BuildRequest, cache: Cache, progress: Progress) -> Fetched:
    how = {"offline": request.offline, "working_tree": request.working_tree}
    return fetch(request.config.sources, cache, **how, progress=progress)


def _all_problems(fetched: Fetched, shelves: Sequence[Shelf], articles: Sequence[Articles]) -> list[Problem]:
    of_shelves = [p for shelf in shelves for p in (*shelf.problems, *(q for c in shelf.contents for q in c.problems))]
    return [*fetched.problems, *of_shelves, *(p for found in articles for p in found.problems)]


def _with_what_is_gone(report: BuildReport, staged: Path, config: Config) -> BuildReport:
    gone = shrinkage_problems(shrinkage(Path(report.output), staged), config.publish.max_shrink)
    return replace(report, problems=weighed((*report.problems, *gone), config.check))


def _render(
    site: SitePlan, staged: Path, cache: Cache, do_map: Mapper, progress: Progress, before: Mapping[str, str]
) -> Rendering:
    """Render every page into the staging folder, version by version, then what belongs to the site as a whole."""
    press = partial(render_pages, theme_dirs=site.theme_dirs, cache=cache, mapper=do_map, before=before)
    progress.start("render", sum(len(version.pages) + len(version.lists) for version in site.versions))
    of_versions = tuple(_render_version(version, site, staged, press, progress) for version in site.versions)
    own = list(press(site.site_pages))
    write_site_files(site, own, (*theme_assets(site.theme_dirs), *site.scripts), cache, staged)
    done = Rendering(of_versions, tuple(replace(page, body=b"") for page in own))
    progress.finish("render", f"{sum(not page.cached for pages in of_versions for page in pages)} rendered")
    return done


def _render_version(
    version: VersionPlan,
    site: SitePlan,
    staged: Path,
    press: Callable[[Iterator[tuple[Frame, PageInput | SitePage]]], Iterator[RenderedPage]],
    progress: Progress,
) -> tuple[RenderedPage, ...]:
    """Write the pages and assets of a version, and return the pages without their bodies."""
    written: list[RenderedPage] = []
    pages: tuple[PageInput | SitePage, ...] = (*version.pages, *version.lists)
    for page in write_pages(press((version.frame, page) for page in pages), version, site, staged):
        written.append(replace(page, body=b""))
        progress.advance("render", page.dest_uri)
    write_assets(version, site, staged)
    return tuple(written)


@dataclass
class _Clock:
    """Measures the stages: `with clock("read"):`. Seconds go into the report only, never into a page."""

    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def __call__(self, stage: str) -> Iterator[None]:
        start = perf_counter()
        try:
            yield
        finally:
            self.seconds[stage] = round(perf_counter() - start, 3)

    def on(self, report: BuildReport) -> BuildReport:
        """Return the report with the times measured."""
        return replace(report, seconds=dict(self.seconds))
