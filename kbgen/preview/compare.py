"""Both states of a source side by side, as far as they differ: articles, plans, and how many pages look otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from kbgen.cache import Cache
from kbgen.config import Config
from kbgen.convert import convert_some
from kbgen.layout import Layout
from kbgen.lineage import Lineage
from kbgen.mapper import mapper
from kbgen.model import Content, Page, Problem
from kbgen.plan import SitePlan, VersionPlan, plan
from kbgen.preview.affected import linked_pages, wanted_pages
from kbgen.preview.changes import Changes
from kbgen.preview.problems import problems_of
from kbgen.preview.sides import Sides
from kbgen.preview.titles import known_title
from kbgen.progress import Progress
from kbgen.render.sheet import Desk
from kbgen.themes import theme_dirs
from kbgen.view import Article, Articles, PageInput

FEW = 64
"""Up to so many pages are converted in this process: others would take longer to start."""


@dataclass(frozen=True, slots=True)
class State:
    """One side: the articles that were needed, the plan of a site with it, and what is wrong with its pages."""

    articles: Mapping[str, Article]
    site: SitePlan
    problems: tuple[Problem, ...]

    @property
    def version(self) -> VersionPlan:
        """The only version of the site."""
        return self.site.versions[0]

    def page(self, src_uri: str) -> PageInput:
        """Return a page as the theme would get it. Raises KeyError where there is none."""
        return next(page for page in self.version.pages if page.page.src_uri == src_uri)


@dataclass(frozen=True, slots=True)
class Comparison:
    """What is compared, what differs, and both sides (`base` is None where nothing was).

    `otherwise` counts the pages with the same text at the same place that look different.
    """

    sides: Sides
    changes: Changes
    base: State | None
    head: State
    otherwise: int


def compare(
    sides: Sides, found: Changes, config: Config, checked: Config, cache: Cache, jobs: int, progress: Progress
) -> Comparison:
    """Return both sides, of which only those pages are converted that differ or show what does.

    `config` is that of the preview, `checked` that of the site. Reads and fills the article cache.
    """
    before, now = sides.base, sides.head
    made, old = _articles(before, now, found, config, cache, jobs, progress)
    head = _state(now, made, found.head, config, checked)
    base = _state(before, old, found.base, config, checked) if before.pages else None
    return Comparison(sides, found, base, head, _otherwise(found, base, head))


def _articles(
    before: Content, now: Content, found: Changes, config: Config, cache: Cache, jobs: int, progress: Progress
) -> tuple[Articles, Articles]:
    """Return the articles that are needed of what is here and of what was: first those that changed, then those that
    they, and what they lost, have to do with.
    """
    wanted, was_wanted = wanted_pages(before, now, found)
    progress.start("convert", len(wanted) + len(was_wanted))
    with mapper(jobs if len(wanted) > FEW else 1) as do_map:
        made = convert_some(now, wanted, found.head, config, cache, do_map)
        old = convert_some(before, was_wanted, found.base, config, cache, do_map)
        more, old_more = linked_pages(before, now, found, made.by_uri, old.by_uri)
        made = _joined(made, convert_some(now, more - wanted, found.head, config, cache, do_map))
        old = _joined(old, convert_some(before, old_more - was_wanted, found.base, config, cache, do_map))
    progress.finish("convert", f"{made.converted + old.converted} converted")
    return made, old


def _joined(one: Articles, other: Articles) -> Articles:
    by_uri = {**one.by_uri, **other.by_uri}
    return Articles(by_uri, one.converted + other.converted, (*one.problems, *other.problems))


def _state(content: Content, articles: Articles, lineage: Lineage, config: Config, checked: Config) -> State:
    whole = {page.src_uri: articles.by_uri.get(page.src_uri) or _unconverted(page, content) for page in content.pages}
    theme = theme_dirs(config.theme, config.base_dir)
    site = plan(config, [content], [replace(articles, by_uri=whole)], theme, [lineage])
    (version,) = site.versions
    pages = tuple(map(_without_forge, version.pages))
    site = replace(site, versions=(replace(version, pages=pages),))
    as_published = replace(site, layout=Layout.of(checked))
    problems = problems_of(content, articles.by_uri, articles.problems, as_published, checked)
    return State(articles.by_uri, site, problems)


def _unconverted(page: Page, content: Content) -> Article:
    """Return what stands for the article of a page that is not shown: others may show its title."""
    return Article("", known_title(page, content.settings) or "")


def _without_forge(page: PageInput) -> PageInput:
    """Return the page without links to a forge, which has nothing of it yet, and not to be found by search engines."""
    return replace(page, edit_url="", edit_notice="", source_url="", history_url="", noindex=True)


def _otherwise(found: Changes, base: State | None, head: State) -> int:
    """Return how many pages with the same text at the same place would be other files in the site.

    What their HTML is made of is compared, and nothing is rendered. Of articles that were not converted it is known
    that they are equal.
    """
    if base is None:
        return 0
    changed = {each.new.src_uri for each in found.pages if each.new}
    before, now = _keys(base), _keys(head)
    return sum(key != before.get(uri) for uri, key in now.items() if uri not in changed)


def _keys(state: State) -> Mapping[str, str]:
    desk = Desk("")
    return {page.page.src_uri: desk.sheet(page, state.version.frame)[0] for page in state.version.pages}
