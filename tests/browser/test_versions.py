"""The version switcher and the redirects in a real browser."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Route, expect
from repo_builder import RepoBuilder
from served_site import Site, served

from kbgen.config import load
from kbgen.pipeline import BuildRequest, build
from kbgen.progress import Silent

TAGS = [f"v{major}.{minor}" for major in (0, 1) for minor in range(10)]  # as in conftest.py


TEXT = [
    f"Paragraph {n} says something that is worth keeping, and it is long enough to be known again." for n in range(9)
]
EDITED = [text.replace("says something", "tells a story") if n % 3 == 0 else text for n, text in enumerate(TEXT)]
RISK = "Never paste `<script>document.title = 'run'</script>` here."
CONFIG = """site: {name: Two books, url: 'https://kb.example.org/'}
search: {engine: none}
sources:
  - {name: a, url: a, tags: ['v*'], branches: [main], versions: {main: dev}, mark: {'0.9': [hidden]}}
  - {name: b, url: b, tags: ['v*'], branches: [main], versions: {main: dev}}
"""


def body(title: str, paragraphs: list[str]) -> str:
    return f"# {title}\n\n" + "\n\n".join(paragraphs) + "\n\n## Steps\n\nDo it.\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a site with pages that move with edits, go and come between the versions of two collections."""
    root = tmp_path_factory.mktemp("lineages")
    repo = RepoBuilder(root / "a")
    first = {"docs/x.md": body("Ex", TEXT), "docs/gone.md": "# Gone\n\nOnce.", "docs/risk.md": f"# Risk\n\n{RISK}\n"}
    repo.commit({"docs/index.md": "# Home\n", **first}).tag("v0.9").tag("v1.0").commit({"docs/index.md": "# Start\n"})
    repo.tag("v1.1").move("docs/x.md", "docs/new/ex.md", {"docs/new/ex.md": body("Ex", EDITED), "docs/gone.md": None})
    repo.commit({"docs/risk.md": f"# Risk\n\n{RISK.replace('Never', 'Do not')}\n"}).tag("v2.0")
    repo.commit({"docs/fresh.md": "# Fresh\n"}).tag("v2.1-rc.1")
    home = "# Other\n\n[to ex](kb:a/new/ex.md#steps)\n"
    RepoBuilder(root / "b").commit({"README.md": home}).tag("v1.0").tag("v1.1").tag("v2.0-rc.1")
    (root / "kbgen.yml").write_text(CONFIG, encoding="utf-8")
    report = build(BuildRequest(load(root / "kbgen.yml"), root / "site", root / "cache"), Silent())
    assert (report.published, report.problems) == ("new", ())
    return root / "site"


@pytest.fixture
def site(folder: Path) -> Iterator[Site]:
    yield from served(folder)


def open_menu(page: Page) -> Locator:
    page.locator(".kb-switch__button").click()
    menu = page.get_by_role("menu", name="Versions")
    expect(menu).to_be_visible()
    return menu


def entries(menu: Locator) -> list[str]:
    return [" ".join(text.split()) for text in menu.get_by_role("menuitem").all_inner_texts()]


# --- the menu


def test_twenty_tags_are_twenty_versions_in_order(versions_site: Site, desktop: BrowserContext) -> None:
    page = versions_site.watch(desktop.new_page())
    page.goto(f"{versions_site.address}/1.9/guide/")
    names = [text.split()[0] for text in entries(open_menu(page))[:-1]]
    assert names == [tag.removeprefix("v") for tag in reversed(TAGS)]
    listed = json.loads((versions_site.folder / "versions.json").read_bytes())
    assert [version["version"] for version in listed] == names
    assert listed[0]["aliases"] == ["latest"]
    assert versions_site.trouble == []


def test_the_menu_shows_the_versions_of_its_collection_and_what_they_are(site: Site, desktop: BrowserContext) -> None:
    page = site.watch(desktop.new_page())
    page.goto(f"{site.address}/a/1.0/gone/")
    menu = open_menu(page)
    assert entries(menu) == [
        "dev not released, not in this version",
        "2.1-rc.1 not released, not in this version",
        "2.0 latest, not in this version",
        "1.1",
        "1.0",
        "All versions",
    ]
    expect(menu.locator("[aria-current]")).to_have_text("1.0")
    expect(page.locator(".kb-notice--older")).to_contain_text("This page is not in 2.0.")
    page.goto(f"{site.address}/a/2.0/")
    expect(page.locator(".kb-notice")).to_have_count(0)
    assert site.trouble == []


def test_the_menu_follows_a_page_that_moved_and_keeps_the_place_on_it(site: Site, desktop: BrowserContext) -> None:
    page = site.watch(desktop.new_page())
    page.goto(f"{site.address}/a/1.0/x/#steps")
    open_menu(page).get_by_role("menuitem", name="2.0").click()
    page.wait_for_url("**/a/2.0/new/ex/#steps")
    open_menu(page).get_by_role("menuitem", name="1.1").click()
    page.wait_for_url("**/a/1.1/x/#steps")
    assert site.trouble == []


def test_no_entry_leads_to_nothing(site: Site, desktop: BrowserContext) -> None:
    page = site.watch(desktop.new_page())
    for place in ("gone/", "x/", ""):
        page.goto(f"{site.address}/a/1.0/{place}")
        urls = [str(each.get_attribute("href")) for each in open_menu(page).get_by_role("menuitem").all()]
        assert len(urls) == 6
        for url in urls:
            page.goto(url)
    assert site.trouble == []


def test_the_keyboard_opens_walks_and_closes_the_menu(site: Site, desktop: BrowserContext) -> None:
    page = site.watch(desktop.new_page())
    page.goto(f"{site.address}/a/1.0/x/")
    button, focused = page.get_by_role("button", name="Version 1.0"), page.locator(":focus")
    button.focus()
    page.keyboard.press("ArrowDown")
    expect(focused).to_contain_text("dev")
    expect(button).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("End")
    expect(focused).to_have_text("All versions")
    page.keyboard.press("ArrowDown")
    expect(focused).to_contain_text("dev")
    page.keyboard.type("2.0")
    expect(focused).to_contain_text("2.0")
    page.keyboard.press("Escape")
    expect(button).to_be_focused()
    expect(page.get_by_role("menu")).to_have_count(0)
    page.keyboard.press("Enter")
    expect(focused).to_have_text("1.0")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    page.wait_for_url("**/a/1.1/x/")
    assert site.trouble == []


def test_nothing_of_the_menu_is_loaded_before_it_is_wanted(site: Site, desktop: BrowserContext) -> None:
    page = site.watch(desktop.new_page())
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.rpartition("/")[2]))
    page.goto(f"{site.address}/a/1.0/x/", wait_until="networkidle")
    assert {"versions.js", "versions.json", "pages.json"}.isdisjoint(asked)
    open_menu(page)
    assert {"versions.js", "versions.json", "pages.json"} <= set(asked)


def test_a_menu_that_cannot_be_loaded_leads_to_the_list(site: Site, desktop: BrowserContext) -> None:
    page = desktop.new_page()
    page.route("**/versions.json", lambda route: route.abort())
    page.goto(f"{site.address}/a/1.0/x/")
    page.locator(".kb-switch__button").click()
    page.wait_for_url("**/a/versions/")


def test_a_phone_shows_the_menu_without_scrolling_sideways(site: Site, phone: BrowserContext) -> None:
    page = site.watch(phone.new_page())
    page.goto(f"{site.address}/a/1.0/gone/")
    box = open_menu(page).bounding_box()
    assert box and box["x"] >= 0 and box["x"] + box["width"] <= 390
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert site.trouble == []


def test_the_switcher_of_material_works_on_the_same_files(site: Site, desktop: BrowserContext) -> None:
    """Switch it on in the page as `extra.version.provider: mike` does; everything else is as published."""
    page = desktop.new_page()

    def with_switcher(route: Route) -> None:
        html = route.fetch().text()
        assert '"version": null' in html
        route.fulfill(body=html.replace('"version": null', '"version": {"provider": "mike", "default": "^latest$"}'))

    page.route("**/a/1.0/risk/", with_switcher)
    page.goto(f"{site.address}/a/1.0/risk/")
    page.locator(".md-version__current").hover(force=True)
    links = page.locator(".md-version__link")
    expect(links.first).to_be_visible()
    assert [text.split()[0] for text in links.all_inner_texts()] == ["dev", "2.1-rc.1", "2.0", "1.1", "1.0"]
    page.get_by_role("link", name="2.0", exact=True).click()
    page.wait_for_url("**/a/2.0/risk/")


# --- what a page says of other versions


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


def test_a_page_that_moved_answers_at_its_old_address(site: Site, desktop: BrowserContext) -> None:
    page = site.watch(desktop.new_page())
    for old in ("a/2.0/x/", "a/latest/x/"):
        page.goto(f"{site.address}/{old}?q=1#steps")
        page.wait_for_url("**/a/2.0/new/ex/?q=1#steps")
    assert site.trouble == []


def test_links_between_collections_are_followed_without_scripts(site: Site, without_scripts: BrowserContext) -> None:
    page = site.watch(without_scripts.new_page())
    page.goto(f"{site.address}/b/1.1/")
    page.get_by_role("link", name="to ex").click()
    page.wait_for_url("**/a/2.0/new/ex/#steps")
    assert site.trouble == []


def test_without_scripts_the_version_leads_to_the_list_and_changes_to_both_texts(
    site: Site, without_scripts: BrowserContext
) -> None:
    page = site.watch(without_scripts.new_page())
    page.goto(f"{site.address}/a/1.0/x/")
    expect(page.locator(".kb-notice--older a").first).to_have_attribute("href", "../../2.0/new/ex/")
    page.get_by_role("link", name="What changed from 1.0 to 2.0").first.click()
    page.wait_for_url("**/a/versions/")
    page.go_back()
    page.locator(".kb-switch__button").click()
    page.wait_for_url("**/a/versions/")
    page.get_by_role("link", name="Changes in 2.0").click()
    page.wait_for_url("**/a/2.0/changes/")
    told = page.locator("article h2, article li > a").all_inner_texts()
    assert told == ["Moved 1", "Ex", "Changed 2", "Ex", "Risk", "Removed 1", "Gone"]
    assert site.trouble == []


# --- the comparison of two versions


def test_a_changed_word_is_marked_and_code_stays_text(site: Site, desktop: BrowserContext) -> None:
    page = site.watch(desktop.new_page())
    page.goto(f"{site.address}/a/1.0/risk/")
    page.get_by_role("link", name="What changed from 1.0 to 2.0").first.click()
    page.wait_for_url("**/a/compare/?page=*&from=1.0&to=2.0")
    expect(page.locator(".kb-compare del")).to_have_text("Never")
    expect(page.locator(".kb-compare ins")).to_have_text("Do not")
    expect(page.locator(".kb-compare")).to_contain_text("<script>document.title = 'run'</script>")
    expect(page).to_have_title(re.compile("^Risk: 1.0"))
    assert site.trouble == []


def test_unchanged_paragraphs_are_folded_and_other_versions_can_be_chosen(site: Site, desktop: BrowserContext) -> None:
    page = site.watch(desktop.new_page())
    page.goto(f"{site.address}/a/1.1/x/")
    page.get_by_role("link", name="What changed from 1.1 to 2.0").first.click()
    expect(page.locator(".kb-compare del").first).to_have_text("says something")
    expect(page.locator(".kb-compare ins").first).to_have_text("tells a story")
    expect(page.locator(".kb-compare ins")).to_have_count(3)
    expect(page.locator(".kb-compare details").first).to_contain_text("unchanged paragraphs")
    page.locator("select[name=to]").select_option("1.0")
    page.get_by_role("button", name="Compare").click()
    expect(page.get_by_role("status")).to_contain_text("The texts are the same in 1.1 and 1.0.")
    assert site.trouble == []


DIFFERENCES = [
    ("a b c", "a b c", "=a b c"),
    ("", "new", "+new"),
    ("one two three", "one 2 three", "=one |-two|+2|= three"),
    ("the quick fox runs far", "the slow dog runs far", "=the |-quick fox|+slow dog|= runs far"),
    ("東京は広い町です", "東京は狭い町です", "=東京は|-広|+狭|=い町です"),
    ("naïve café", "naïve cafés", "=naïve |-café|+cafés"),
    ("entirely other", "nothing alike at all", "-entirely other|+nothing alike at all"),
]


@pytest.mark.parametrize(("before", "after", "steps"), DIFFERENCES)
def test_texts_are_compared_by_words(site: Site, desktop: BrowserContext, before: str, after: str, steps: str) -> None:
    page = desktop.new_page()
    page.goto(f"{site.address}/a/2.0/")
    script = """async ([before, after]) => {
      const { wordDifference } = await import('/assets/commons/diff.js');
      const signs = { same: '=', gone: '-', new: '+' };
      return wordDifference(before, after).map(([kind, text]) => signs[kind] + text).join('|');
    }"""
    assert page.evaluate(script, [before, after]) == steps


def test_a_difference_leads_from_one_text_to_the_other(site: Site, desktop: BrowserContext) -> None:
    page = desktop.new_page()
    page.goto(f"{site.address}/a/2.0/")
    script = """async () => {
      const { difference } = await import('/assets/commons/diff.js');
      let seed = 7;
      const random = (n) => (seed = (seed * 16807) % 2147483647) % n;
      const list = () => Array.from({ length: random(30) }, () => 'abcd'[random(4)]);
      for (let round = 0; round < 500; round += 1) {
        const [a, b] = [list(), list()];
        const steps = difference(a, b);
        const side = (kind) => steps.filter((step) => step[0] !== kind).flatMap((step) => step[1]).join('');
        if (side('new') !== a.join('') || side('gone') !== b.join('')) return `${a} -> ${b}: ${JSON.stringify(steps)}`;
      }
      return '';
    }"""
    assert page.evaluate(script) == ""


# --- the page that is not found


@pytest.mark.parametrize(
    ("place", "told"),
    [
        ("/a/2.0/gone/", "“Gone” is not in 2.0. It exists in 1.1 and 1.0."),
        ("/a/latest/gone", "“Gone” is not in 2.0. It exists in 1.1 and 1.0."),
        ("/a/7.0/x/", "There is no version “7.0”. It exists in dev, 2.1-rc.1, 2.0, 1.1 and 1.0."),
        ("/a/2.0/x.html", "“Ex” is now at /a/2.0/new/ex/."),
        ("/a/2.0/fersh/", "Did you mean one of these?"),
        ("/elsewhere/", "There is no page at this address."),
    ],
)
def test_the_error_page_says_where_the_page_is(site: Site, desktop: BrowserContext, place: str, told: str) -> None:
    page = desktop.new_page()
    answer = page.goto(site.address + place)
    assert answer is not None and answer.status == 404
    expect(page.locator(".kb-missing")).to_contain_text(told)
    for link in page.locator(".kb-missing a, .kb-near a").all():
        found = page.request.get(site.address + str(link.get_attribute("href")).removeprefix(site.address))
        assert found.status == 200


def test_the_error_page_leads_on_without_scripts(site: Site, without_scripts: BrowserContext) -> None:
    page = without_scripts.new_page()
    page.goto(f"{site.address}/a/none/")
    page.get_by_role("article").get_by_role("link", name="A", exact=True).click()
    page.wait_for_url("**/a/2.0/")


# --- search engines


def test_every_address_for_search_engines_answers_and_none_is_a_prerelease(site: Site, browser: Browser) -> None:
    def paths(path: str) -> list[str]:
        xml = (site.folder / path).read_text(encoding="utf-8")
        return [url.removeprefix("https://kb.example.org/") for url in re.findall("<loc>([^<]*)</loc>", xml)]

    listed = [path for part in paths("sitemap.xml") for path in paths(part)]
    context = browser.new_context()
    canonical = []
    for file in site.folder.rglob("*.html"):
        html = file.read_text(encoding="utf-8")
        canonical += re.findall('<link rel="canonical" href="https://kb.example.org/([^"]*)"', html)
        version = file.relative_to(site.folder).parts[1:2]
        if version and version[0] in ("dev", "2.1-rc.1", "0.9", "2.0-rc.1"):
            assert 'content="noindex"' in html, file
    assert {"a/2.0/new/ex/", "a/1.1/gone/"} <= set(listed)
    assert not [path for path in listed if re.match(r"./(dev|0\.9|2\.\d-rc)", path)]
    for path in sorted({*listed, *canonical}):
        assert context.request.get(f"{site.address}/{path}").status == 200, path
    context.close()
