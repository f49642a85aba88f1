"""The version switcher and the redirects in a real browser."""

from __future__ import annotations

import json

from playwright.sync_api import BrowserContext, Page, expect
from served_site import Site

TAGS = [f"v{major}.{minor}" for major in (0, 1) for minor in range(10)]  # as in conftest.py


def open_menu(page: Page) -> Page:
    page.locator(".md-version__current").hover(force=True)  # the menu opens over its own button
    expect(page.locator(".md-version__list")).to_be_visible()
    return page


def test_twenty_tags_are_twenty_versions_in_order(versions_site: Site, desktop: BrowserContext) -> None:
    page = versions_site.watch(desktop.new_page())
    page.goto(f"{versions_site.address}/1.9/guide/")
    links = open_menu(page).locator(".md-version__link").all_inner_texts()
    names = [text.strip().removesuffix("latest") for text in links]
    assert names == [tag.removeprefix("v") for tag in reversed(TAGS)]
    listed = json.loads((versions_site.folder / "versions.json").read_bytes())
    assert [version["version"] for version in listed] == names
    assert listed[0]["aliases"] == ["latest"]
    assert versions_site.trouble == []


def test_the_switcher_stays_on_the_same_page(versions_site: Site, desktop: BrowserContext) -> None:
    page = versions_site.watch(desktop.new_page())
    page.goto(f"{versions_site.address}/1.9/guide/")
    open_menu(page).get_by_role("link", name="0.3", exact=True).click()
    page.wait_for_url("**/0.3/guide/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Guide in v0.3")
    assert versions_site.trouble == []


def test_the_switcher_goes_to_the_home_of_a_version_without_the_page(
    versions_site: Site, desktop: BrowserContext
) -> None:
    page = versions_site.watch(desktop.new_page())
    page.goto(f"{versions_site.address}/1.9/guide/")
    open_menu(page).get_by_role("link", name="0.0", exact=True).click()
    page.wait_for_url("**/0.0/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Home in v0.0")
    assert versions_site.trouble == []


def test_an_old_version_says_so_and_leads_to_the_same_page(
    versions_site: Site, without_scripts: BrowserContext
) -> None:
    page = versions_site.watch(without_scripts.new_page())
    page.goto(f"{versions_site.address}/0.5/guide/")
    page.get_by_role("link", name="This page in 1.9").click()
    page.wait_for_url("**/1.9/guide/")
    expect(page.locator(".kb-notice")).to_have_count(0)


def test_a_redirect_keeps_query_and_fragment(versions_site: Site, desktop: BrowserContext) -> None:
    page = versions_site.watch(desktop.new_page())
    page.goto(f"{versions_site.address}/latest/guide/?q=1#steps")
    page.wait_for_url("**/1.9/guide/?q=1#steps")
    page.goto(versions_site.address)
    page.wait_for_url("**/1.9/")
    assert versions_site.trouble == []


def test_a_redirect_works_without_scripts(versions_site: Site, without_scripts: BrowserContext) -> None:
    page = without_scripts.new_page()
    page.goto(f"{versions_site.address}/latest/guide/")
    page.wait_for_url("**/1.9/guide/")


def test_the_list_of_versions_works_without_scripts(versions_site: Site, without_scripts: BrowserContext) -> None:
    page = without_scripts.new_page()
    page.goto(f"{versions_site.address}/versions/")
    assert page.locator("tbody tr").count() == len(TAGS)
    page.locator("tbody").get_by_role("link", name="0.7", exact=True).click()
    page.wait_for_url("**/0.7/")
