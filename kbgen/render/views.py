"""What Material's templates see as `nav` and `page`: the attributes of MkDocs' own objects, as plain values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup

from kbgen import urls
from kbgen.charts import Chart
from kbgen.render.nav import NavItem
from kbgen.view import DrawnChart, Frame, Heading, Neighbour, PageInput, SitePage


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
    """A node of the navigation, as MkDocs' `Section` or another page. A closed section shows as a link.

    `part` is the file with what is in a closed section. `list_url` is that of an open section that its list stands for.
    """

    title: str
    url: str = ""
    is_closed: bool = False
    children: list[Any] = field(default_factory=list)
    active: bool = False
    is_index: bool = False
    meta: dict[str, object] = field(default_factory=dict)
    parent: NavView | None = None
    list_url: str = ""
    part: str = ""

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

    @classmethod
    def own(cls, given: SitePage, frame: Frame) -> PageView:
        """Return the view of a page that kbgen itself makes."""
        url = urls.url(given.dest_uri, use_directory_urls=True)
        return cls(
            given.title,
            "" if url == "./" else url,
            content=Markup(given.html),
            meta={"hide": ["toc"], **titled(given.title, frame)},
            is_homepage=url == frame.home.url,
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


@dataclass(eq=False)
class NavPart:
    """The navigation of one page, as MkDocs' `Navigation`."""

    items: list[Any]
    homepage: Neighbour

    def __iter__(self) -> Iterator[Any]:
        return iter(self.items)

    @classmethod
    def of(cls, items: Sequence[NavItem], home: Neighbour, page: PageView) -> NavPart:
        """Return the view of a page's part. `page` takes its place in it, and learns which sections are around it."""
        return cls(_views(items, page, None), home)


def _views(items: Sequence[NavItem], page: PageView, parent: NavView | None) -> list[Any]:
    return [_view(item, page, parent) for item in items]


def _view(item: NavItem, page: PageView, parent: NavView | None) -> Any:
    """Return the page itself, the section that holds it, or a link."""
    if item.here:
        page.parent = parent
        page.nav_title = item.title
        return page
    view = NavView(item.title, item.url, item.is_closed, is_index=item.is_index, parent=parent)
    view.list_url, view.part = item.list_url, item.part
    if item.lists:
        page.parent = parent if page.url == item.url else view
    if item.items:
        view.active = True
        view.children = _views(item.items, page, view)
    view.meta = {key: value for key, value in (("icon", item.icon), ("status", item.status)) if value}
    return view
