"""Lists of folders, and the parts of the navigation that are loaded on demand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from html_page import article, dead_links, elements, with_class
from repo_builder import RepoBuilder
from small_site import book_of, build_site, config_of, page

from kbgen.model import Page
from kbgen.plan import AREAS
from kbgen.plan.lists import FolderLists, folder_lists

LARGE = 230


def lists_of(*pages: Page) -> FolderLists:
    return folder_lists(book_of(*pages), {each.src_uri: each.src_uri for each in pages}, "Book")


def test_a_folder_without_an_index_gets_one() -> None:
    pages = (page("index.md"), page("a/x.md"), page("b/index.md"), page("b/c/y.md"), page("d.md"), page("d/z.md"))
    found = lists_of(*pages)
    assert [each.dest_uri for each in found.pages] == ["a/index.html", "b/c/index.html"]
    assert found.addresses == {"a": "a/", "b/c": "b/c/"}
    assert found.counts == {"": 6, "a": 1, "b": 2, "b/c": 1, "d": 1}


def test_pages_that_hide_themselves_are_in_no_list() -> None:
    found = lists_of(page("a/x.md", unlisted=True), page("a/y.md", nav_hidden=True), page("b/z.md"))
    assert list(found.addresses) == ["b"]


@pytest.mark.parametrize("folder", ["", "deep/er/"])
def test_a_large_folder_with_an_index_has_its_list_beside_it(folder: str) -> None:
    pages = [page(f"{folder}p{n}.md") for n in range(LARGE)]
    found = lists_of(page(f"{folder}index.md"), *pages)
    own = [each.dest_uri for each in found.pages if each.dest_uri.startswith(f"{folder}a-z")]
    assert own == [f"{folder}a-z/index.html", f"{folder}a-z/2/index.html"]


def test_no_list_takes_the_place_of_a_page() -> None:
    pages = [page(f"p{n}.md") for n in range(LARGE)]
    found = lists_of(page("index.md"), page("A-Z.md"), page("all-pages/2.md"), *pages)
    assert found.addresses[""] == "a-z-list/"
    taken = {each.dest_uri for each in pages} | {"index.html", "A-Z/index.html", "all-pages/2/index.html"}
    assert not taken & {each.dest_uri for each in found.pages}


# --- in a site


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("lists")
    files = {f"docs/big/page-{n}.md": f"# Page {n}\n" for n in range(LARGE)}
    files |= {"docs/index.md": "# Home\n", "docs/a b/c&d/x.md": "# X & co\n", "docs/a b/y.md": "# Y\n"}
    repo = RepoBuilder(folder / "repo", worktree=False).commit(files).tag("v1.0")
    config = config_of({"url": str(repo.path), "name": "kb", "tags": ["v*"], "branches": []}, urls={"latest": "copy"})
    return build_site(folder, config)[0]


def text(site: Path, path: str) -> str:
    return (site / path / "index.html").read_text(encoding="utf-8")


def test_the_parts_of_a_site_that_kbgen_fills_are_known(site: Path) -> None:
    others = {"1.0", "latest", "assets", "compare", "data", "pagefind", "sitemaps", "versions"}
    found = {path.name for path in site.iterdir() if path.is_dir()} - others
    assert {"activity", "people", "search", "topics"} <= found <= AREAS


def test_lists_hold_every_page_once_and_no_link_is_dead(site: Path) -> None:
    parts = [article(text(site, path)) for path in ("1.0/big", "1.0/big/a-z/2")]
    titles = [line for part in parts for _, each in elements(part, "a") if "page-" in (line := each["href"])]
    assert len(titles) == len(set(titles)) == LARGE
    assert [titles[0], titles[-1]] == ["../big/page-0/", f"../../../big/page-{LARGE - 1}/"], "2 before 10"
    assert dead_links(site) == []


def test_a_list_stands_in_the_navigation_where_its_folder_is(site: Path) -> None:
    html = text(site, "1.0/a b/c&d")
    assert len(with_class(html, "md-nav__item--active")) == 2
    crumbs = html[html.index('aria-label="Breadcrumbs"') :].partition("</nav>")[0]
    assert [each["href"] for _, each in elements(crumbs, "a")] == ["../../", "../"]
    assert 'aria-current="page"><span class="md-ellipsis">C&amp;d<' in crumbs
    assert "X &amp; co" in html


@pytest.mark.parametrize("root", ["1.0", "latest"])
def test_each_section_has_a_part_with_its_items(site: Path, root: str) -> None:
    parts = {path.name: json.loads(path.read_bytes()) for path in (site / root / "assets/commons/nav").iterdir()}
    assert sorted(parts) == ["1-1.json", "1.json", "2.json"]
    assert parts["1.json"]["items"] == [["Y", "a%20b/y/", ""], ["C&d", "a%20b/c%26d/", "assets/commons/nav/1-1.json"]]
    big = parts["2.json"]
    assert (len(big["items"]), big["more"], big["all"]) == (200, LARGE - 200, "big/")
