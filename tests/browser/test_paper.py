"""Pages on paper: what is printed, and how."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from repo_builder import RepoBuilder
from served_site import Site, served
from small_site import build_site, config_of

TEXT = "# Guide\n\n[out](https://example.org/x) and [in](index.md) and `code`.\n\n    block\n\n" + "word " * 50


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("paper")
    repo = RepoBuilder(root / "kb").commit({"index.md": "# Home\n\n[guide](guide.md)", "guide.md": TEXT})
    return build_site(root, config_of({"url": str(repo.path), "name": "kb"}))[0]


@pytest.fixture
def site(folder: Path) -> Iterator[Site]:
    yield from served(folder)


def test_paper_shows_the_page_and_its_facts_black_on_white(site: Site, browser: Browser) -> None:
    context = browser.new_context(color_scheme="dark")
    page = site.watch(context.new_page())
    page.goto(f"{site.address}/guide/")
    page.emulate_media(media="print", color_scheme="dark")
    for chrome in (".md-header", ".md-sidebar--primary", ".md-footer", ".kb-around", ".headerlink"):
        expect(page.locator(chrome).first).to_be_hidden()
    expect(page.locator(".kb-facts__written")).to_be_visible()
    for part in ("article p", "article h1", "article p a", "article code", ".kb-facts__dates dd"):
        expect(page.locator(part).first).to_have_css("color", "rgb(0, 0, 0)")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    after = "element => getComputedStyle(element, '::after').content"
    assert page.locator("article p a").nth(0).evaluate(after) == '" (https://example.org/x)"'
    assert page.locator("article p a").nth(1).evaluate(after) == "none"
    assert site.trouble == []
    context.close()
