"""A portable site in a folder: read, followed and searched on `file://`, without a server."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, Request, expect
from repo_builder import RepoBuilder
from served_site import Site, served

from kbgen.config import load
from kbgen.pipeline import BuildRequest, build
from kbgen.progress import Silent

GUIDE = """# Guide in {version}

Some text with $x^2$, and quokkas of {version}, which are marsupials.

## Feeding café guests

A wombat eats `__proto__` and <b>grass</b> 'quoted' \\ slashed.
[Home](../index.md), [below](#steps), [shelf](../../shelf/).

## Steps

The last step is unmistakable.
"""
CONFIG = """
site: {name: Two books, portable: true}
sources:
  - {url: book, tags: ['v*'], branches: []}
  - {url: tools}
"""


@dataclass
class Folder:
    """A built site in a folder, and what went wrong while its pages were open."""

    path: Path
    trouble: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def at(self, path: str) -> str:
        return (self.path / path).as_uri()

    def watch(self, page: Page) -> Page:
        page.on("console", lambda message: self.trouble.extend([message.text] if message.type == "error" else []))
        page.on("pageerror", lambda error: self.trouble.append(str(error)))
        page.on("requestfailed", self._note)
        page.on("request", lambda request: self.asked.append(request.url))
        return page

    def _note(self, request: Request) -> None:
        """Record a request that failed, but for one that the browser gave up because the page was left."""
        if request.failure != "net::ERR_ABORTED":
            self.trouble.append(f"failed {request.url} {request.failure}")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("portable site")  # a blank in the path, as on a reader's disk
    pages = {"docs/index.md": "# Book\n", "docs/old/guide.md": GUIDE.format(version="1.0")}
    pages |= {f"docs/shelf/{name}.md": f"# Volume {name}\n" for name in "abc"}
    book = RepoBuilder(root / "book").commit(pages).tag("v1.0").move("docs/old/guide.md", "docs/new/guide.md")
    book.commit({"docs/new/guide.md": GUIDE.format(version="2.0")}).tag("v2.0")
    tools = {
        "README.md": "# Tools\n",
        "deep/hammer.md": "# Hammer time\n\nDrives nails into 木材很好, not into marsupials.\n",
    }
    RepoBuilder(root / "tools").commit(tools)
    (root / "kbgen.yml").write_text(CONFIG, encoding="utf-8")
    request = BuildRequest(load(root / "kbgen.yml"), root / "site", root / "cache", keep_going=True)
    assert build(request, Silent()).published == "new"
    return root / "site"


@pytest.fixture
def site(built: Path) -> Iterator[Folder]:
    """Give the folder; nothing may go wrong in it, and nothing outside of it be asked for."""
    folder = Folder(built)
    yield folder
    assert not folder.trouble
    assert folder.asked and all(url.startswith(built.as_uri()) for url in folder.asked)


def searched(page: Page, address: str, query: str) -> list[str]:
    """Return the addresses that the dialog shows for a query on the page at `address`."""
    page.goto(address)
    page.keyboard.press("/")
    page.get_by_role("combobox", name="Search").fill(query)
    expect(page.locator(".kb-search__status")).to_contain_text("result")
    expect(page.locator("dialog .kb-search__notice")).to_contain_text("simple search")
    return [str(link.get_attribute("href")) for link in page.locator("dialog a.kb-hit").all()]


def test_links_between_pages_lead_to_files(desktop: BrowserContext, site: Folder) -> None:
    page = site.watch(desktop.new_page())
    page.goto(site.at("index.html"))
    page.locator("article").get_by_role("link", name="book").first.click()
    page.wait_for_url("**/book/**/index.html")
    page.goto(site.at("book/2.0/new/guide/index.html"))
    page.locator("article").get_by_role("link", name="shelf").click()
    page.get_by_role("link", name="Volume b").last.click()
    expect(page.locator("h1")).to_contain_text("Volume b")
    assert page.url == site.at("book/2.0/shelf/b/index.html")


def test_a_link_that_moved_leads_on(desktop: BrowserContext, site: Folder) -> None:
    page = site.watch(desktop.new_page())
    page.goto(site.at("book/latest/new/guide/index.html") + "#steps")
    page.wait_for_url("**/book/2.0/new/guide/index.html#steps")
    expect(page.locator("h1")).to_contain_text("Guide in 2.0")


def test_a_page_loads_nothing_of_the_search_before_it_is_wanted(desktop: BrowserContext, site: Folder) -> None:
    page = site.watch(desktop.new_page())
    page.goto(site.at("book/2.0/new/guide/index.html"), wait_until="networkidle")
    names = {url.rpartition("/")[2] for url in site.asked}
    assert "portable.js" in names
    assert not {name for name in names if name.endswith(".json.js") or name == "portable-rest.js"}
    expect(page.locator(".katex").first).to_be_visible()  # what pages run by themselves runs
    policy = page.locator("meta[http-equiv=Content-Security-Policy]").get_attribute("content") or ""
    assert "script-src 'self' 'wasm-unsafe-eval';" in policy  # the usual one holds for files too


def test_the_dialog_finds_titles_and_bodies(desktop: BrowserContext, site: Folder) -> None:
    page = site.watch(desktop.new_page())
    here, guide = site.at("book/1.0/index.html"), site.at("book/1.0/old/guide/index.html")
    assert searched(page, here, "guide in")[0] == guide
    assert searched(page, here, "giude")[0] == guide  # a typing error, as behind a server
    assert searched(page, here, "wombat CAFE") == [f"{guide}#feeding-cafe-guests"]
    assert searched(page, here, '"step is unmistakable"') == [f"{guide}#steps"]
    assert searched(page, here, "wombat hammer") == []
    assert page.locator("dialog mark").count() == 0


def test_an_excerpt_shows_the_text_as_it_is_with_marks(desktop: BrowserContext, site: Folder) -> None:
    page = site.watch(desktop.new_page())
    searched(page, site.at("book/2.0/index.html"), "wombat grass")
    expect(page.locator("dialog .kb-hit__excerpt")).to_contain_text("A wombat eats __proto__ and grass")
    assert page.locator("dialog mark").all_inner_texts() == ["wombat", "grass"]
    page.locator("dialog a.kb-hit").click()
    expect(page.locator("h1")).to_contain_text("Guide in 2.0")
    assert page.url.endswith("/book/2.0/new/guide/index.html#feeding-cafe-guests")


def test_all_collections_and_scripts_without_blanks_are_searched(desktop: BrowserContext, site: Folder) -> None:
    page = site.watch(desktop.new_page())
    portal, hammer = site.at("index.html"), site.at("tools/deep/hammer/index.html")
    assert searched(page, portal, "nails") == [hammer]
    assert searched(page, portal, "很好") == [hammer]
    assert searched(page, portal, "quokkas") == [site.at("book/2.0/new/guide/index.html")]


def test_the_page_of_the_search_lists_and_filters(desktop: BrowserContext, site: Folder) -> None:
    page = site.watch(desktop.new_page())
    page.goto(site.at("search/index.html") + "?q=volume")
    expect(page.locator("[data-search-results] a")).to_have_count(3)
    page.locator("[data-search-field]").fill("marsupials")
    expect(page.locator("[data-search-results] a")).to_have_count(2)
    assert page.url.endswith("search/index.html?q=marsupials")
    page.locator("[data-facet=collection] label").filter(has_text="book").click()
    expect(page.locator("[data-search-results] a")).to_have_count(1)
    expect(page.locator("[data-search-results] a")).to_have_attribute("href", site.at("book/2.0/new/guide/index.html"))


def test_the_menu_of_versions_leads_to_the_same_page(desktop: BrowserContext, site: Folder) -> None:
    page = site.watch(desktop.new_page())
    page.goto(site.at("book/2.0/new/guide/index.html"))
    page.locator(".kb-switch__button").click()
    page.get_by_role("menuitem", name="1.0").click()
    page.wait_for_url("**/book/1.0/old/guide/index.html")


def test_a_section_of_the_navigation_opens(desktop: BrowserContext, site: Folder) -> None:
    page = site.watch(desktop.new_page())
    page.goto(site.at("book/2.0/new/guide/index.html"))
    page.get_by_role("button", name="Pages in Shelf").click()
    page.locator(".kb-nav-list").get_by_role("link", name="Volume c").click()
    page.wait_for_url("**/book/2.0/shelf/c/index.html")


def test_without_scripts_the_search_leads_to_its_page(without_scripts: BrowserContext, site: Folder) -> None:
    page = site.watch(without_scripts.new_page())
    page.goto(site.at("book/2.0/index.html"))
    page.locator("form.kb-find button").click()
    page.wait_for_url("**/search/index.html*")
    page.locator("article").get_by_role("link", name="Hammer time").click()
    assert page.url == site.at("tools/deep/hammer/index.html")


def test_behind_a_server_the_whole_search_answers(desktop: BrowserContext, built: Path) -> None:
    server = served(built)
    site: Site = next(server)
    page = site.watch(desktop.new_page())
    page.goto(f"{site.address}/book/2.0/new/guide/")
    page.keyboard.press("/")
    page.get_by_role("combobox", name="Search").fill("wombats eating")  # stems: Pagefind's, not the simple search's
    expect(page.locator("dialog a.kb-hit")).to_have_count(1)
    assert page.locator("dialog .kb-search__notice").count() == 0
    page.locator("dialog a.kb-hit").click()
    page.wait_for_url("**/book/2.0/new/guide/**")
    assert not site.trouble
    assert any(path.endswith(".pf_index") for path in site.asked)
