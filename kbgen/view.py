"""What a page shows: the values between planning, rendering and composing. Frozen and picklable.

URLs are relative to the root of the page's version (`Frame.root`, itself relative to the site's root), unless
they are called absolute.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kbgen.links import Targets
from kbgen.model import Extension, Page, Problem
from kbgen.people import PageFacts

if TYPE_CHECKING:
    from kbgen.charts import Chart  # brings all figures, and most who use these values draw none


@dataclass(frozen=True, slots=True)
class Heading:
    """An entry of a table of contents. `title` is sanitised HTML (code and emphasis only)."""

    title: str
    id: str
    level: int
    children: tuple[Heading, ...] = ()


@dataclass(frozen=True, slots=True)
class LinkUse:
    """A link as the article wrote it, whether it is `embedded` as an image and its target exists, and a hint.

    `leads` is the URL of a link into another collection, relative to the page; "" for all others. One that is `raw` is
    written in HTML.
    """

    href: str
    embedded: bool
    found: bool
    hint: str = ""
    leads: str = ""
    raw: bool = False


@dataclass(frozen=True, slots=True)
class Removal:
    """What sanitising took out: an element, or an attribute of one with the value that it had."""

    element: str
    attribute: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class Article:
    """A converted page: sanitised HTML, the text of its first H1, its headings, its links, and what was taken out.

    `failure` says why the page could not be converted; the HTML is then a visible placeholder.
    """

    html: str
    title: str = ""
    headings: tuple[Heading, ...] = ()
    links: tuple[LinkUse, ...] = ()
    failure: str = ""
    removed: tuple[Removal, ...] = ()


@dataclass(frozen=True, slots=True)
class Articles:
    """The articles of one version by `src_uri`, how many of them were converted now, and their problems."""

    by_uri: Mapping[str, Article]
    converted: int
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Book:
    """What all pages of one version share when they are converted."""

    extensions: tuple[Extension, ...]
    targets: Targets
    trusted: bool = False


@dataclass(frozen=True, slots=True)
class NavNode:
    """A titled node of the navigation. A section has children, and the URL of its list or of its first page.

    `list_url` is that of the list of all that is in a section, "" where there is none.
    """

    title: str
    url: str = ""
    children: tuple[NavNode, ...] = ()
    is_index: bool = False
    icon: str = ""
    status: str = ""
    list_url: str = ""


def nav_part(trail: Sequence[int]) -> str:
    """Return the path, below a version's root, of the file with what is in the section at `trail`."""
    return f"assets/commons/nav/{'-'.join(map(str, trail))}.json"


@dataclass(frozen=True, slots=True)
class Neighbour:
    """The page before or after."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Notice:
    """A line above the page: `kind` is `older`, `prerelease`, `eol` or `stale`; `url` leads to the better page."""

    kind: str
    text: str
    url: str = ""
    link_text: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two versions, by name, in which a page has different texts. `url` compares them and is relative to the site's
    root; `fallback` is where the forge compares their commits, or "".
    """

    older: str
    newer: str
    url: str
    fallback: str = ""


@dataclass(frozen=True, slots=True)
class CollectionLink:
    """A collection as the portal lists it; `url` is relative to the site's root.

    The pages of a version know of all collections only what they are called and where they are.
    """

    title: str
    url: str
    description: str = ""
    pages: int = 0
    version: str = ""
    stale_since: str = ""


@dataclass(frozen=True, slots=True)
class Frame:
    """What all pages of one version share in the theme.

    `root` is the version's folder below the site's root ("" or "handbook/2.0/"). `home` is the version's first
    page. `theme_dirs` come before Material's templates, the first wins. `areas` are the site's own pages about the
    community, and `people_url` the folder of its people; both relative to the site's root, and empty without them.
    `people` are the slugs of those who have a page there: who only moved or landed pages is named and has none.
    `collection` is the name of the collection, "" on pages that belong to none, and `collection_root` its
    folder below the site's root. `policy` is what a browser may load. `feeds` are
    the folders with feeds. `mermaid_url` is where the script that draws diagrams is, from the site's root, "" if it has
    none. `list_url` leads to the list of all that lies in the version's root folder, if it is large.
    """

    root: str
    site_name: str
    title: str
    description: str = ""
    language: str = "en"
    site_url: str = ""
    theme_dirs: tuple[str, ...] = ()
    nav: tuple[NavNode, ...] = ()
    home: Neighbour = Neighbour("", "")
    version: str = ""
    versioned: bool = False
    repo_url: str = ""
    repo_name: str = ""
    commit_url: str = ""
    issue_url: str = ""
    use_directory_urls: bool = True
    collections: tuple[CollectionLink, ...] = ()
    areas: tuple[Neighbour, ...] = ()
    people_url: str = ""
    people: frozenset[str] = frozenset()
    collection: str = ""
    search_url: str = ""
    collection_root: str = ""
    policy: str = ""
    feeds: tuple[Neighbour, ...] = ()
    list_url: str = ""
    mermaid_url: str = ""


@dataclass(frozen=True, slots=True)
class PageInput:
    """One page as the theme gets it. `canonical` and the other addresses are absolute or ""; `facts` is from history.

    `lineage` is the id by which the page is known in all versions, 12 hex digits. `comparison` is offered to readers.
    `tags` lead to their topics (url "" where there is none), `linked_from` are pages that link here, by title.
    """

    page: Page
    article: Article
    title: str
    canonical: str = ""
    noindex: bool = False
    edit_url: str = ""
    edit_notice: str = ""
    source_url: str = ""
    history_url: str = ""
    issue_url: str = ""
    previous: Neighbour | None = None
    next: Neighbour | None = None
    notices: tuple[Notice, ...] = ()
    facts: PageFacts | None = None
    lineage: str = ""
    comparison: Comparison | None = None
    tags: tuple[Neighbour, ...] = ()
    linked_from: tuple[Neighbour, ...] = ()
    related: tuple[Neighbour, ...] = ()


@dataclass(frozen=True, slots=True)
class DrawnChart:
    """A chart and its picture: an `<svg>` of our own making, or "" where it cannot be drawn."""

    chart: Chart
    svg: str


@dataclass(frozen=True, slots=True)
class SitePage:
    """A page that no repository wrote: made from template `template` with `values`, at `dest_uri` of the frame.

    `place` is the list address of the section that it stands for in the navigation, "" = none. `html` is a body that
    the template shows as it is, made of sanitised articles.
    """

    template: str
    dest_uri: str
    title: str
    values: Mapping[str, object] = field(default_factory=dict)
    noindex: bool = False
    charts: tuple[DrawnChart, ...] = ()
    place: str = ""
    html: str = ""


@dataclass(frozen=True, slots=True)
class RenderedPage:
    """A finished HTML file, its path below the site's root, and the key under which it is kept.

    `cached` tells that it was not rendered now. Of a page that was, `because` names the parts that were different
    when it was published last; it is empty where that is not known.
    """

    dest_uri: str
    body: bytes
    key: str = ""
    cached: bool = False
    because: tuple[str, ...] = ()
