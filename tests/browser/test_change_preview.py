"""The preview of a change, opened from disk in a real browser: whole, readable, accessible, and asking for nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, Request, expect
from proposal import previewed, proposed

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
PLACES = [
    "index.html",
    "diff/setup/index.html",
    "diff/accounts/index.html",
    "pages/setup/index.html",
    "gone/old/index.html",
]
WIDTHS = {"desktop": 1280, "phone": 360}
LOOKS = [
    ("desktop", "dark"),
    ("phone", "light"),
    pytest.param("desktop", "light", marks=pytest.mark.torture),
    pytest.param("phone", "dark", marks=pytest.mark.torture),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("a change")  # a blank in the path, as on a reader's disk
    previewed(proposed(root / "kb"), root, live="https://example.org/kb/")
    return root / "preview"


@pytest.fixture
def page(desktop: BrowserContext, folder: Path) -> Iterator[Page]:
    """Give a page; nothing may go wrong on it, and nothing outside of the folder be asked for."""
    page = desktop.new_page()
    trouble: list[str] = []
    page.on("console", lambda message: trouble.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.on("requestfailed", lambda request: trouble.extend(_failed(request)))
    page.on("request", lambda request: None if request.url.startswith(folder.as_uri()) else trouble.append(request.url))
    yield page
    assert trouble == []


def _failed(request: Request) -> list[str]:
    """Return what is wrong with a request that failed: nothing where the page was left before the answer."""
    return [] if request.failure == "net::ERR_ABORTED" else [f"failed {request.url} {request.failure}"]


def at(folder: Path, place: str) -> str:
    return (folder / place).as_uri()


def test_one_walks_from_the_report_through_all_that_changed(page: Page, folder: Path) -> None:
    page.goto(at(folder, "index.html"))
    page.get_by_role("link", name="What changed in Set up a machine").click()
    expect(page.locator("h1")).to_contain_text("What changed in Set up a machine")
    page.get_by_role("link", name="The page as it is now").click()
    expect(page.locator("h1")).to_have_text("Set up a machine")
    page.get_by_role("link", name="What changed, word by word").click()
    page.locator(".md-sidebar--primary").get_by_role("link", name="Old things").click()
    expect(page.locator(".kb-notice")).to_contain_text("This is how it was.")
    page.get_by_role("link", name="All changes").click()
    expect(page.locator("h1")).to_have_text("Preview")


def test_pictures_formulas_and_code_are_shown_on_both_sides(page: Page, folder: Path) -> None:
    page.goto(at(folder, "diff/setup/index.html"))
    expect(page.locator("del .katex")).to_have_count(1)
    expect(page.locator("ins .katex")).to_have_count(1)
    sizes = page.locator(".kb-diff img").evaluate_all("all => all.map((each) => each.naturalWidth)")
    assert sizes == [160, 160]
    colours = page.locator(".kb-diff__code .kn").evaluate_all("all => all.map((each) => getComputedStyle(each).color)")
    assert colours and colours[0] != page.locator(".kb-diff__lines").evaluate("each => getComputedStyle(each).color")


def test_what_went_and_what_came_is_not_told_by_colour_alone(page: Page, folder: Path) -> None:
    page.goto(at(folder, "diff/setup/index.html"))
    lines = "each => getComputedStyle(each).textDecorationLine"
    assert page.locator(".kb-diff p del").first.evaluate(lines) == "line-through"
    assert page.locator(".kb-diff p ins").first.evaluate(lines) == "underline"
    signs = page.locator(".kb-diff__line--gone .kb-diff__sign, .kb-diff__line--new .kb-diff__sign").all_inner_texts()
    assert {sign.strip() for sign in signs} == {"−", "+"}


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_axe_finds_no_violation(folder: Path, browser: Browser, width: str, scheme: str) -> None:
    size = {"width": WIDTHS[width], "height": 800}
    context = browser.new_context(color_scheme=scheme, viewport=size)  # type: ignore[arg-type]  # their literals
    page, violations = context.new_page(), []
    for place in PLACES:
        page.goto(at(folder, place), wait_until="networkidle")
        for fold in page.locator("details.kb-diff__fold").all():
            fold.locator("summary").click()
        found = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}}).response
        assert found["passes"], place
        violations += [
            f"{place} {each['id']} {node['target']} {node['failureSummary']}"
            for each in found["violations"]
            for node in each["nodes"]
        ]
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), place
    context.close()
    assert not violations, "\n".join(violations)
