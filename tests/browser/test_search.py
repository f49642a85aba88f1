"""The search as readers meet it: both tiers, scopes, filters, people, partners, and what happens where parts fail."""

from __future__ import annotations

import json
import socket
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote_plus, urljoin, urlsplit
from xml.etree import ElementTree

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect
from repo_builder import RepoBuilder
from served_site import Site, served

from kbgen.config import load
from kbgen.pipeline import BuildRequest, build
from kbgen.policy import content_security_policy
from kbgen.progress import Silent

PUBLIC = "https://kb.example.org/kb/"
HOSTILE = "<img src=x onerror=alert(1)>"
PEOPLE = {"ada": "Ada Lovelace", "ben": "Ben <img src=x onerror=alert(2)>", "eve": "Eve Moneypenny"}
TITLES = {  # two old pages and the new ones, each on a subject of its own
    "guide/install.md": "Install the program",
    "guide/backup.md": "Back up a database",
    "guide/upgrade.md": "Upgrade without downtime",
    "guide/monitoring.md": "Monitoring and alerting",
    "guide/certificates.md": "Renew certificates",
    "team/retrospective.md": "Run a retrospective",
    "team/onboarding.md": "Welcome a new colleague",
    "team/interviews.md": "Prepare job interviews",
    "team/mentoring.md": "Mentoring in pairs",
    "team/decisions.md": "Record architecture decisions",
    "writing/style.md": "Write in plain language",
    "writing/diagrams.md": "Draw useful diagrams",
}
TOOLS = {
    "events.md": ("Event log", "Call `append_event` and look at `EventStore`."),
    "cli.md": ("Command line", "With `--dry-run` nothing is written. Needs version `1.2.3`."),
    "languages.md": ("Languages", "Extensions are written in C++ or in C#."),
    "hostile.md": (HOSTILE, "A page with a strange name about quokkas."),
    "shell.md": ("Shell scripts", "Wallabies hop over pipelines."),
    "queue.md": ("Message queue", "Wallabies deliver each message once."),
}
BODY = """---
title: {title}
tags: [{tag}]
---

Every team asks about {subject} sooner or later, and the sentence about {subject} is unique to this page.

## Why {subject}

Because a wombat told us so in {version}.

## Steps towards {subject}

{text}
"""


def body(path: str, title: str, version: str, text: str = "Take the first step slowly.") -> str:
    subject = path.rpartition("/")[2].removesuffix(".md")
    return BODY.format(title=json.dumps(title), subject=subject, version=version, text=text, tag=f"about-{subject[0]}")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the site of two collections: a handbook with two versions, and tools without any."""
    root = tmp_path_factory.mktemp("search")
    hand = RepoBuilder(root / "handbook").commit({"docs/index.md": "# Handbook\n"}, author=PEOPLE["ada"])
    for n, (path, title) in enumerate(TITLES.items()):
        old = "talk/interviews.md" if path == "team/interviews.md" else path
        if path != "writing/diagrams.md":  # new in 2.0
            hand.commit({f"docs/{old}": body(path, title, "1.0")}, author=["Ada Lovelace", "Ben", "Eve"][n % 3])
    hand.tag("v1.0").move("docs/talk/interviews.md", "docs/team/interviews.md")
    hand.commit({"docs/writing/diagrams.md": body("diagrams.md", TITLES["writing/diagrams.md"], "2.0")}, author="Ben")
    changed = body("install.md", "Install the program", "2.0", "The second edition mentions a platypus.")
    hand.commit({"docs/guide/install.md": changed}, author="Ada Lovelace").tag("v2.0")
    tools = RepoBuilder(root / "tools").commit({"README.md": "# Tools\n"}, author="Ben")
    for path, (title, text) in TOOLS.items():
        tools.commit({f"reference/{path}": body(path, title, "now", text)}, author="Ben")
    config = {
        "site": {"name": "Commons", "url": PUBLIC},
        "sources": [
            {"url": "handbook", "tags": ["v*"], "branches": [], "web_url": "https://github.com/o/n"},
            {"url": "tools"},
        ],
        "people": {"members": [{"name": PEOPLE["ben"], "signs_as": ["Ben"]}, {"name": "Eve", "opt_out": True}]},
    }
    (root / "kbgen.yml").write_text(json.dumps(config), encoding="utf-8")
    return built(root)


def built(root: Path) -> Path:
    report = build(BuildRequest(load(root / "kbgen.yml"), root / "site", root / "cache"), Silent())
    assert report.published == "new", report.problems
    return root / "site"


@pytest.fixture
def site(folder: Path) -> Iterator[Site]:
    yield from served(folder, prefix="/kb")


@pytest.fixture
def page(site: Site, desktop: BrowserContext) -> Page:
    """Return a page of the handbook 2.0, watched."""
    opened = site.watch(desktop.new_page())
    opened.goto(f"{site.address}/handbook/2.0/guide/backup/")
    return opened


def search(page: Page, site: Site, query: str, **options: object) -> dict[str, Any]:
    """Return what the documented function of the search gives on this page."""
    module = f"{site.address}/assets/commons/search/index.js"
    code = "async ([module, query, options]) => (await import(module)).search(query, options)"
    answer: dict[str, Any] = page.evaluate(code, [module, query, options])
    return answer


def found(answer: dict[str, Any], site: Site) -> list[str]:
    return [result["url"].removeprefix(site.address) for result in answer["results"]]


def typed(page: Page, text: str) -> None:
    """Open the dialog by its key and type; return when the search has said what it found."""
    page.keyboard.press("/")
    page.get_by_role("combobox").fill(text)
    expect(page.get_by_role("dialog").get_by_role("status")).not_to_be_empty()


# Intent and keys


def test_nothing_is_loaded_before_a_reader_wants_to_search(site: Site, page: Page) -> None:
    page.wait_for_load_state("networkidle")
    own = [path for path in site.asked if "/search/" in path or "pagefind" in path]
    assert own == ["/kb/assets/commons/search/intent.js"]
    page.keyboard.press("/")
    expect(page.get_by_role("combobox")).to_be_focused()
    page.keyboard.type("back")
    expect(page.get_by_role("option").first).to_be_visible()
    assert Counter(site.asked)["/kb/handbook/2.0/search/titles.json"] == 1
    assert site.trouble == []


@pytest.mark.parametrize("key", ["/", "s", "Control+k"])
def test_a_key_opens_the_search_and_escape_gives_the_focus_back(site: Site, page: Page, key: str) -> None:
    page.locator("article a").first.focus()
    page.keyboard.press(key)
    expect(page.get_by_role("combobox")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.locator("article a").first).to_be_focused()
    assert site.trouble == []


@pytest.mark.parametrize("key", ["/", "s", "Control+k"])
def test_no_key_opens_the_search_from_inside_a_field(page: Page, key: str) -> None:
    page.evaluate("document.querySelector('article').append(document.createElement('textarea'))")
    page.locator("textarea").focus()
    page.keyboard.press(key)
    page.keyboard.type("x")
    expect(page.locator("textarea")).to_have_value(f"{key}x" if len(key) == 1 else "x")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_the_keys_can_be_switched_off(page: Page) -> None:
    page.keyboard.press("/")
    page.get_by_role("dialog").get_by_role("checkbox").uncheck()
    page.reload()
    page.keyboard.press("s")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("dialog")).to_have_count(1)


# What is found


def test_each_page_is_found_first_by_its_title_and_with_a_typing_error(site: Site, page: Page) -> None:
    for path, title in TITLES.items():
        url = f"/handbook/2.0/{path.removesuffix('.md')}/"
        assert found(search(page, site, title), site)[0] == url
        longest = max(title.split(), key=len)
        wrong = title.replace(longest, longest[:3] + longest[4] + longest[3] + longest[5:])
        answer = search(page, site, wrong)
        assert found(answer, site)[0] == url, wrong
        assert answer["corrected"]["from"] == wrong
    assert site.trouble == []


def test_a_heading_leads_to_its_place_and_a_question_to_its_page(site: Site, page: Page) -> None:
    first = search(page, site, "steps towards monitoring")["results"][0]
    assert (first["url"], first["anchor"]) == (
        f"{site.address}/handbook/2.0/guide/monitoring/",
        "steps-towards-monitoring",
    )
    assert found(search(page, site, "how do I renew certificates?"), site)[0] == "/handbook/2.0/guide/certificates/"
    answer = search(page, site, "the sentence about mentoring is unique")
    assert found(answer, site)[0] == "/handbook/2.0/team/mentoring/"


@pytest.mark.parametrize(
    ("name", "path"), [("append_event", "events"), ("--dry-run", "cli"), ("C++", "languages"), ("1.2.3", "cli")]
)
def test_an_identifier_is_found_whole_and_shown(site: Site, page: Page, name: str, path: str) -> None:
    page.goto(f"{site.address}/tools/")
    first = search(page, site, name)["results"][0]
    assert first["url"].endswith(f"/tools/reference/{path}/")
    assert name in first["excerpt"]
    assert "code" in first["why"]


def test_a_corrected_word_is_said_and_can_be_taken_back(site: Site, page: Page) -> None:
    typed(page, "retrospectvie")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("Showing results for retrospective.")).to_be_visible()
    dialog.get_by_role("button", name="Search instead for retrospectvie").click()
    expect(dialog.get_by_text("Showing results for")).to_have_count(0)
    assert site.trouble == []


def test_where_nothing_is_found_readers_are_led_on(site: Site, page: Page) -> None:
    typed(page, "certxqzvw")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("status")).to_have_text("No results")
    expect(dialog.get_by_role("link", name="Renew certificates")).to_be_visible()
    issue = dialog.get_by_role("link", name="Ask for it").get_attribute("href") or ""
    given = parse_qs(urlsplit(issue).query)
    assert issue.startswith("https://github.com/o/n/issues/new?")
    assert given["title"] == ["Page wanted: certxqzvw"]
    assert "handbook 2.0" in given["body"][0].lower()
    assert site.trouble == []


# Scopes


def test_a_reader_finds_the_version_that_they_read(site: Site, page: Page) -> None:
    page.goto(f"{site.address}/handbook/1.0/guide/backup/")
    answer = search(page, site, "wombat", limit=50)
    assert len(answer["results"]) == 11
    assert {result["version"] for result in answer["results"]} == {"1.0"}


def test_all_versions_give_one_row_a_page_with_the_versions_that_have_it(site: Site, page: Page) -> None:
    answer = search(page, site, "wombat", scope="versions", limit=50)
    assert answer["total"] == len(answer["results"]) == 12
    rows = {result["title"]: result for result in answer["results"]}
    assert {result["version"] for result in rows.values()} == {"2.0"}
    assert rows["Install the program"]["badges"][:1] == ["also in 1.0"]
    assert rows["Draw useful diagrams"]["badges"] == ["new in 2.0"]
    assert rows["Prepare job interviews"]["badges"] == ["also in 1.0"], "it moved"
    page.goto(f"{site.address}/handbook/1.0/guide/backup/")
    old = {result["title"]: result for result in search(page, site, "wombat", scope="versions", limit=50)["results"]}
    assert "changed in 2.0" in old["Install the program"]["badges"]
    assert old["Prepare job interviews"]["url"].endswith("/handbook/1.0/talk/interviews/")


def test_all_collections_are_searched_in_their_latest_version(site: Site, page: Page) -> None:
    answer = search(page, site, "sentence unique", scope="collections", limit=50)
    assert {(result["collection"], result["version"]) for result in answer["results"]} == {
        ("handbook", "2.0"),
        ("tools", ""),
    }
    assert answer["total"] == 12 + len(TOOLS)


# Filters and the address


def counts(page: Page, facet: str) -> dict[str, int]:
    """Return the values of a facet on the page `/search/` with their counts."""
    group = page.locator(f"[data-facet={facet}]")
    titles = group.locator(".kb-facet__title").all_inner_texts()
    return dict(zip(titles, map(int, group.locator(".kb-facet__count").all_inner_texts()), strict=True))


@pytest.mark.parametrize("scope", ["version", "versions", "collections"])
def test_a_count_is_the_number_of_results_that_its_choice_gives(site: Site, page: Page, scope: str) -> None:
    facets = search(page, site, "sentence unique", scope=scope)["facets"]
    assert {facet["name"] for facet in facets if len(facet["values"]) > 1} >= {"topic", "author"}
    for facet in facets:
        for value in facet["values"]:
            filters = {facet["name"]: [value["value"]]}
            answer = search(page, site, "sentence unique", scope=scope, filters=filters, limit=100)
            assert (answer["total"], len(answer["results"])) == (value["count"], value["count"]), (facet["name"], value)


def test_filters_stand_in_the_address_and_the_way_back_leads_to_the_search_before(site: Site, page: Page) -> None:
    page.goto(f"{site.address}/search/?q=wombat&from=handbook%2F2.0")
    status, author = page.get_by_role("status"), page.get_by_role("checkbox", name="Ada Lovelace")
    expect(status).to_have_text("12 results")
    expected = counts(page, "author")["Ada Lovelace"]
    author.check()
    expect(status).to_have_text(f"{expected} results")
    expect(author).to_be_focused()
    assert parse_qs(urlsplit(page.url).query) == {"q": ["wombat"], "from": ["handbook/2.0"], "author": ["Ada Lovelace"]}
    page.reload()
    expect(status).to_have_text(f"{expected} results")
    expect(author).to_be_checked()
    assert page.locator("[data-search-results] > li").count() == expected
    page.go_back()
    expect(status).to_have_text("12 results")
    expect(author).not_to_be_checked()
    assert site.trouble == []


def test_the_dialog_leads_to_all_results_with_the_readers_version(site: Site, page: Page) -> None:
    page.goto(f"{site.address}/handbook/1.0/guide/backup/")
    typed(page, "wombat")
    page.get_by_role("link", name="All results and filters").click()
    page.wait_for_url("**/kb/search/?q=wombat&scope=version&from=handbook%2F1.0")
    expect(page.get_by_role("status")).to_have_text("11 results")
    page.get_by_role("radio", name="All versions").check(force=True)
    expect(page.get_by_role("status")).to_have_text("12 results")
    assert site.trouble == []


def test_results_can_be_sorted_by_their_last_change(site: Site, page: Page) -> None:
    answer = search(page, site, "wombat", sort="updated", limit=50)
    dates = [result["updated"] for result in answer["results"]]
    assert dates == sorted(dates, reverse=True)


# Partners


@pytest.fixture
def asking(site: Site, browser: Browser) -> Iterator[Page]:
    """Return a page that may ask other hosts, as one of a site with partners does."""
    context = browser.new_context(bypass_csp=True)
    yield context.new_page()
    context.close()


def partnered(page: Page, site: Site, address: str, told: Mapping[str, str] | None = None, **options: object) -> Any:
    """Return what is found with one partner, at `address`, on a site of which `told` is true."""
    index = json.loads((site.folder / "search" / "index.json").read_text(encoding="utf-8"))
    index["partners"] = [{"title": "Neighbours", "url": f"{address}/"}]
    index.update(told or {})
    page.route(f"{site.address}/search/index.json", lambda route: route.fulfill(json=index))
    page.goto(f"{site.address}/handbook/2.0/guide/backup/")
    return search(page, site, "platypus", scope="partners", **options)


def test_pages_of_a_partner_are_among_the_results_with_its_name(site: Site, asking: Page) -> None:
    for partner in served(site.folder, "/far", {"Access-Control-Allow-Origin": "*"}):
        answer = partnered(asking, site, partner.address)
        places = [(result["url"], result["where"]) for result in answer["results"]]
        path = "/handbook/2.0/guide/install/"
        assert places == [(f"{site.address}{path}", "Handbook"), (f"{partner.address}{path}", "Neighbours")]
        assert answer["notices"] == []


def test_a_site_without_people_and_topics_asks_partners_whatever_their_filters(site: Site, asking: Page) -> None:
    asking.route(f"{site.address}/search/site/pagefind/**", lambda route: route.abort())
    for partner in served(site.folder, "/far", {"Access-Control-Allow-Origin": "*"}):
        filters = {"freshness": ["older", "3", "12", "36"], "kind": ["page"], "collection": ["handbook"]}
        answer = partnered(asking, site, partner.address, {"records": ""}, filters=filters)
        path = "/handbook/2.0/guide/install/"
        assert [result["url"] for result in answer["results"]] == [f"{site.address}{path}", f"{partner.address}{path}"]
        assert answer["notices"] == []


def test_a_partner_that_is_silent_or_gone_holds_nothing_back(site: Site, asking: Page) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        answer = partnered(asking, site, f"http://127.0.0.1:{silent.getsockname()[1]}")
        assert [result["title"] for result in answer["results"]] == ["Install the program"]
        assert [notice["kind"] for notice in answer["notices"]] == ["partner"]
    again = search(asking, site, "platypus", scope="partners")
    assert [notice["kind"] for notice in again["notices"]] == ["partner"], "now it refuses to answer"
    assert again["total"] == 1


# People and topics


def test_who_knows_about_a_subject_is_answered_by_its_contributors(site: Site, page: Page) -> None:
    answer = search(page, site, "Who knows about mentoring?", limit=50)
    people = [result["title"] for result in answer["results"] if result["kind"] == "person"]
    assert people == [], "whoever wrote it opted out"
    answer = search(page, site, "who knows about certificates", limit=50)
    people = [(result["title"], result["excerpt"]) for result in answer["results"] if result["kind"] == "person"]
    assert people == [(PEOPLE["ben"], "Renew certificates")]


def test_people_and_topics_are_among_the_results_and_whoever_opted_out_is_not(site: Site, page: Page) -> None:
    first = search(page, site, "lovelace")["results"][0]
    assert (first["kind"], first["url"]) == ("person", f"{site.address}/people/ada-lovelace/")
    kinds = {result["kind"] for result in search(page, site, "team")["results"]}
    assert "topic" in kinds
    assert search(page, site, "moneypenny")["total"] == 0
    everything = search(page, site, "sentence", scope="collections")
    authors = next(facet["values"] for facet in everything["facets"] if facet["name"] == "author")
    assert "Eve" not in json.dumps(authors)


def test_what_tells_of_people_and_topics_is_loaded_only_where_one_may_be_meant(site: Site, page: Page) -> None:
    records = "/kb/search/site/pagefind/pagefind-entry.json"
    for query in ("wombat told", "renew certificates", '"step slowly"'):
        assert search(page, site, query)["total"] > 0
    assert "/kb/search/site/names.json" in site.asked and records not in site.asked
    assert search(page, site, "love")["results"][0]["title"] == "Ada Lovelace"
    assert Counter(site.asked)[records] == 1


# Access


def test_the_list_can_be_used_by_keyboard_and_is_told_once(site: Site, page: Page) -> None:
    page.keyboard.press("/")
    field = page.get_by_role("combobox")
    expect(field).to_be_focused()
    page.evaluate(
        """() => {
          window.told = [];
          const status = document.querySelector("dialog [role=status]");
          new MutationObserver(() => window.told.push(status.textContent)).observe(status, { childList: true });
        }"""
    )
    field.fill("wombat")
    expect(page.get_by_role("status")).to_have_text("12 results")
    assert page.evaluate("window.told") == ["12 results"]
    expect(field).to_have_attribute("aria-expanded", "true")
    for step in (0, 1):
        page.keyboard.press("ArrowDown")
        marked = page.get_by_role("option").nth(step)
        expect(marked).to_have_attribute("aria-selected", "true")
        expect(field).to_have_attribute("aria-activedescendant", marked.get_attribute("id") or "-")
    target = page.get_by_role("option").nth(1).get_attribute("href") or "-"
    page.keyboard.press("Enter")
    page.wait_for_url(target)
    assert site.trouble == []


def test_what_was_found_is_in_view_and_marked_on_its_page(site: Site, page: Page) -> None:
    page.set_viewport_size({"width": 1000, "height": 300})
    typed(page, "wombat told")
    page.keyboard.press("ArrowDown")
    target = page.get_by_role("option").first.get_attribute("href") or ""
    page.keyboard.press("Enter")
    page.wait_for_url(target)
    expect(page.locator(f"[id='{target.partition('#')[2]}']")).to_be_in_viewport()
    marks = "[...(CSS.highlights.get('kb-found') ?? [])].map((range) => range.toString())"
    page.wait_for_load_state("networkidle")
    assert page.evaluate(marks) == ["wombat", "told"]
    page.reload(wait_until="networkidle")
    assert page.evaluate(marks) == [], "once only"
    assert site.trouble == []


def test_a_browser_that_knows_the_sites_search_gets_its_answer(site: Site, page: Page) -> None:
    description = page.locator("link[rel=search]")
    expect(description).to_have_attribute("type", "application/opensearchdescription+xml")
    address = urljoin(page.url, description.get_attribute("href") or "-")
    root = ElementTree.fromstring(page.request.get(address).body())
    (url,) = root.findall("{http://a9.com/-/spec/opensearch/1.1/}Url")
    template = str(url.get("template"))
    assert template.startswith(PUBLIC) and template.count("{searchTerms}") == 1
    here = template.replace(PUBLIC, f"{site.address}/").replace("{searchTerms}", quote_plus("renew certificates"))
    page.goto(here)
    expect(page.get_by_role("link", name="Renew certificates").first).to_be_visible()
    assert page.locator("[data-search-field]").input_value() == "renew certificates"
    assert site.trouble == []


def test_enter_opens_the_page_that_is_called_so(site: Site, page: Page) -> None:
    typed(page, "write in plain language")
    page.keyboard.press("Enter")
    page.wait_for_url("**/kb/handbook/2.0/writing/style/*")
    assert site.trouble == []


def test_the_search_works_on_each_page_that_it_led_to_and_is_closed_there(site: Site, page: Page) -> None:
    for path in ("guide/install", "team/mentoring", "writing/style", "guide/upgrade", "team/decisions"):
        typed(page, TITLES[f"{path}.md"])
        page.get_by_role("option").first.click()
        page.wait_for_url(f"**/kb/handbook/2.0/{path}/*")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        expect(page.get_by_role("dialog")).to_have_count(0)
    page.go_back(wait_until="networkidle")
    page.wait_for_url("**/kb/handbook/2.0/guide/upgrade/*")
    expect(page.get_by_role("dialog")).to_have_count(0)
    typed(page, "wombat")
    expect(page.get_by_role("option")).to_have_count(5)
    assert site.trouble == []


def test_enter_at_once_loses_no_letter(site: Site, page: Page) -> None:
    typed(page, "wombat")
    page.clock.install(time="2030-01-01")
    page.clock.pause_at("2030-01-02")  # whoever types is faster than the pause after which a search begins
    page.get_by_role("combobox").press_sequentially(" tol")
    page.keyboard.press("Enter")
    page.wait_for_url("**/kb/search/?q=wombat+tol&scope=version&from=handbook%2F2.0")
    assert site.trouble == []


def test_enter_opens_the_title_as_typed_while_its_text_is_still_searched(site: Site, page: Page) -> None:
    page.goto(f"{site.address}/handbook/2.0/")
    typed(page, "towards")  # all pages but this one
    titles = page.locator("dialog .kb-hit__title > span:first-child")
    expect(titles).to_have_count(5)
    chosen = page.get_by_role("option").nth(1).get_attribute("href") or ""
    title = titles.nth(1).inner_text()
    module = f"{site.address}/assets/commons/search/fulltext.js"
    page.evaluate(f"import('{module}').then((m) => {{ m.FullText.prototype.ask = () => new Promise(() => {{}}); }})")
    page.get_by_role("combobox").fill(title)
    expect(titles.first).to_have_text(title)  # by the titles alone
    page.keyboard.press("Enter")
    page.wait_for_url(f"{chosen.partition('#')[0]}*")


def violations(page: Page) -> list[tuple[str, list[str]]]:
    """Return what axe-core finds against WCAG 2.2 AA, with the elements."""
    rules = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
    found = Axe().run(page, options=rules).response["violations"]
    return [(each["id"], [node["html"] for node in each["nodes"]]) for each in found]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_the_search(site: Site, browser: Browser, scheme: str) -> None:
    context = browser.new_context(color_scheme=scheme, viewport={"width": 360, "height": 740})  # type: ignore[arg-type]  # one of playwright's literals
    page = site.watch(context.new_page())
    page.goto(f"{site.address}/handbook/2.0/guide/backup/")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("combobox").fill("mentorign")
    expect(page.get_by_text("Showing results for")).to_be_visible()
    page.keyboard.press("ArrowDown")
    assert violations(page) == []
    page.goto(f"{site.address}/search/?q=wombat")
    expect(page.get_by_role("status")).to_have_text("18 results")
    page.get_by_text("Filters", exact=True).click()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert site.trouble == []
    context.close()


# Where parts fail


def test_it_works_under_the_documented_policy(folder: Path, desktop: BrowserContext) -> None:
    for site in served(folder, "/kb", {"Content-Security-Policy": content_security_policy()}):
        page = site.watch(desktop.new_page())
        page.goto(f"{site.address}/handbook/2.0/guide/backup/")
        typed(page, "platypus")
        expect(page.get_by_role("option", name="Install the program")).to_be_visible()
        expect(page.get_by_text("Only titles and headings were searched")).to_have_count(0)
        assert site.trouble == []


def test_without_webassembly_titles_are_found_and_a_notice_is_shown(folder: Path, desktop: BrowserContext) -> None:
    policy = content_security_policy().replace(" 'wasm-unsafe-eval'", "")
    for site in served(folder, "/kb", {"Content-Security-Policy": policy}):
        page = desktop.new_page()
        page.goto(f"{site.address}/handbook/2.0/guide/backup/")
        typed(page, "install program")
        expect(page.get_by_role("option", name="Install the program")).to_be_visible()
        expect(page.get_by_text("Only titles and headings were searched")).to_be_visible()


def test_without_workers_both_tiers_answer(folder: Path, desktop: BrowserContext) -> None:
    policy = f"{content_security_policy()}; worker-src 'none'"
    for site in served(folder, "/kb", {"Content-Security-Policy": policy}):
        page = desktop.new_page()
        page.goto(f"{site.address}/handbook/2.0/guide/backup/")
        assert [result["title"] for result in search(page, site, "platypus")["results"]] == ["Install the program"]
        assert search(page, site, "renew certificates")["results"][0]["title"] == "Renew certificates"


def test_a_site_whose_index_is_missing_says_so(site: Site, desktop: BrowserContext) -> None:
    page = desktop.new_page()
    page.route("**/search/index.json", lambda route: route.abort())
    page.goto(f"{site.address}/handbook/2.0/guide/backup/")
    typed(page, "install")
    expect(page.get_by_role("status")).to_have_text("The search of this site cannot be loaded.")


@pytest.mark.parametrize(
    ("path", "query", "kind"),
    [
        ("**/tools/search/titles.json*", "message queue", "page"),
        ("**/tools/search/words.json*", "append_event", "page"),
        ("**/tools/pagefind/pagefind-entry.json*", "deliver each", "page"),
        ("**/search/site/pagefind/pagefind-entry.json*", "lovelace", "person"),
        ("**/search/site/pagefind/filter/*", "lovelace", "person"),
    ],
)
def test_a_file_that_could_not_be_loaded_is_asked_for_again(
    site: Site, desktop: BrowserContext, path: str, query: str, kind: str
) -> None:
    def reasons(page: Page) -> list[tuple[str, list[str]]]:
        return [(result["kind"], sorted(result["why"])) for result in search(page, site, query)["results"]]

    page, fresh = desktop.new_page(), desktop.new_page()
    for each in (page, fresh):
        each.goto(f"{site.address}/tools/")
    page.route(path, lambda route: route.abort())
    without = reasons(page)
    page.unroute(path)
    again = reasons(page)
    assert again == reasons(fresh) != without
    assert again[0][0] == kind


def test_the_nearest_topic_is_offered_though_the_directory_failed_once(site: Site, page: Page) -> None:
    page.route("**/search/site/titles.json", lambda route: route.abort())
    assert search(page, site, "certxqzvw")["nothing"]["topic"] == ""
    page.unroute("**/search/site/titles.json")
    assert search(page, site, "certxqzvw")["nothing"]["topic"] != ""


def test_a_collection_without_a_page_to_search_takes_nothing_from_the_others(
    tmp_path: Path, desktop: BrowserContext
) -> None:
    RepoBuilder(tmp_path / "full").commit({"README.md": "# Full\n\nHere is a walrus.\n"})
    RepoBuilder(tmp_path / "none").commit({"README.md": "---\nsearch: {exclude: true}\n---\n# None\n\nNo walrus.\n"})
    (tmp_path / "kbgen.yml").write_text("sources: [{url: full}, {url: none}]\n", encoding="utf-8")
    for site in served(built(tmp_path)):
        page = site.watch(desktop.new_page())
        page.goto(f"{site.address}/none/")
        everywhere = search(page, site, "walrus", scope="collections")
        assert (found(everywhere, site), everywhere["notices"]) == (["/full/"], [])
        here = search(page, site, "walrus", scope="version")
        assert (here["total"], here["notices"]) == (0, [])
        assert site.trouble == []


def test_a_collection_whose_full_text_is_gone_is_named_and_the_others_are_searched(
    site: Site, desktop: BrowserContext
) -> None:
    page = desktop.new_page()
    page.route("**/tools/pagefind/pagefind-entry.json*", lambda route: route.fulfill(status=404))
    page.goto(f"{site.address}/handbook/2.0/guide/backup/")
    answer = search(page, site, "sentence unique", scope="collections", limit=50)
    assert {result["collection"] for result in answer["results"]} == {"handbook"}
    said = "Only titles and headings of Tools were searched: the full text cannot be loaded."
    assert [notice["text"] for notice in answer["notices"]] == [said]
    assert found(search(page, site, "message queue", scope="collections"), site)[0] == "/tools/reference/queue/"


def test_without_scripts_the_form_leads_to_everything_by_name(site: Site, without_scripts: BrowserContext) -> None:
    page = site.watch(without_scripts.new_page())
    page.goto(f"{site.address}/handbook/2.0/guide/backup/")
    page.get_by_role("search").get_by_role("button").click()
    page.wait_for_url("**/kb/search/?")
    expect(page.get_by_text("Searching by word needs JavaScript")).to_be_visible()
    expect(page.get_by_role("heading", name="Collections")).to_be_visible()
    expect(page.get_by_role("heading", name="Topics")).to_be_visible()
    page.get_by_role("article").get_by_role("link", name="Mentoring in pairs").click()
    page.wait_for_url("**/kb/handbook/2.0/team/mentoring/")
    assert site.trouble == []


def test_nothing_in_a_repository_runs_in_the_search(site: Site, page: Page) -> None:
    page.on("dialog", lambda dialog: site.trouble.append(f"alert {dialog.message}"))
    for query in ("quokkas", "who knows about quokkas", HOSTILE, "ben"):
        page.goto(f"{site.address}/search/?q={query}")
        expect(page.get_by_role("status")).not_to_be_empty()
        page.wait_for_load_state("networkidle")
        assert page.locator("article img").count() == 0
    page.goto(f"{site.address}/search/?q=quokkas")
    expect(page.locator("[data-search-results]")).to_contain_text(HOSTILE)
    page.goto(f"{site.address}/tools/")
    typed(page, "quokkas")
    expect(page.get_by_role("option")).to_contain_text(HOSTILE)
    assert site.trouble == []
