"""Names that try to become code, of everything that has one: files, branches, tags, people, commits, front matter.

Each names itself in the `alert` that it would run, so that what ran can be told. Every page of the site is opened and
touched, without its content security policy, and so is what the pages load: menus, lists of versions, the search.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, BrowserContext, expect
from probe import SCRIPT, probe
from repo_builder import RepoBuilder
from served_site import Site, served
from small_site import build_site, config_of

from kbgen.policy import content_security_policy


def image(name: str) -> str:
    """Return markup that runs something wherever it is taken for HTML, in an attribute too."""
    return f"\"'><img src=x onerror=alert('{name}')>"


def attribute(name: str) -> str:
    """Return the same without brackets, which git lets into no name of a person."""
    return f"\"'onmouseover=alert('{name}')//"


TAG, BRANCH = "v1\"onload=alert('tag')", "b<svg/onload=alert('branch')>"
FRONT = f"""---
title: "{{title}}"
subtitle: {image("subtitle")!r}
description: {image("description")!r}
tags: [{image("label")!r}, plain]
aliases: [{image("alias")!r}]
authors: [{image("written author")!r}]
owner: {image("owner")!r}
audience: {image("audience")!r}
use_case: {image("use case")!r}
type: {image("type")!r}
status: deprecated
superseded_by: {image("replacement")!r}
icon: {image("icon")!r}
lang: {image("language")!r}
image: {image("image")!r}
canonical: "javascript:alert('canonical')"
---

"""
HEAD = FRONT.replace("\\'", "''").replace('"{title}"', "'" + image("title").replace("'", "''") + "'")
TEXT = "A page about quokkas, with words enough to be found, told apart and listed among the recent changes. " * 8
PAGES = {
    "docs/index.md": f"# Home\n\n[strange](<img src=x onerror=alert('file')>.md)\n\n{TEXT}",
    "docs/<img src=x onerror=alert('file')>.md": HEAD + TEXT,
    "docs/<svg onload=alert('folder')>/one.md": f"# {image('heading')}\n\n## `{image('part')}`\n\n{TEXT}",
    "docs/<svg onload=alert('folder')>/two.md": f"---\ntags: [plain]\n---\n# Two\n\n[up](../index.md)\n\n{TEXT}",
    "docs/picture'onerror=alert('asset')'.txt": "text",
}
"""Where backslashes or slashes would be needed, git or the path policy stand before us."""


FOLDER = "<svg onload=alert('folder')>"
TELL = "for (const name of ['alert', 'confirm', 'prompt', 'print']) window[name] = () => console.log('probe:ran')"
OPENED = {".xml", ".json", ".md", ".txt"}

SHOWN = (
    *("title", "description", "label", "alias", "heading", "part", "file"),
    *("folder", "asset", "tag", "author", "subject", "collection", "site"),
)
"""What is shown as it was written. Names of branches become slugs, names with brackets are those of nobody."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    root = tmp_path_factory.mktemp("hostile")
    repo = RepoBuilder(root / "kb")
    by = {"author": attribute("author"), "email": f"{attribute('address')}@e.example"}
    trailer = (
        f"\n\nCo-authored-by: {image('co-author')} <co@e.example>\nReviewed-by: {image('reviewer')} <re@e.example>"
    )
    repo.commit(PAGES, f"{image('subject')}{trailer}", **by).tag(TAG).branch(BRANCH)
    repo.commit(
        {"docs/index.md": f"# Home\n\nChanged.\n\n{TEXT}"}, image("second subject"), author=attribute("second author")
    )
    repo.commit({"docs/<svg onload=alert('folder')>/two.md": f"# Two\n\nAnother text.\n\n{TEXT}"}, image("third")).tag(
        "v2"
    )
    other = RepoBuilder(root / "other").commit({"README.md": f"# Other\n\n[a](kb:kb/index.md)\n\n{TEXT}"})
    config = config_of(
        {"url": str(repo.path), "name": "kb", "title": image("collection"), "tags": ["v*"], "branches": ["**"]},
        {"url": str(other.path), "name": "other"},
        site={"name": image("site"), "url": "https://kb.e.example/"},
        base_dir=root,
    )
    folder, report = build_site(root, config, keep_going=True)
    assert report.published
    yield from served(folder)


def test_nothing_runs_on_any_page(site: Site, browser: Browser) -> None:
    paths = sorted(path.relative_to(site.folder).as_posix() for path in site.folder.rglob("*.html"))
    seen = probe(browser, site.address, paths, everywhere=True)
    assert [f"{path}: {each}" for path, each in seen.items() if not each.is_quiet()] == []
    shown = b"".join(path.read_bytes() for path in site.folder.rglob("*") if path.suffix in (".html", ".json"))
    assert [name for name in SHOWN if f"alert('{name}')" not in unescape(shown.decode())] == []
    kinds = ("404", "activity", "changes", "compare", "people", "recent", "search", "topics")
    assert [kind for kind in kinds if not any(kind in path for path in paths)] == []


def test_every_page_begins_with_the_policy(site: Site) -> None:
    for path in site.folder.rglob("*.html"):
        head = unescape(path.read_bytes()[:1024].decode(errors="replace")).partition("<head>")[2]
        before, policy, after = head.partition(content_security_policy())
        assert policy and "src=" not in before and "href=" not in before, path
        assert "<meta charset=" in before + after, f"browsers look no further than 1,024 bytes: {path}"


def test_nothing_runs_in_what_is_no_page(site: Site, desktop: BrowserContext) -> None:
    desktop.add_init_script(SCRIPT)
    page = desktop.new_page()
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text))
    paths = [path.relative_to(site.folder).as_posix() for path in site.folder.rglob("*") if path.suffix in OPENED]
    assert {Path(path).name for path in paths} >= {"feed.xml", "feed.json", "opensearch.xml", "index.md", "llms.txt"}
    shown = [path for path in paths if not path.startswith("assets/")]
    for path in shown:
        page.goto(f"{site.address}/{quote(path)}")
    assert len(shown) > len(OPENED)
    assert [text for text in told if text.startswith("probe:ran")] == []


def test_nothing_runs_in_the_menu_of_versions_and_in_a_comparison(site: Site, desktop: BrowserContext) -> None:
    desktop.add_init_script(TELL)  # the other script follows no link
    page = desktop.new_page()
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text))
    page.goto(f"{site.address}/kb/2/{quote(FOLDER)}/one/")
    page.locator(".kb-switch__button").click()
    menu = page.get_by_role("menu", name="Versions")
    expect(menu).to_contain_text("alert--tag")
    expect(menu).to_contain_text("alert--branch")
    for entry in menu.get_by_role("menuitem").all():
        entry.hover()
        entry.focus()
    assert page.locator("main img, main svg[onload], .kb-switch img").count() == 0
    page.goto(f"{site.address}/kb/1-onload-alert--tag--/{quote(FOLDER)}/two/")
    page.get_by_role("link", name="What changed from").first.click()
    page.wait_for_url("**/kb/compare/**")
    expect(page.locator(".kb-compare ins, .kb-compare del").first).to_be_visible()
    assert [text for text in told if text.startswith("probe:ran")] == []


@pytest.mark.parametrize("query", ["quokkas", "onerror", "<img", "alert", "onerror=alert(", "heading", "co-author"])
def test_nothing_runs_among_the_results_of_a_search(site: Site, desktop: BrowserContext, query: str) -> None:
    desktop.add_init_script(SCRIPT)
    page = desktop.new_page()
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text))
    page.goto(f"{site.address}/search/")
    page.locator("[data-search-field]").fill(query)
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).not_to_be_empty()
    page.wait_for_load_state("networkidle")
    if query == "quokkas":
        expect(page.locator("[data-search-results]")).to_contain_text("onerror=alert('title')")
    assert page.locator("main img").count() == 0
    assert [text for text in told if text.startswith("probe:ran")] == []
