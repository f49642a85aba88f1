from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
from small_site import book_of, config_of, page

from kbgen.lineage import Lineage
from kbgen.links import Targets
from kbgen.model import BookSettings, Content, ForgeSettings, NavItem, Page, RefKind
from kbgen.plan import SitePlan, plan
from kbgen.plan.titles import nav_nodes, page_titles
from kbgen.render.article import convert
from kbgen.view import Articles, Book, PageInput

SITE = {"url": "https://kb.example.org/"}
GITHUB = "https://github.com/org/kb"


def articles_of(content: Content) -> Articles:
    book = Book((), Targets.of(content, ""))
    return Articles({each.src_uri: convert(each, book) for each in content.pages}, 0, ())


def plan_of(*contents: Content, source: dict[str, Any] | None = None, **given: Any) -> SitePlan:
    names = dict.fromkeys(content.collection.name for content in contents)
    versioned = {"tags": ["*"]} if contents[0].collection.versioned else {}
    sources = [{"url": f"/r/{name}", "name": name, **versioned, **(source or {})} for name in names]
    unknown = [Lineage() for _ in contents]
    return plan(config_of(*sources, **given), contents, [articles_of(content) for content in contents], (), unknown)


def shelf(*versions: tuple[str, Sequence[Page], dict[str, Any]]) -> list[Content]:
    """Return the contents of one collection; the first version without facts is the latest."""
    made = [book_of(*pages, version=name, **facts) for name, pages, facts in versions]
    latest = next(content for content, (_, _, facts) in zip(made, versions, strict=True) if not facts)
    collection = dataclasses.replace(
        latest.collection, versions=tuple(content.version for content in made), latest=latest.version
    )
    return [dataclasses.replace(content, collection=collection) for content in made]


def pages_of(site: SitePlan, version: str = "") -> dict[str, PageInput]:
    (found,) = [each for each in site.versions if each.content.version.name == version]
    return {each.page.src_uri: each for each in found.pages}


@pytest.fixture(scope="module")
def three() -> SitePlan:
    index, a, gone = page("index.md"), page("a.md"), page("gone.md")
    contents = shelf(
        ("dev", [index, a], {"prerelease": True}), ("2.0", [index, a], {}), ("1.0", [index, gone], {"eol": True})
    )
    return plan_of(*contents, site=SITE)


@pytest.mark.parametrize(
    ("version", "src_uri", "canonical"),
    [
        ("2.0", "a.md", "https://kb.example.org/2.0/a/"),
        ("2.0", "index.md", "https://kb.example.org/2.0/"),
        ("dev", "a.md", "https://kb.example.org/2.0/a/"),
        ("1.0", "index.md", "https://kb.example.org/2.0/"),
        ("1.0", "gone.md", "https://kb.example.org/1.0/gone/"),
    ],
)
def test_the_canonical_page_is_in_the_latest_version_that_has_it(
    three: SitePlan, version: str, src_uri: str, canonical: str
) -> None:
    assert pages_of(three, version)[src_uri].canonical == canonical


def test_a_page_that_no_latest_has_is_canonical_in_the_newest_release_that_has_it() -> None:
    index, old = page("index.md"), page("old.md")
    contents = shelf(
        ("dev", [index, old], {"prerelease": True}),
        ("3.0", [index], {}),
        ("2.0", [index, old], {"hidden": False}),
        ("1.0", [index, old], {"hidden": False}),
    )
    site = plan_of(*contents, site=SITE)
    there = "https://kb.example.org/2.0/old/"
    assert [pages_of(site, name)["old.md"].canonical for name in ("dev", "2.0", "1.0")] == [there] * 3


def test_with_copies_the_canonical_page_is_under_latest() -> None:
    contents = shelf(("2.0", [page("a.md")], {}), ("1.0", [page("a.md")], {"hidden": False}))
    contents = [
        dataclasses.replace(each, version=dataclasses.replace(each.version, aliases=("latest",)))
        if each.version.name == "2.0"
        else each
        for each in contents
    ]
    latest = contents[0].version
    contents = [
        dataclasses.replace(each, collection=dataclasses.replace(each.collection, latest=latest)) for each in contents
    ]
    site = plan_of(*contents, site=SITE, urls={"latest": "copy"})
    assert {pages_of(site, name)["a.md"].canonical for name in ("2.0", "1.0")} == {"https://kb.example.org/latest/a/"}


def test_without_an_address_of_the_site_there_is_no_canonical() -> None:
    assert pages_of(plan_of(book_of(page("a.md"))))["a.md"].canonical == ""


@pytest.mark.parametrize(
    ("facts", "front", "noindex"),
    [
        ({}, {}, False),
        ({"prerelease": True}, {}, True),
        ({"hidden": True}, {}, True),
        ({"eol": True}, {}, True),
        ({}, {"unlisted": True}, True),
    ],
)
def test_what_search_engines_leave_out(facts: dict[str, Any], front: dict[str, Any], noindex: bool) -> None:
    content = book_of(page("a.md", **front), version="1.0", **facts)
    assert pages_of(plan_of(content), "1.0")["a.md"].noindex == noindex


def test_old_releases_are_left_out_where_the_site_says_so() -> None:
    contents = shelf(("2.0", [page("a.md")], {}), ("1.0", [page("a.md")], {"hidden": False}))
    site = plan_of(*contents, urls={"noindex_old": True})
    assert [pages_of(site, name)["a.md"].noindex for name in ("2.0", "1.0")] == [False, True]


@pytest.mark.parametrize(
    ("version", "src_uri", "notice"),
    [
        ("2.0", "a.md", None),
        ("dev", "a.md", ("prerelease", "../2.0/a/", "This page in 2.0")),
        ("1.0", "index.md", ("eol", "../2.0/", "This page in 2.0")),
        ("1.0", "gone.md", ("eol", "../2.0/", "Go to 2.0")),
    ],
)
def test_notices(three: SitePlan, version: str, src_uri: str, notice: tuple[str, str, str] | None) -> None:
    shown = pages_of(three, version)[src_uri].notices
    assert [(each.kind, each.url, each.link_text) for each in shown] == ([notice] if notice else [])


def test_an_older_version_and_a_page_that_is_gone_are_said() -> None:
    contents = shelf(("2.0", [page("a.md")], {}), ("1.0", [page("b.md")], {"hidden": False}))
    (notice,) = pages_of(plan_of(*contents), "1.0")["b.md"].notices
    assert notice.kind == "older"
    assert notice.text == "This is version 1.0. The current version is 2.0. This page is not in 2.0."


def test_a_stale_source_is_said_on_every_page() -> None:
    content = book_of(page("a.md"))
    mirror = dataclasses.replace(content.collection.mirror, stale_since=datetime(2024, 5, 1, 9, 30, tzinfo=UTC))
    stale = dataclasses.replace(content, collection=dataclasses.replace(content.collection, mirror=mirror))
    (notice,) = pages_of(plan_of(stale))["a.md"].notices
    assert (notice.kind, "2024-05-01 09:30 UTC" in notice.text) == ("stale", True)


@pytest.mark.parametrize(
    ("version", "kind", "settings", "source", "edit", "notice"),
    [
        ("", RefKind.BRANCH, {}, {}, f"{GITHUB}/edit/main/docs/a%20b.md", ""),
        ("1.0", RefKind.TAG, {}, {}, f"{GITHUB}/edit/main/docs/a%20b.md", "(you edit the current version)"),
        ("1.x", RefKind.BRANCH, {}, {}, f"{GITHUB}/edit/1.x/docs/a%20b.md", ""),
        (
            "",
            RefKind.BRANCH,
            {},
            {"edit": "https://e.example/{branch}?f={path}"},
            "https://e.example/main?f=docs/a%20b.md",
            "",
        ),
        (
            "",
            RefKind.BRANCH,
            {"repo_url": GITHUB, "edit_uri": "blob/trunk/docs/"},
            {},
            f"{GITHUB}/blob/trunk/docs/a%20b.md",
            "",
        ),
        ("", RefKind.BRANCH, {"repo_url": GITHUB, "edit_uri": "?file=docs/"}, {}, f"{GITHUB}?file=docs/a%20b.md", ""),
        ("", RefKind.BRANCH, {"edit_uri": "https://e.example/x/"}, {}, "https://e.example/x/a%20b.md", ""),
        (
            "1.x",
            RefKind.BRANCH,
            {"repo_url": GITHUB, "edit_uri": "blob/trunk/docs/"},
            {},
            f"{GITHUB}/edit/1.x/docs/a%20b.md",
            "",
        ),
        ("", RefKind.BRANCH, {"edit_uri": "http://[x/"}, {}, f"{GITHUB}/edit/main/docs/a%20b.md", ""),
        ("", RefKind.BRANCH, {"edit_uri": "javascript:alert(1)//"}, {}, f"{GITHUB}/edit/main/docs/a%20b.md", ""),
        (
            "",
            RefKind.BRANCH,
            {"repo_url": GITHUB, "edit_uri": " java\tscript:alert(1)//"},
            {},
            f"{GITHUB}/edit/main/docs/a%20b.md",
            "",
        ),
        ("", RefKind.BRANCH, {"edit_uri": "blob/trunk/docs/"}, {}, f"{GITHUB}/edit/main/docs/a%20b.md", ""),
        ("", RefKind.BRANCH, {"repo_url": GITHUB, "edit_uri": "blob/trunk/docs/"}, {"edit": "none"}, "", ""),
        (  # what an old release says of the branch and the folder may have changed since
            "1.0",
            RefKind.TAG,
            {"repo_url": GITHUB, "edit_uri": "edit/master/docs/"},
            {},
            f"{GITHUB}/edit/main/docs/a%20b.md",
            "(you edit the current version)",
        ),
        (
            "1.0",
            RefKind.TAG,
            {"repo_url": "https://git.example", "edit_uri": "edit/trunk/docs/"},
            {"kind": "none"},
            "https://git.example/edit/trunk/docs/a%20b.md",
            "(you edit the current version)",
        ),
    ],
)
def test_where_a_page_is_edited(
    version: str, kind: RefKind, settings: dict[str, str], source: dict[str, str], edit: str, notice: str
) -> None:
    given = dataclasses.replace(page("a b.md"), path="docs/a b.md")
    told = BookSettings("docs", **settings)  # type: ignore[arg-type]  # fields by name
    forge = ForgeSettings(**source)
    content = book_of(given, version=version, kind=kind, settings=told, web_url=GITHUB, forge=forge)
    planned = pages_of(plan_of(content), version)["a b.md"]
    assert (planned.edit_url, planned.edit_notice) == (edit, notice)
    assert planned.source_url == ("" if forge.kind else f"{GITHUB}/blob/{'a' * 40}/docs/a%20b.md")


def test_an_edit_uri_names_files_of_the_docs_folder_only() -> None:
    link = dataclasses.replace(page("b.md"), path="README.md")
    settings = BookSettings("docs", repo_url=GITHUB, edit_uri="blob/trunk/docs/")
    planned = pages_of(plan_of(book_of(link, settings=settings, web_url=GITHUB)))["b.md"]
    assert planned.edit_url == f"{GITHUB}/edit/main/README.md"


def test_without_a_forge_there_is_nothing_to_edit_and_no_notice() -> None:
    planned = pages_of(plan_of(book_of(page("a.md"), version="1.0", kind=RefKind.TAG)), "1.0")["a.md"]
    assert (planned.edit_url, planned.edit_notice, planned.source_url) == ("", "", "")


@pytest.mark.parametrize(
    ("src_uri", "body", "front", "nav", "title"),
    [
        ("a.md", "# Heading", {"title": "Front"}, "Nav", "Nav"),
        ("a.md", "# Heading", {"title": "Front"}, None, "Front"),
        ("a.md", "# Heading & `code`", {}, None, "Heading & code"),
        ("a.md", "text\n\n# Heading", {}, None, "A"),
        ("my-page_one.md", "text", {}, None, "My page one"),
        ("My-Page.md", "text", {}, None, "My Page"),
        ("guide/index.md", "text", {}, None, "Guide"),
        ("index.md", "text", {}, None, "Home"),
        ("README.md", "text", {}, None, "Home"),
    ],
)
def test_titles_take_precedence_as_in_mkdocs(
    src_uri: str, body: str, front: dict[str, Any], nav: str | None, title: str
) -> None:
    content = book_of(page(src_uri, body, **front), nav=[NavItem(nav, page=src_uri)])
    assert page_titles(content, articles_of(content).by_uri) == {src_uri: title}


def test_the_first_name_in_the_navigation_counts() -> None:
    content = book_of(
        page("a.md"), nav=[NavItem("S", children=(NavItem("First", page="a.md"),)), NavItem("Last", page="a.md")]
    )
    assert page_titles(content, articles_of(content).by_uri) == {"a.md": "First"}


def test_the_navigation_gets_titles_urls_icons_and_status() -> None:
    pages = [page("a/index.md", "# Intro"), page("a/b.md", "# Bee", nav_title="B!", icon="material/bee", status="new")]
    nav = [
        NavItem("A", children=tuple(NavItem(page=each.src_uri) for each in pages)),
        NavItem("Web", url="https://e.example"),
        NavItem("Empty", children=(NavItem(page="gone.md"),)),
        NavItem(page="gone.md"),
    ]
    content = book_of(*pages, nav=nav)
    section, web = nav_nodes(content, page_titles(content, articles_of(content).by_uri))
    assert (section.title, section.url) == ("A", "a/")
    assert [(n.title, n.url, n.is_index, n.icon, n.status) for n in section.children] == [
        ("Intro", "a/", True, "", ""),
        ("B!", "a/b/", False, "material/bee", "new"),
    ]
    assert (web.title, web.url) == ("Web", "https://e.example")


def test_pages_have_neighbours_in_reading_order() -> None:
    pages = [page("a.md"), page("b.md"), page("c.md"), page("lost.md")]
    nav = [
        NavItem(page="c.md"),
        NavItem("S", children=(NavItem(page="a.md"), NavItem(page="c.md"))),
        NavItem(page="b.md"),
    ]
    planned = pages_of(plan_of(book_of(*pages, nav=nav)))
    around = {uri: (each.previous and each.previous.url, each.next and each.next.url) for uri, each in planned.items()}
    assert around == {"c.md": (None, "a/"), "a.md": ("c/", "b/"), "b.md": ("a/", None), "lost.md": (None, None)}


@pytest.mark.parametrize(
    ("pages", "nav", "home"),
    [
        (["index.md", "a.md"], ["a.md", "index.md"], "./"),
        (["b.md", "a.md"], ["b.md"], "b/"),
        (["b.md", "a.md"], [], "b/"),
    ],
)
def test_the_home_of_a_version(pages: list[str], nav: list[str], home: str) -> None:
    content = book_of(*map(page, pages), nav=[NavItem(page=uri) for uri in nav])
    assert plan_of(content).versions[0].frame.home.url == home


@pytest.mark.parametrize(
    ("site", "source", "settings", "names"),
    [
        ({}, {}, {"site_name": "Own"}, ("Own", "Own")),
        ({"name": "Ours"}, {}, {"site_name": "Own"}, ("Ours", "Ours")),
        ({}, {}, {}, ("Kb", "Kb")),
    ],
)
def test_the_name_of_a_site_with_one_source(
    site: dict[str, str], source: dict[str, str], settings: dict[str, str], names: tuple[str, str]
) -> None:
    content = book_of(page("a.md"), settings=BookSettings("docs", **settings))  # type: ignore[arg-type]  # fields by name
    frame = plan_of(content, source=source, site=site).versions[0].frame
    assert (frame.site_name, frame.title) == names


def test_collections_have_names_of_their_own() -> None:
    kb = book_of(page("a.md"), settings=BookSettings("docs", site_name="The Handbook"))
    other = book_of(page("a.md"), collection="tool-box")
    site = plan_of(kb, other, site={"name": "All"})
    assert [(v.frame.site_name, v.frame.title) for v in site.versions] == [("All", "The Handbook"), ("All", "Tool box")]
    assert [link.url for link in site.versions[0].frame.collections] == ["kb/", "tool-box/"]


def test_a_section_of_a_nav_that_is_no_folder_leads_to_its_first_page() -> None:
    pages = (page("index.md"), page("a/x.md"), page("a/y.md"), page("b/z.md"))
    nav = (
        NavItem("Whole", children=(NavItem(page="b/z.md"),)),
        NavItem("Half", children=(NavItem(page="a/y.md"), NavItem(url="https://example.org"))),
    )
    (version,) = plan_of(book_of(*pages, nav=nav)).versions
    assert [(node.title, node.url, node.list_url) for node in version.frame.nav] == [
        ("Whole", "b/", "b/"),
        ("Half", "a/y/", ""),
    ]
