"""What Material's templates see as `nav` and `page`: the attributes of MkDocs' own objects, as plain values.

Material draws the whole navigation on every page. The view given to it holds only a page's own part: the items
on each level of its path, a window of them where a folder is large, and its children. Cost per page is then
flat, whatever the size of the site.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup

from kbgen import urls
from kbgen.charts import Chart
from kbgen.view import DrawnChart, Frame, Heading, NavNode, Neighbour, PageInput

WINDOW = 60  # items of one folder that a page shows; the page's own item is in the middle


@dataclass(eq=False)
class TocView:
    """A heading, as MkDocs' `AnchorLink`."""

    title: Markup
    id: str
    level: int
    children: list[TocView]

    @property
    def url(self) -> str:
        """Return the fragment that leads to the heading."""
        return f"#{self.id}"

    @classmethod
    def of(cls, headings: Sequence[Heading]) -> list[TocView]:
        """Return the views of headings; their titles are sanitised HTML."""
        return [cls(Markup(item.title), item.id, item.level, cls.of(item.children)) for item in headings]


@dataclass(eq=False)
class NavView:
    """A node of the navigation, as MkDocs' `Section` or another page. A closed section shows as a link."""

    title: str
    url: str = ""
    is_closed: bool = False
    children: list[Any] = field(default_factory=list)
    active: bool = False
    is_index: bool = False
    meta: dict[str, object] = field(default_factory=dict)
    parent: NavView | None = None

    @property
    def ancestors(self) -> list[NavView]:
        """Return the sections around the node, the nearest first."""
        return [self.parent, *self.parent.ancestors] if self.parent else []


@dataclass(eq=False)
class PageView:
    """The page itself, as MkDocs' `Page`. `content` is the only HTML that the template takes as it is."""

    title: str
    url: str
    content: Markup = field(default_factory=Markup)
    toc: list[TocView] = field(default_factory=list)
    meta: dict[str, object] = field(default_factory=dict)
    canonical_url: str = ""
    edit_url: str = ""
    is_homepage: bool = False
    is_index: bool = False
    active: bool = True
    previous_page: Neighbour | None = None
    next_page: Neighbour | None = None
    parent: NavView | None = None
    nav_title: str = ""
    children: None = None

    @property
    def ancestors(self) -> list[NavView]:
        """Return the sections around the page, the nearest first."""
        return [self.parent, *self.parent.ancestors] if self.parent else []

    @classmethod
    def of(cls, given: PageInput, frame: Frame) -> PageView:
        """Return the view of a page."""
        return cls(
            title=given.title,
            url="" if given.page.url == "./" else given.page.url,
            content=Markup(given.article.html),
            toc=TocView.of(given.article.headings),
            meta=_meta(given, frame),
            canonical_url=given.canonical,
            edit_url=given.edit_url,
            is_homepage=given.page.url == frame.home.url,
            is_index=urls.page_name(given.page.src_uri) == "index",
            previous_page=given.previous,
            next_page=given.next,
        )


def titled(title: str, frame: Frame) -> dict[str, object]:
    """Return the title for the browser's window, to which Material adds the site's: not where the two are equal."""
    return {} if title == frame.title else {"title": title}


def _meta(given: PageInput, frame: Frame) -> dict[str, object]:
    front = given.page.front
    meta: dict[str, object] = {
        **titled(front.title, frame),
        "description": front.description,
        "hide": list(front.hide),
        "status": front.status if front.status not in ("", "published") else "",
        "icon": front.icon,
        "subtitle": front.subtitle,
        "tags": list(front.tags),
    }
    return {key: value for key, value in meta.items() if value}


@dataclass(eq=False)
class ChartView:
    """A chart with its picture as markup."""

    chart: Chart
    svg: Markup

    @classmethod
    def of(cls, drawn: DrawnChart) -> ChartView:
        """Return the view of a chart; its picture is drawn by us, with all text in it escaped."""
        return cls(drawn.chart, Markup(drawn.svg))


Trail = tuple[int, ...]


def trails(nodes: Sequence[NavNode]) -> dict[str, Trail]:
    """Return, for the URL of each page in the navigation, the indices that lead to its first place in it."""
    found: dict[str, Trail] = {}
    waiting: list[tuple[NavNode, Trail]] = [(node, (n,)) for n, node in reversed(list(enumerate(nodes)))]
    while waiting:
        node, trail = waiting.pop()
        if node.children:
            waiting += [(child, (*trail, n)) for n, child in reversed(list(enumerate(node.children)))]
        else:
            found.setdefault(node.url, trail)
    return found


@dataclass(eq=False)
class NavPart:
    """The navigation of one page, as MkDocs' `Navigation`."""

    items: list[Any]
    homepage: Neighbour

    def __iter__(self) -> Iterator[Any]:
        return iter(self.items)

    @classmethod
    def of(cls, frame: Frame, page: PageView, trail: Trail) -> NavPart:
        """Return the part of the frame's navigation that `page`, at `trail` in it, shows.

        `page` takes its place in the part, and learns which sections are around it.
        """
        return cls(_level(frame.nav, page, trail, None), frame.home)


def _level(nodes: Sequence[NavNode], page: PageView, trail: Trail, parent: NavView | None) -> list[Any]:
    """Return the items of one level; the one at `trail[0]` is, or holds, the page."""
    at = trail[0] if trail else -1
    first, last = _window(len(nodes), at)
    items: list[Any] = [_closed(node, parent) for node in nodes[first:last]]
    if at >= 0:
        items[at - first] = _open(nodes[at], page, trail[1:], parent)
    if first:
        items.insert(0, NavView(f"… {first} before", nodes[first - 1].url, parent=parent))
    if last < len(nodes):
        items.append(NavView(f"… {len(nodes) - last} more", nodes[last].url, parent=parent))
    return items


def _window(count: int, at: int) -> tuple[int, int]:
    """Return the range of items to show: all of a small folder, else `WINDOW` of them around item `at`."""
    if count <= WINDOW:
        return 0, count
    first = min(max(0, at - WINDOW // 2), count - WINDOW)
    return first, first + WINDOW


def _open(node: NavNode, page: PageView, trail: Trail, parent: NavView | None) -> Any:
    """Return the page itself, or the section that holds it with its children."""
    if not node.children:
        page.parent = parent
        page.nav_title = node.title
        return page
    section = NavView(node.title, node.url, active=True, parent=parent)
    section.children = _level(node.children, page, trail, section)
    return section


def _closed(node: NavNode, parent: NavView | None) -> NavView:
    """Return a link: to a page, or to the first page of a section, whose children are not shown."""
    meta: dict[str, object] = {key: value for key, value in (("icon", node.icon), ("status", node.status)) if value}
    return NavView(node.title, node.url, bool(node.children), is_index=node.is_index, meta=meta, parent=parent)
