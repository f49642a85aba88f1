"""The navigation of a large site: sections that load when they are asked for, by mouse, by keyboard, or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect
from repo_builder import RepoBuilder
from served_site import Site, served
from small_site import build_site, config_of

MANY = 600


@pytest.fixture(scope="session")
def large_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a site with one folder of many pages, and a small tree."""
    root = tmp_path_factory.mktemp("large")
    files = {f"docs/many/page-{n}.md": f"# Page {n}\n\nText.\n" for n in range(MANY)}
    files |= {f"docs/guide/part-{n}/step.md": f"# Step <b>{n}</b>\n\nText.\n" for n in range(3)}
    repo = RepoBuilder(root / "kb", worktree=False).commit({"docs/index.md": "# Home\n", **files})
    return build_site(root, config_of({"name": "kb", "url": str(repo.path)}), jobs=2)[0]


@pytest.fixture
def large_site(large_folder: Path) -> Iterator[Site]:
    yield from served(large_folder)


def test_every_page_of_a_large_folder_is_of_normal_size(large_folder: Path) -> None:
    sizes = {path: path.stat().st_size for path in large_folder.rglob("*.html")}
    assert len(sizes) > MANY
    assert max(sizes.values()) < 60_000, max(sizes, key=lambda path: sizes[path])


def test_a_section_loads_on_a_click_and_what_is_in_it_too(large_site: Site, desktop: BrowserContext) -> None:
    page = large_site.watch(desktop.new_page())
    parts: list[str] = []
    page.on("request", lambda request: parts.append(request.url) if request.url.endswith(".json") else None)
    page.goto(large_site.address, wait_until="networkidle")
    assert parts == [], "nothing is loaded before it is asked for"
    page.get_by_role("button", name="Pages in Guide").click()
    page.get_by_role("button", name="Pages in Part 1").click()
    page.get_by_role("link", name="Step 1").click()
    page.wait_for_url("**/guide/part-1/step/")
    assert [url.rpartition("/")[2] for url in parts] == ["1.json", "1-1.json"]
    assert large_site.trouble == []


def test_the_keyboard_opens_and_closes_a_section(large_site: Site, desktop: BrowserContext) -> None:
    page = large_site.watch(desktop.new_page())
    page.goto(large_site.address)
    button = page.get_by_role("button", name="Pages in Guide")
    expect(button).to_have_attribute("aria-expanded", "false")
    button.focus()
    page.keyboard.press("Enter")
    expect(button).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Part 0", exact=True)).to_be_focused()
    button.focus()
    page.keyboard.press("Space")
    expect(button).to_have_attribute("aria-expanded", "false")
    expect(page.get_by_role("link", name="Part 0", exact=True)).to_be_hidden()
    assert large_site.trouble == []


def test_a_large_section_shows_its_beginning_and_leads_to_its_list(large_site: Site, desktop: BrowserContext) -> None:
    page = large_site.watch(desktop.new_page())
    page.goto(f"{large_site.address}/guide/part-0/step/")
    page.get_by_role("button", name="Pages in Many").click()
    page.get_by_role("link", name=f"… {MANY - 200} more").click()
    page.wait_for_url("**/many/")
    page.get_by_role("link", name="Next part").click()
    page.wait_for_url("**/many/a-z/2/")
    expect(page.get_by_role("article").get_by_role("link", name="Page 200", exact=True)).to_be_visible()
    assert large_site.trouble == []


def test_without_scripts_a_section_is_a_link_to_its_list(large_site: Site, without_scripts: BrowserContext) -> None:
    page = large_site.watch(without_scripts.new_page())
    page.goto(large_site.address)
    page.get_by_role("link", name="Many", exact=True).first.click()
    page.wait_for_url("**/many/")
    page.get_by_role("article").get_by_role("link", name="Page 0", exact=True).click()
    page.wait_for_url("**/many/page-0/")
    page.get_by_role("link", name=f"All {MANY:,}").click()
    page.wait_for_url("**/many/")
    assert large_site.trouble == []


def test_a_part_that_cannot_be_loaded_leads_to_the_list(large_site: Site, desktop: BrowserContext) -> None:
    page = desktop.new_page()
    page.route("**/assets/commons/nav/*", lambda route: route.abort())
    page.goto(large_site.address)
    page.get_by_role("button", name="Pages in Guide").click()
    page.wait_for_url("**/guide/")


def test_titles_stay_text_in_what_is_loaded(large_site: Site, phone: BrowserContext) -> None:
    page = large_site.watch(phone.new_page())
    page.goto(large_site.address)
    page.locator("label.md-header__button[for='__drawer']").click()
    page.get_by_role("button", name="Pages in Guide").click()
    page.get_by_role("button", name="Pages in Part 2").click()
    expect(page.locator(".kb-nav-list .kb-nav-list a")).to_have_text("Step 2")
    assert page.locator(".kb-nav-list b").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert large_site.trouble == []
