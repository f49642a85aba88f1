"""Reading on desktop and phone, in the light and in the dark, with scripts and without."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, BrowserContext, expect
from served_site import Site

PLACES = ["/", "/book/1.0/", "/book/1.0/a/guide/", "/book/versions/", "/tools/", "/tools/deep/folder/page/"]
PLACES += ["/404.html"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("place", PLACES)
def test_no_page_has_errors_or_asks_another_host(portal_site: Site, browser: Browser, place: str, scheme: str) -> None:
    context = browser.new_context(color_scheme=scheme)  # type: ignore[arg-type]  # one of playwright's literals
    page = portal_site.watch(context.new_page())
    page.goto(portal_site.address + place, wait_until="networkidle")
    assert page.locator("h1").count() == 1
    assert portal_site.trouble == []
    context.close()


def test_no_page_holds_executable_code(portal_site: Site) -> None:
    for path in portal_site.folder.rglob("*.html"):
        html = path.read_text(encoding="utf-8")
        assert " style=" not in html and "<style" not in html, path
        inline = html.count("<script") - html.count("<script src=") - html.count('<script type="module" src=')
        assert inline == html.count('<script id="__config" type="application/json">'), path


def test_a_formula_is_typeset_and_tabs_switch(portal_site: Site, desktop: BrowserContext) -> None:
    page = portal_site.watch(desktop.new_page())
    page.goto(f"{portal_site.address}/book/1.0/a/guide/")
    expect(page.locator(".arithmatex .katex").first).to_be_visible()
    page.get_by_text("Two", exact=True).click()
    expect(page.get_by_text("Second.")).to_be_visible()
    assert portal_site.trouble == []


def test_the_choice_of_colours_holds_in_every_collection(portal_site: Site, desktop: BrowserContext) -> None:
    page = portal_site.watch(desktop.new_page())
    page.goto(f"{portal_site.address}/book/1.0/")
    for label in ("Switch to light mode", "Switch to dark mode"):
        page.locator(f"label[title='{label}']").click()
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", "slate")
    page.goto(f"{portal_site.address}/tools/deep/folder/page/")
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", "slate")
    assert portal_site.trouble == []


def test_a_phone_shows_all_without_scrolling_sideways(portal_site: Site, phone: BrowserContext) -> None:
    page = portal_site.watch(phone.new_page())
    for place in PLACES[:-1]:
        page.goto(portal_site.address + place)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, place
    page.locator("label.md-header__button[for='__drawer']").click()
    expect(page.locator(".md-nav--primary")).to_be_in_viewport()
    assert portal_site.trouble == []


def test_a_reader_without_scripts_gets_everywhere(portal_site: Site, without_scripts: BrowserContext) -> None:
    page = portal_site.watch(without_scripts.new_page())
    page.goto(portal_site.address)
    page.get_by_role("article").get_by_role("link", name="Tools").click()
    page.wait_for_url("**/tools/")
    page.get_by_role("link", name="Deep").first.click()
    page.wait_for_url("**/tools/deep/folder/")
    page.get_by_role("article").get_by_role("link", name="Guide in tools").click()
    page.wait_for_url("**/tools/deep/folder/page/")
    page.get_by_role("article").get_by_role("link", name="below").click()
    page.wait_for_url("**#steps")
    assert portal_site.trouble == []


def test_the_keyboard_alone_reaches_content(portal_site: Site, desktop: BrowserContext) -> None:
    page = portal_site.watch(desktop.new_page())
    page.goto(f"{portal_site.address}/book/1.0/a/guide/")
    page.keyboard.press("Tab")
    expect(page.locator(".md-skip")).to_be_focused()
    page.keyboard.press("Enter")
    assert page.url.endswith("#guide-in-v1")
    assert portal_site.trouble == []
