"""Recent changes and their feeds: what is told, of whom, and that readers of feeds understand it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from html_page import article, dead_links, elements, runs, targets
from repo_builder import RepoBuilder
from small_site import build_site, config_of

from kbgen.layout import Layout
from kbgen.people import Person
from kbgen.recent import ChangedPage, Entry, Feed, atom, feed_files, json_feed
from kbgen.view import Neighbour

ATOM = "{http://www.w3.org/2005/Atom}"
SITE = {"name": "Our pages", "url": "https://kb.example.org/docs/"}
SERVED_AT = "docs/"
TEXT = "word " * 20
LAYOUT = Layout({}, SITE["url"])
_TOLD = {".html", ".json", ".md", ".txt", ".xml"}
ADA = Person(1, "Ada", "ada")


def entry(subject: str = "Say more", *pages: str, when: int = 1, **given: Any) -> Entry:
    links = tuple(ChangedPage(("kb", name), Neighbour(name, f"{name}/")) for name in pages or ("Guide",))
    landed = datetime(2024, 5, when, 12, tzinfo=UTC)
    return Entry("kb", "a" * 39 + str(when), landed, subject, given.get("people", (ADA,)), (), links)


def feed(*entries: Entry) -> Feed:
    return Feed("Recent changes of Our pages", "recent/", "Our pages", "en", entries)


def text(element: ElementTree.Element, path: str) -> str:
    return element.findtext("/".join(ATOM + part for part in path.split("/"))) or ""


def test_atom_has_what_rfc_4287_requires() -> None:
    root = ElementTree.fromstring(atom(feed(entry(when=2), entry("", "A", "B", people=())), LAYOUT))
    assert root.tag == f"{ATOM}feed"
    assert (text(root, "title"), text(root, "id")) == (
        "Recent changes of Our pages",
        "https://kb.example.org/docs/recent/feed.xml",
    )
    assert datetime.fromisoformat(text(root, "updated")) == datetime(2024, 5, 2, 12, tzinfo=UTC)
    assert text(root, "author/name") == "Our pages"
    links = {link.get("rel"): link.get("href") for link in root.findall(f"{ATOM}link")}
    assert links == {"self": text(root, "id"), "alternate": "https://kb.example.org/docs/recent/"}
    first, second = root.findall(f"{ATOM}entry")
    assert text(first, "id") == f"tag:kb.example.org,2024-05-02:kb/{'a' * 39}2"
    assert (text(first, "title"), text(first, "author/name")) == ("Guide: Say more", "Ada")
    assert [each.find(f"{ATOM}link").get("href") for each in (first, second)] == [  # type: ignore[union-attr]  # a test may fail here
        "https://kb.example.org/docs/Guide/",
        f"https://kb.example.org/docs/recent/#c-{'a' * 12}",
    ]
    assert all(text(each, name) for each in (first, second) for name in ("id", "title", "updated", "summary"))


def test_json_feed_has_what_version_1_1_requires() -> None:
    found = json.loads(json_feed(feed(entry(when=2), entry("", "A", "B")), LAYOUT))
    assert found["version"] == "https://jsonfeed.org/version/1.1"
    assert found["title"] and found["feed_url"] == "https://kb.example.org/docs/recent/feed.json"
    assert [item["id"] for item in found["items"]] == [
        f"tag:kb.example.org,2024-05-0{day}:kb/{'a' * 39}{day}" for day in (2, 1)
    ]
    for item in found["items"]:
        assert item["content_text"] and item["url"].startswith(SITE["url"])
        assert datetime.fromisoformat(item["date_published"]).tzinfo == UTC


def test_feeds_stay_well_formed_whatever_people_write() -> None:
    hostile = entry("</title><script>&\x00\x0b\ufffe\ud800 ]]>", 'A "&\x1b<b>', people=(Person(1, "<&\x07"),))
    root = ElementTree.fromstring(atom(feed(hostile), LAYOUT))
    assert text(root, "entry/title").startswith('A "&')
    assert "</title><script>&" in text(root, "entry/title")
    assert json.loads(json_feed(feed(hostile), LAYOUT))["items"][0]["authors"] == [{"name": "<&\x07"}]


@pytest.mark.parametrize(("url", "entries"), [("", (entry(),)), (SITE["url"], ())])
def test_there_is_no_feed_without_an_address_or_without_entries(url: str, entries: tuple[Entry, ...]) -> None:
    assert list(feed_files(feed(*entries), Layout({}, url))) == []


# --- from repositories


@pytest.fixture(scope="module")
def repo(tmp_path_factory: pytest.TempPathFactory) -> RepoBuilder:
    made = RepoBuilder(tmp_path_factory.mktemp("recent") / "repo")
    made.commit(
        {"index.md": f"# Home\n\n{TEXT}", "old.md": f"# Old\n\n{TEXT}"}, "Begin", author="Ann", when="2021-01-01"
    )
    made.commit({"a.md": f"# Alpha\n\n{TEXT}"}, "Add alpha", author="Bea", when="2021-01-02")
    made.commit(
        {"secret.md": f"---\nunlisted: true\n---\n# Hidden\n\n{TEXT}"}, "Hide it", author="Ann", when="2021-01-03"
    )
    message = "Thank Quentin Secret <quentin@example.org>\n\nCo-authored-by: Quentin Secret <quentin@example.org>\n"
    made.commit(
        {"a.md": f"# Alpha\n\n{TEXT * 2}", "index.md": f"# Home\n\n{TEXT * 2}"},
        message,
        author="Ann",
        when="2021-01-04",
    )
    made.commit({"old.md": None}, "Drop old", author="Ann", when="2021-01-05").tag("v1.0")
    made.commit({"b.md": f"# Beta\n\n{TEXT}"}, "Not released", author="Cid", when="2021-02-01")
    return made


def built(tmp_path: Path, repo: RepoBuilder, *more: Mapping[str, Any], **source: Any) -> Path:
    member = {"name": "Quentin Secret", "signs_as": ["quentin@example.org"], "opt_out": True}
    given = {"url": str(repo.path), "name": "kb", **source}
    site, _ = build_site(tmp_path, config_of(given, *more, site=SITE, people={"members": [member]}))
    return site


def subjects(site: Path, folder: str = "recent") -> list[str]:
    items = json.loads((site / folder / "feed.json").read_bytes())["items"]
    return [item["title"] for item in items]


def telling(site: Path, text: str, but: str) -> list[str]:
    """Return the pages, feeds and data of a site that hold a text, but for those of one folder."""
    files = [path.relative_to(site) for path in sorted(site.rglob("*")) if path.suffix in _TOLD]
    return [path.as_posix() for path in files if path.parts[0] != but and text in (site / path).read_text("utf-8")]


def test_changes_of_published_pages_are_told_the_newest_first(repo: RepoBuilder, tmp_path: Path) -> None:
    site = built(tmp_path, repo)
    assert subjects(site) == [
        "Beta: Not released",
        "2 pages: Thank a community member <…>",
        "Alpha: Add alpha",
        "Home: Begin",
    ]
    page = article((site / "recent" / "index.html").read_text(encoding="utf-8"))
    days = [each["datetime"] for _, each in elements(page, "time")]
    assert days == ["2021-02-01", "2021-01-04", "2021-01-02", "2021-01-01"]
    assert page.count("first contribution") == 3, "those of Ann, Bea and Cid"
    assert "Hidden" not in page and runs(page) == []
    assert dead_links(site, SERVED_AT) == []


def test_what_no_published_version_holds_is_not_told(repo: RepoBuilder, tmp_path: Path) -> None:
    site = built(tmp_path, repo, tags=["v*"], branches=[])
    assert subjects(site)[0] == "2 pages: Thank a community member <…>"
    page = article((site / "recent" / "index.html").read_text(encoding="utf-8"))
    assert ">Beta<" not in page and "Cid" not in page
    assert {each["href"] for _, each in elements(page, "a") if "1.0" in each["href"]} == {"../1.0/", "../1.0/a/"}


def test_nothing_outside_of_a_hidden_version_tells_of_it(repo: RepoBuilder, tmp_path: Path) -> None:
    given = {"tags": ["v*"], "branches": ["main"], "versions": {"main": "dev"}, "mark": {"dev": ["hidden"]}}
    site = built(tmp_path, repo, **given)
    assert "Beta" in (site / "dev" / "b" / "index.html").read_text(encoding="utf-8")
    assert subjects(site)[0] == "2 pages: Thank a community member <…>"
    assert (site / "people" / "cid" / "index.html").exists()
    assert telling(site, "Beta", but="dev") == []
    assert telling(site, ">Hidden</a>", but="") == [], "a page that is not listed"
    pages = [path for path in site.rglob("*.html") if path.relative_to(site).parts[0] != "dev"]
    leading = [path for path in pages for to in targets(path.read_bytes(), path.as_posix()) if "/dev/" in to]
    assert len(pages) > 10 and leading == []


def test_a_page_that_is_not_listed_is_named_by_itself_and_the_menu_of_versions_alone(tmp_path: Path) -> None:
    repo = RepoBuilder(tmp_path / "repo").commit({"index.md": f"# Home\n\n{TEXT}"}, author="Ann").tag("v1.0")
    secret = f"---\nunlisted: true\n---\n# Quietly\n\n{TEXT}"
    repo.commit({"secret.md": secret}, "One", author="Ann", when="2021-02-01").tag("v2.0")
    repo.commit({"secret.md": secret + TEXT}, "Two", author="Ann", when="2021-03-01").tag("v3.0")
    repo.move("secret.md", "other.md", author="Ann", when="2021-04-01").tag("v4.0")
    repo.commit({"other.md": None}, "Three", author="Ann", when="2021-05-01").tag("v5.0")
    site = built(tmp_path, repo, tags=["v*"], branches=[])
    named = telling(site, "Quietly", but="")
    own = {f"{version}.0/{name}" for version in (2, 3) for name in ("secret/index.html", "secret/index.md")}
    assert set(named) == own | {"4.0/other/index.html", "4.0/other/index.md", "pages.json"}
    assert len(list(site.glob("*/changes/index.html"))) == 4


def test_no_address_and_nobody_who_opted_out_is_in_pages_or_feeds(repo: RepoBuilder, tmp_path: Path) -> None:
    site = built(tmp_path, repo)
    for name in ("index.html", "feed.xml", "feed.json"):
        told = (site / "recent" / name).read_text(encoding="utf-8").lower()
        assert "example.org" not in told.replace("kb.example.org", ""), name
        assert "quentin" not in told and "secret" not in told, name
        assert "a community member" in told, name


def test_each_collection_has_its_own_changes_and_every_page_names_the_feeds(repo: RepoBuilder, tmp_path: Path) -> None:
    other = RepoBuilder(tmp_path / "tools").commit({"index.md": f"# Tools\n\n{TEXT}"}, "Begin tools", author="Dan")
    site = built(tmp_path, repo, {"url": str(other.path), "name": "tools"})
    assert subjects(site, "recent/tools") == ["Tools: Begin tools"]
    assert "Tools: Begin tools" in subjects(site)
    assert set(subjects(site, "recent/kb")) < set(subjects(site))
    head = (site / "kb" / "a" / "index.html").read_text(encoding="utf-8").partition("</head>")[0]
    named = [each for _, each in elements(head, "link") if (each.get("rel") or "").split() == ["alternate"]]
    assert [(each["type"].partition("/")[2], each["href"]) for each in named] == [
        ("markdown", "index.md"),
        *(("atom+xml", "../../recent/feed.xml"), ("feed+json", "../../recent/feed.json")),
        *(("atom+xml", "../../recent/kb/feed.xml"), ("feed+json", "../../recent/kb/feed.json")),
    ]
    assert dead_links(site, SERVED_AT) == []


def test_two_collections_of_one_repository_each_tell_their_own_changes(tmp_path: Path) -> None:
    repo = RepoBuilder(tmp_path / "repo")
    tagged = f"---\ntags: [ops]\n---\n# Run\n\n{TEXT}"
    repo.commit({"hb/index.md": f"# Hand\n\n{TEXT}", "tools/index.md": f"# Tools\n\n{TEXT}"}, "Begin", author="Ann")
    repo.commit({"tools/run.md": tagged}, "Add run", author="Bea", when="2024-02-01")
    repo.commit({"hb/more.md": f"# More\n\n{TEXT}"}, "Add more", author="Cid", when="2024-03-01")
    repo.commit({"src/notes.md": f"# Notes\n\n{TEXT}"}, "Not published", author="Dan", when="2024-04-01")
    site = built(tmp_path, repo, {"url": str(repo.path), "name": "tools", "docs": "tools"}, name="hb", docs="hb")
    assert subjects(site) == ["More: Add more", "Run: Add run", "2 pages: Begin"]
    assert subjects(site, "recent/hb") == ["More: Add more", "Hand: Begin"]
    assert subjects(site, "recent/tools") == ["Run: Add run", "Tools: Begin"]
    page = article((site / "recent" / "index.html").read_text(encoding="utf-8"))
    assert page.count("first contribution") == 3, "those of Ann, Bea and Cid, each once"
    assert ">Bea</a>" in (site / "topics" / "ops" / "index.html").read_text(encoding="utf-8")
    assert dead_links(site, SERVED_AT) == []


def test_without_an_address_of_the_site_there_are_pages_and_no_feeds(repo: RepoBuilder, tmp_path: Path) -> None:
    site, _ = build_site(tmp_path, config_of({"url": str(repo.path), "name": "kb"}))
    assert (site / "recent" / "index.html").exists()
    assert list(site.rglob("feed.*")) == []
    assert "feed" not in (site / "index.html").read_text(encoding="utf-8")


def test_a_cut_off_history_tells_no_changes(repo: RepoBuilder, tmp_path: Path) -> None:
    site, report = build_site(tmp_path, config_of({"url": str(repo.shallow(tmp_path / "clone")), "name": "kb"}))
    assert report.published == "new"
    assert not (site / "recent").exists()
    assert dead_links(site) == []


# --- twins and llms.txt


def test_each_page_has_a_twin_and_llms_txt_lists_them(repo: RepoBuilder, tmp_path: Path) -> None:
    site = built(tmp_path, repo, tags=["v*"])
    pages = {path.with_suffix("") for path in site.glob("1.0/**/index.html")}
    assert {path.with_suffix("") for path in site.glob("1.0/**/index.md")} == pages
    assert (site / "1.0" / "a" / "index.md").read_text(encoding="utf-8").startswith("# Alpha\n\nword word")
    index = (site / "llms.txt").read_text(encoding="utf-8")
    assert index.startswith("# Our pages\n\n> ")
    assert "\n- [Alpha](https://kb.example.org/docs/1.0/a/index.md): word word" in index
    assert "Hidden" not in index
    links = [line.partition("](")[2].partition(")")[0] for line in index.splitlines() if line.startswith("- ")]
    assert all((site / link.removeprefix(SITE["url"])).exists() for link in links) and len(links) > 4
    full = (site / "llms-full.txt").read_text(encoding="utf-8")
    assert "# Alpha\n\nword" in full and "Hidden" not in full
