"""The links to the forge below an article, as people find and follow them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page, Route, ViewportSize, expect
from repo_builder import RepoBuilder
from served_site import Site, served

from kbgen.config import load
from kbgen.pipeline import BuildRequest, build
from kbgen.progress import Silent

CONFIG = """site: {name: Two books, url: 'https://kb.example.org/'}
sources:
  - {url: book, web_url: 'https://github.com/org/book', tags: ['v*'], branches: [main], versions: {main: dev}}
  - {url: tools, web_url: 'https://tools.example.org/kb', forge: gitlab}
"""
WORDS = "Enough words for a page that has something to say about itself. " * 40
SIZES: dict[str, ViewportSize] = {"phone": {"width": 390, "height": 844}, "desktop": {"width": 1280, "height": 850}}
LINKS = ("Edit this page", "View source", "Report a problem")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two collections on two forges, one with a tag in which a page lies elsewhere."""
    root = tmp_path_factory.mktemp("editing")
    book = RepoBuilder(root / "book").commit({"index.md": "# Book\n", "old place.md": f"# Ünï & \\<co>\n\n{WORDS}"})
    book.tag("v1.0").move("old place.md", "new/50% #1.md").commit({"index.md": "# The book\n"})
    RepoBuilder(root / "tools").commit({"README.md": "# Tools\n", "a b.md": f"# Tool\n\n{WORDS}"})
    (root / "kbgen.yml").write_text(CONFIG, encoding="utf-8")
    report = build(BuildRequest(load(root / "kbgen.yml"), root / "site", root / "cache"), Silent())
    assert report.published == "new", report.problems
    return root / "site"


@pytest.fixture
def site(folder: Path) -> Iterator[Site]:
    yield from served(folder)


@pytest.fixture(params=SIZES)
def page(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport=SIZES[request.param])
    context.route(re.compile(r"^https://(github\.com|tools\.example\.org)/"), answered)
    yield context.new_page()
    context.close()


def answered(route: Route) -> None:
    """Answer as the forge, with the address that a server gets."""
    route.fulfill(status=200, content_type="text/html", body="<title>The forge</title>")


@pytest.mark.parametrize(
    ("place", "edit"),
    [
        ("book/dev/new/50%25%20%231/", "https://github.com/org/book/edit/main/new/50%25%20%231.md"),
        ("book/1.0/old%20place/", "https://github.com/org/book/edit/main/new/50%25%20%231.md"),
        ("tools/a%20b/", "https://tools.example.org/kb/-/edit/main/a%20b.md"),
    ],
)
def test_the_links_are_in_reach_of_eyes_and_keys(site: Site, page: Page, place: str, edit: str) -> None:
    page.goto(f"{site.address}/{place}")
    listed = page.locator(".kb-facts__list")
    for name in LINKS:
        link = listed.get_by_role("link", name=name, exact=True)
        link.scroll_into_view_if_needed()
        expect(link).to_be_in_viewport(ratio=1)
        box = link.bounding_box()
        assert box is not None
        assert box["height"] >= 14
    width = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert width[0] <= width[1]
    assert tabbed(page, "Edit this page") == edit
    tops = [page.locator(".kb-facts__list a", has_text=name).bounding_box() for name in LINKS]
    if page.viewport_size == SIZES["desktop"]:
        assert len({box["y"] for box in tops if box}) == 1


def tabbed(page: Page, name: str) -> str:
    """Go by the tab key to the link `name` of the list, and return where Enter leads from there."""
    page.evaluate("document.querySelector('.kb-facts').scrollIntoView()")
    page.locator("article h1").evaluate("node => { node.tabIndex = -1; node.focus() }")
    for _ in range(80):
        page.keyboard.press("Tab")
        at = page.evaluate(
            "[document.activeElement.textContent.trim(), !!document.activeElement.closest('.kb-facts__list')]"
        )
        if at == [name, True]:
            break
    focused = page.locator(":focus-visible")
    expect(focused).to_have_text(name)
    expect(focused).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"^https://(github\.com|tools\.example\.org)/"))
    there = page.url
    page.go_back()
    return there


def test_an_older_page_says_what_is_edited(site: Site, page: Page) -> None:
    page.goto(f"{site.address}/book/1.0/old%20place/")
    expect(page.locator(".kb-facts__list")).to_contain_text("Edit this page (you edit the current version)")
    expect(page.locator("a.md-content__button")).to_have_attribute(
        "title", "Edit this page (you edit the current version)"
    )


@pytest.mark.parametrize(
    ("place", "host", "names", "version"),
    [
        ("book/1.0/old%20place/", "github.com", ("title", "body"), "- Version: 1.0\n"),
        ("tools/a%20b/", "tools.example.org", ("issue[title]", "issue[description]"), ""),
    ],
)
def test_a_report_arrives_filled_in(
    site: Site, page: Page, place: str, host: str, names: tuple[str, str], version: str
) -> None:
    page.goto(f"{site.address}/{place}")
    heading = page.locator("article h1").evaluate("node => node.firstChild.textContent")
    source = page.get_by_role("link", name="View source").get_attribute("href")
    page.get_by_role("link", name="Report a problem").click()
    page.wait_for_url(re.compile(rf"^https://{re.escape(host)}/"))
    asked = parse_qs(urlsplit(page.url).query, strict_parsing=True)
    rows = f"- Page: {heading}\n- Address: https://kb.example.org/{place}\n{version}- Source: {source}\n"
    assert asked == {
        names[0]: [f'Problem with "{heading}"'],
        names[1]: [f"What is wrong, unclear or missing?\n\n\n\n{rows}"],
    }
