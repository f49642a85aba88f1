"""What a site says of the differences between versions: comparisons, lists of changes, days in sitemaps, addresses."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from html_page import elements, with_class
from repo_builder import RepoBuilder
from small_site import build_site, config_of

TEXT = "".join(f"This is line {n}, and it is long enough to be known again.\n" for n in range(20))
GITHUB = "https://github.com/org/a"
VERSIONS = {"tags": ["v*"], "branches": ["main"], "versions": {"main": "dev"}}
SEARCH = {"engine": "none"}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a site of two collections with four versions: one page moves with edits, one changes twice, one is new."""
    folder = tmp_path_factory.mktemp("changes")
    repo = RepoBuilder(folder / "a")
    repo.commit({"docs/index.md": "# Home", "docs/x.md": f"# Ex\n\n{TEXT}", "docs/y.md": "# Why\n"}, when="2021-01-01")
    repo.tag("v1.0").commit({"docs/y.md": "# Why\n\nBecause it is so.\n"}, when="2022-02-02").tag("v1.1")
    repo.move("docs/x.md", "docs/new/x.md", {"docs/new/x.md": f"# Ex\n\n{TEXT}More.\n"}, when="2023-03-03")
    repo.commit({"docs/fresh.md": "# Fresh\n"}, when="2023-03-04").tag("v2.0-rc.1")
    repo.commit({"docs/late.md": "# Late\n", "docs/y.md": None}, when="2024-04-04")
    RepoBuilder(folder / "b").commit({"README.md": "# B"}).tag("v1.0").tag("v1.1").tag("v2.0-rc.1")
    sources = [
        {"url": "a", "name": "a", "web_url": GITHUB, **VERSIONS},
        {"url": "b", "name": "b", **VERSIONS, "mark": {"1.0": ["hidden"]}},
    ]
    given = {"site": {"name": "Both", "url": "https://kb.example.org/"}, "search": SEARCH}
    built, report = build_site(folder, config_of(*sources, base_dir=folder, **given))
    assert report.published == "new", report.problems
    return built


def read(site: Path, path: str) -> str:
    return (site / path / "index.html").read_text(encoding="utf-8")


def offers(site: Path, path: str) -> list[tuple[str, str]]:
    """Return the versions that a page offers to compare, and where that leads without scripts."""
    links = [a for _, a in with_class(read(site, path), "kb-compare-link")]
    found = ((re.search(r"from=(.*)&to=(.*)", a["data-compare"]), a["href"]) for a in links)
    return [(f"{match[1]}..{match[2]}", href) for match, href in found if match]


def test_the_versions_of_each_collection_are_in_order_and_the_newest_release_is_latest(site: Path) -> None:
    for name in ("a", "b"):
        listed = json.loads((site / name / "versions.json").read_bytes())
        shown = [v["version"] for v in listed]
        assert shown == [v for v in ("dev", "2.0-rc.1", "1.1", "1.0") if (name, v) != ("b", "1.0")]
        assert [v["aliases"] for v in listed if v["version"] == "1.1"] == [["latest"]]


def test_a_page_offers_what_differs_from_latest(site: Path) -> None:
    ((versions, without_scripts), *_) = offers(site, "a/1.0/y")
    assert versions == "1.0..1.1"
    assert without_scripts.startswith(f"{GITHUB}/compare/") and "..." in without_scripts
    assert offers(site, "a/1.0/x") == [], "the texts are equal"
    assert [versions for versions, _ in offers(site, "a/2.0-rc.1/new/x")][:1] == ["1.1..2.0-rc.1"]


def test_latest_offers_what_differs_from_the_version_before(site: Path) -> None:
    assert [versions for versions, _ in offers(site, "a/1.1/y")] == ["1.0..1.1"]
    assert offers(site, "a/1.1/x") == offers(site, "a/1.1") == []


def parts(site: Path, path: str) -> dict[str, list[str]]:
    html = read(site, path)
    found = re.findall(r'(?s)<h2 id="\w+">(\w+) <small>(\d+)</small></h2>\s*<ul class="kb-changes">(.*?)</ul>', html)
    named = {title: re.findall(r'<li><a href="[^"]*">([^<]*)</a>', items) for title, _, items in found}
    assert [len(names) for names in named.values()] == [int(count) for _, count, _ in found]
    return named


def test_the_changes_of_a_version_are_those_against_the_one_before(site: Path) -> None:
    assert parts(site, "a/1.1/changes") == {"Changed": ["Why"]}
    assert parts(site, "a/2.0-rc.1/changes") == {"Added": ["Fresh"], "Moved": ["Ex"], "Changed": ["Ex"]}
    assert parts(site, "a/dev/changes") == {"Added": ["Late"], "Removed": ["Why"]}
    assert not (site / "a/1.0/changes").exists()
    assert not (site / "b/1.1/changes").exists(), "the only version before is hidden"


def test_the_links_of_a_list_of_changes_lead_to_pages(site: Path) -> None:
    for path in ("a/1.1/changes", "a/2.0-rc.1/changes", "a/dev/changes"):
        html = read(site, path)
        links = [a["href"] for _, a in elements(html[html.index("<h1") : html.index("</article>")], "a")]
        own = [href for href in links if not href.startswith("http")]
        assert own and all((site / path / href / "index.html").exists() for href in own)


def test_a_sitemap_tells_the_day_on_which_a_page_last_changed(site: Path) -> None:
    xml = (site / "sitemaps/a.xml").read_text(encoding="utf-8")
    days = dict(re.findall(r"<loc>https://kb.example.org/([^<]*)</loc><lastmod>([^<]*)</lastmod>", xml))
    assert days == {"a/1.1/": "2021-01-01", "a/1.1/x/": "2021-01-01", "a/1.1/y/": "2022-02-02"}


def test_a_second_source_moves_no_address_of_the_first(tmp_path: Path) -> None:
    repo = RepoBuilder(tmp_path / "a").commit({"index.md": "# Home", "x.md": TEXT}).tag("v1.0")
    repo.move("x.md", "y.md").tag("v2.0")
    RepoBuilder(tmp_path / "b").commit({"README.md": "# B"})
    first = {"url": "a", "name": "a", "tags": ["v*"], "branches": []}
    one = config_of(first, base_dir=tmp_path, search=SEARCH)
    two = config_of({**first, "prefix": ""}, {"url": "b", "name": "b"}, base_dir=tmp_path, search=SEARCH)
    alone, both = (build_site(tmp_path, config, output=f"{len(config.sources)}")[0] for config in (one, two))
    found = (path.relative_to(alone) for path in alone.rglob("*.html"))
    pages = {path for path in found if path.parts[0] in ("1.0", "2.0", "latest", "versions", "compare")}
    assert len(pages) == 12
    assert {path for path in pages if not (both / path).exists()} == set()
