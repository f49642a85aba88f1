"""What history adds, as readers see it: facts below a page, people, and activity."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from repo_builder import FIRST_COMMIT, RepoBuilder
from served_site import Site, served

from kbgen.config import load
from kbgen.pipeline import BuildRequest, build
from kbgen.progress import Silent

NAMES = ["Ada Lovelace", "Ben", "Chloé " + "Very-Long-Surname-" * 4, "佐藤 結衣", "ليلى حداد", "Eve"]
PLACES = ["/", "/topic-1/page/", "/people/", "/people/ada-lovelace/", "/activity/", "/activity/kb/topic-1/"]
TEXT = "word " * 20


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the site of six people who write for two years on three topics."""
    root = tmp_path_factory.mktemp("community")
    repo = RepoBuilder(root / "kb").commit({"index.md": f"# Home\n\n{TEXT}"}, author=NAMES[0])
    for number in range(120):
        path = f"topic-{number % 3}/{'a-' * 20 if number % 5 == 0 else ''}page.md"
        when = FIRST_COMMIT + timedelta(days=6 * number)
        subject = f"Say something new, {'long ' * 30}" if number % 7 == 0 else f"Change {number}"
        repo.commit(
            {path: f"# Page {number % 3}\n\n{TEXT * (number + 1)}"}, subject, author=NAMES[number % 6], when=when
        )
    (root / "kbgen.yml").write_text("sources:\n  - {url: kb, web_url: 'https://github.com/o/n'}\n", encoding="utf-8")
    report = build(BuildRequest(load(root / "kbgen.yml"), root / "site", root / "cache"), Silent())
    assert report.published == "new", report.problems
    return root / "site"


@pytest.fixture
def site(folder: Path) -> Iterator[Site]:
    yield from served(folder)


def width(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("place", PLACES)
def test_no_page_has_errors_or_asks_another_host(site: Site, browser: Browser, place: str, scheme: str) -> None:
    context = browser.new_context(color_scheme=scheme)  # type: ignore[arg-type]  # one of playwright's literals
    page = site.watch(context.new_page())
    page.goto(site.address + place, wait_until="networkidle")
    assert page.locator("h1").count() == 1
    assert site.trouble == []
    context.close()


@pytest.mark.parametrize("place", PLACES)
def test_a_phone_shows_all_without_scrolling_sideways(site: Site, phone: BrowserContext, place: str) -> None:
    page = site.watch(phone.new_page())
    page.goto(site.address + place)
    assert width(page) <= 390
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    assert width(page) <= 390, "with everything open"
    assert site.trouble == []


def test_the_keyboard_opens_the_history_of_a_page_and_a_definition(site: Site, desktop: BrowserContext) -> None:
    page = site.watch(desktop.new_page())
    for place, summary in (
        ("/topic-1/page/", "details.kb-history > summary"),
        ("/activity/", "#retention details.kb-metric > summary"),
    ):
        page.goto(site.address + place)
        target = page.locator(summary)
        target.focus()
        expect(target).to_be_focused()
        page.keyboard.press("Enter")
        expect(target.locator("..")).to_have_attribute("open", "")
    expect(page.get_by_text("Not visible here:").first).to_be_attached()
    assert site.trouble == []


def test_a_reader_gets_from_a_page_to_a_person_and_back_without_scripts(
    site: Site, without_scripts: BrowserContext
) -> None:
    page = site.watch(without_scripts.new_page())
    page.goto(f"{site.address}/topic-1/page/")
    page.locator(".kb-facts .kb-people").get_by_role("link", name="Ben").click()
    page.wait_for_url("**/people/ben/")
    expect(page.locator("h1")).to_have_text("Ben")
    page.get_by_role("article").get_by_role("link", name="Page 1").first.click()
    page.wait_for_url("**/topic-1/**")
    assert site.trouble == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    ("place", "selector"),
    [
        ("/topic-1/page/", ".kb-facts dt"),
        ("/topic-1/page/", ".kb-facts .kb-person"),
        ("/people/", ".kb-people .kb-person"),
        ("/people/", ".kb-avatar"),
        ("/activity/", ".kb-figures summary"),
        ("/activity/", ".kb-chart svg text"),
    ],
)
def test_text_can_be_read_in_the_light_and_in_the_dark(
    site: Site, browser: Browser, place: str, selector: str, scheme: str
) -> None:
    context = browser.new_context(color_scheme=scheme)  # type: ignore[arg-type]  # one of playwright's literals
    page = context.new_page()
    page.goto(site.address + place)
    assert page.locator(selector).first.evaluate(CONTRAST) >= 4.5
    context.close()


# WCAG 2's contrast of an element's text with the first opaque background behind it.
CONTRAST = """element => {
  const paint = text => {
    const canvas = Object.assign(document.createElement('canvas'), {width: 1, height: 1}).getContext('2d');
    canvas.fillStyle = text; canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const light = ([r, g, b]) => [r, g, b].map(c => c / 255)
    .map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
    .reduce((sum, c, n) => sum + c * [0.2126, 0.7152, 0.0722][n], 0);
  let behind = element, ground = [255, 255, 255, 255];
  for (; behind; behind = behind.parentElement) {
    const found = paint(getComputedStyle(behind).backgroundColor);
    if (found[3] === 255) { ground = found; break; }
  }
  const style = getComputedStyle(element);
  const ink = paint(element.namespaceURI.endsWith('svg') ? style.fill : style.color);
  const over = ink.slice(0, 3).map((c, n) => c * ink[3] / 255 + ground[n] * (1 - ink[3] / 255));
  const [high, low] = [light(over), light(ground)].sort((a, b) => b - a);
  return (high + 0.05) / (low + 0.05);
}"""
