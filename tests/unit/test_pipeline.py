from __future__ import annotations

import json
import shutil
import xml.etree.ElementTree as ElementTree
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from html_page import article, dead_links, elements, runs
from output_folder import names
from repo_builder import RepoBuilder
from small_site import build_site, config_of

from kbgen.errors import ConfigError, ExitCode, SourceError
from kbgen.paths import is_reserved
from kbgen.report import BuildReport

PNG = b"\x89PNG\r\n\x1a\n rest"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
URL = "https://kb.example.org/kb/"


def digests(site: Path) -> dict[str, str]:
    """Return the hash of each file of a site by its path."""
    files = (path for path in site.rglob("*") if path.is_file())
    return {path.relative_to(site).as_posix(): sha256(path.read_bytes()).hexdigest() for path in files}


def own(site: Path) -> list[str]:
    """Return the paths of a site's files without those of the theme and of the search."""
    return sorted(path for path in digests(site) if not path.startswith(("assets/", "pagefind/", "search/")))


def locations(path: Path) -> list[str]:
    return [element.text or "" for element in ElementTree.parse(path).getroot().iter(f"{SITEMAP}loc")]


def json_of(path: Path) -> Any:
    return json.loads(path.read_bytes())


def stub_target(path: Path) -> str:
    (link,) = elements(path.read_bytes(), "a")
    return link[1]["href"]


@pytest.fixture(scope="module")
def repos(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, RepoBuilder]:
    """Return a handbook with 20 tags, a toolbox with plain URLs, and a wiki without versions."""
    folder = tmp_path_factory.mktemp("repos")
    handbook = RepoBuilder(folder / "handbook")
    for minor in range(20):
        files: dict[str, str | bytes | None] = {"docs/index.md": f"# Handbook {minor}\n\n[a](guide/a.md) ![x](x.png)"}
        files |= {"docs/guide/a.md": f"# A {minor}", "docs/x.png": PNG, f"docs/new-{minor}.md": f"# New {minor}"}
        files |= {f"docs/new-{minor - 2}.md": None} if minor >= 2 else {}
        handbook.commit(files).tag(f"v1.{minor}", annotated=minor % 2 == 0)
    toolbox = RepoBuilder(folder / "toolbox").commit(
        {
            "mkdocs.yml": "site_name: Tool Box\nuse_directory_urls: false\n",
            "docs/a.md": "# A\n\n[b](sub/b.md)",
            "docs/sub/b.md": "# B",
        }
    )
    toolbox.tag("v1.0").commit({"docs/c.md": "# C"}).tag("v2.0")
    wiki = RepoBuilder(folder / "wiki").commit(
        {"README.md": "# Wiki\n\n[p](a%20page.md)", "a page.md": "# Page", "robots.txt": "x"}
    )
    return {"handbook": handbook, "toolbox": toolbox, "wiki": wiki}


def source(repos: Mapping[str, RepoBuilder], name: str, **given: Any) -> dict[str, Any]:
    return {"url": str(repos[name].path), "name": name, **given}


TAGGED: dict[str, Any] = {"branches": [], "tags": ["v*"]}


@pytest.fixture(scope="module")
def versioned(repos: Mapping[str, RepoBuilder], tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, BuildReport]:
    """Return the site of one collection with 20 versions."""
    given = source(repos, "handbook", **TAGGED, mark={"1.0": ["eol"], "1.1": ["hidden"]}, aliases={"stable": "1.18"})
    return build_site(tmp_path_factory.mktemp("versioned"), config_of(given, site={"url": URL}))


@pytest.fixture(scope="module")
def portal(repos: Mapping[str, RepoBuilder], tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, BuildReport]:
    """Return the site of three collections."""
    sources = (
        source(repos, "handbook", branches=[], tags=["v1.18", "v1.19"]),
        source(repos, "toolbox", **TAGGED),
        source(repos, "wiki"),
    )
    return build_site(tmp_path_factory.mktemp("portal"), config_of(*sources, site={"url": URL, "name": "All"}))


def test_one_source_without_versions_lies_at_the_root(repos: Mapping[str, RepoBuilder], tmp_path: Path) -> None:
    site, report = build_site(tmp_path, config_of(source(repos, "wiki")))
    assert (report.exit_code, report.published) == (ExitCode.OK, "new")
    data = [f"data/{name}.json" for name in ("contributions", "manifest", "people", "site", "stats")]
    areas = ["activity/index.html", "activity/wiki/index.html", "people/ada/index.html", "people/index.html"]
    plain = ["_headers", "a page/index.md", "index.md", "links.json", "llms.txt", "llms-full.txt", "recent/index.html"]
    assert own(site) == sorted(["404.html", "a page/index.html", *data, "index.html", *areas, *plain])
    assert "Wiki" in article((site / "index.html").read_text())
    assert dead_links(site) == []
    assert [each.code for each in report.problems] == ["KB037"]


def test_what_kbgen_writes_itself_is_reserved(tmp_path: Path) -> None:
    repo = RepoBuilder(tmp_path / "repo").commit({"a.md": "# A"})
    site, _ = build_site(tmp_path, config_of({"url": str(repo.path), "name": "kb"}, site={"url": URL}))
    made = [path for path in digests(site) if path not in ("a/index.html", "index.html")]
    assert len(made) > 30
    # An area of the site gives way to a collection's own folder of that name (kbgen/generate/area.py, `taken`).
    areas = ("people/", "activity/", "recent/", "topics/", "search/index.html")
    made = [path for path in made if not path.startswith(areas)]
    # A file of this name wins over kbgen's, and no other file of a repository can have the name of a twin.
    made = [path for path in made if not path.startswith("llms") and not path.endswith(".md")]
    assert [path for path in made if not is_reserved(path)] == []


def test_versions_are_listed_newest_first_in_the_format_of_mike(versioned: tuple[Path, BuildReport]) -> None:
    site, _ = versioned
    entries = json_of(site / "versions.json")
    assert [entry["version"] for entry in entries] == [f"1.{n}" for n in range(19, -1, -1) if n != 1]
    assert entries[0]["aliases"] == ["latest"] and entries[1]["aliases"] == ["stable"]
    assert set(entries[0]) == {"version", "title", "aliases", "properties"}
    assert entries[-1]["properties"]["eol"] is True
    assert all(entry["title"] == entry["version"] and len(entry["properties"]["commit"]) == 40 for entry in entries)


def test_every_version_is_published_and_no_link_is_dead(versioned: tuple[Path, BuildReport]) -> None:
    site, report = versioned
    assert report.exit_code is ExitCode.OK
    assert [each.version for each in report.versions] == [f"1.{n}" for n in range(19, -1, -1)]
    for n in range(20):
        assert f"Handbook {n}" in article((site / f"1.{n}/index.html").read_text())
        assert (site / f"1.{n}/x.png").read_bytes() == PNG
    assert dead_links(site, "kb/") == []


def test_roots_and_aliases_lead_to_the_version(versioned: tuple[Path, BuildReport]) -> None:
    site, _ = versioned
    assert stub_target(site / "index.html") == "1.19/"
    assert stub_target(site / "latest/index.html") == "../1.19/"
    assert stub_target(site / "latest/guide/a/index.html") == "../../../1.19/guide/a/"
    assert stub_target(site / "stable/new-17/index.html") == "../../1.18/new-17/"
    html = (site / "latest/guide/a/index.html").read_text()
    assert [a["href"] for _, a in elements(html, "link")] == [f"{URL}1.19/guide/a/"]
    assert 'content="noindex"' in html
    assert runs(html) == []


def test_sitemaps_name_canonical_pages_only(versioned: tuple[Path, BuildReport]) -> None:
    site, _ = versioned
    assert locations(site / "sitemap.xml") == [f"{URL}sitemaps/handbook.xml"]
    listed = locations(site / "sitemaps/handbook.xml")
    assert {f"{URL}1.19/", f"{URL}1.19/guide/a/", f"{URL}1.18/new-17/", f"{URL}1.3/new-2/"} <= set(listed)
    assert not [address for address in listed if "/1.0/" in address or "/1.1/" in address or "/latest/" in address]
    assert f"{URL}1.18/guide/a/" not in listed
    assert listed == sorted(set(listed))
    assert f"{URL}1.5/guide/a/" in locations(site / "1.5/sitemap.xml")
    assert set(locations(site / "latest/sitemap.xml")) == {
        f"{URL}latest/{path}" for path in ("", "guide/a/", "new-18/", "new-19/")
    }
    assert f"Sitemap: {URL}sitemap.xml" in (site / "robots.txt").read_text()


def test_the_data_of_a_site_tells_what_was_built(versioned: tuple[Path, BuildReport]) -> None:
    data = json_of(versioned[0] / "data/site.json")
    (collection,) = data["collections"]
    assert (collection["name"], collection["latest"], collection["root"]) == ("handbook", "1.19", "")
    newest = collection["versions"][0]
    assert (newest["version"], newest["root"], newest["ref"]) == ("1.19", "1.19/", "v1.19")
    assert {"path": "guide/a.md", "url": "guide/a/", "title": "A 19"} in newest["pages"]


def test_several_collections_have_a_portal(portal: tuple[Path, BuildReport]) -> None:
    site, report = portal
    assert report.exit_code is ExitCode.OK
    titles = [
        a
        for a in elements((site / "index.html").read_text(), "a")
        if a[1]["href"] in ("./handbook/1.19/", "./toolbox/2.0/", "./wiki/")
    ]
    assert len(titles) >= 3
    assert dead_links(site, "kb/") == []
    assert stub_target(site / "handbook/index.html") == "1.19/"
    assert {"versions.json", "versions"} <= set(names(site / "toolbox"))
    assert not (site / "wiki/versions.json").exists()


def test_plain_urls_keep_working_below_an_alias_and_at_roots_without_an_index(portal: tuple[Path, BuildReport]) -> None:
    site, _ = portal
    assert stub_target(site / "toolbox/latest/sub/b.html") == "../../2.0/sub/b.html"
    assert stub_target(site / "toolbox/latest/a.html") == "../2.0/a.html"
    assert stub_target(site / "toolbox/2.0/index.html") == "a.html"
    assert stub_target(site / "toolbox/latest/index.html") == "../2.0/a.html"
    assert stub_target(site / "toolbox/index.html") == "2.0/a.html"


def test_a_collection_without_prefix_lies_beside_the_others(repos: Mapping[str, RepoBuilder], tmp_path: Path) -> None:
    sources = source(repos, "wiki", prefix=""), source(repos, "toolbox", **TAGGED)
    site, report = build_site(tmp_path, config_of(*sources))
    assert report.exit_code is ExitCode.OK
    assert "Wiki" in article((site / "index.html").read_text())
    assert (site / "toolbox/2.0/a.html").is_file()
    assert dead_links(site) == []


def test_latest_can_be_copied(repos: Mapping[str, RepoBuilder], tmp_path: Path) -> None:
    given = source(repos, "handbook", branches=[], tags=["v1.18", "v1.19"])
    site, _ = build_site(tmp_path, config_of(given, urls={"latest": "copy"}, site={"url": URL}))
    for path in ("index.html", "guide/a/index.html", "x.png"):
        assert (site / "latest" / path).read_bytes() == (site / "1.19" / path).read_bytes()
    canonical = [
        a["href"]
        for _, a in elements((site / "1.18/guide/a/index.html").read_text(), "link")
        if a["rel"] == "canonical"
    ]
    assert canonical == [f"{URL}latest/guide/a/"]
    assert f"{URL}latest/guide/a/" in locations(site / "sitemaps/handbook.xml")
    assert dead_links(site, "kb/") == []


def test_retention_publishes_what_it_keeps(repos: Mapping[str, RepoBuilder], tmp_path: Path) -> None:
    given = source(repos, "handbook", **TAGGED, keep={"minors": 2, "always": ["1.3"]})
    site, _ = build_site(tmp_path, config_of(given))
    assert [entry["version"] for entry in json_of(site / "versions.json")] == ["1.19", "1.18", "1.3"]
    assert "Redirecting" in (site / "1.17/guide/a/index.html").read_text()
    assert not (site / "1.17/versions.json").exists()


def test_without_an_address_there_are_no_sitemaps_for_search_engines(
    repos: Mapping[str, RepoBuilder], tmp_path: Path
) -> None:
    site, _ = build_site(tmp_path, config_of(source(repos, "toolbox", **TAGGED)))
    assert not (site / "sitemap.xml").exists() and not (site / "robots.txt").exists()
    assert locations(site / "2.0/sitemap.xml") == [
        f"http://localhost/2.0/{path}" for path in ("a.html", "c.html", "sub/b.html")
    ]


@pytest.mark.parametrize("change", [{"jobs": 2}, {"cache": "cold"}, {}], ids=["two workers", "cold cache", "again"])
def test_the_same_input_gives_the_same_bytes(
    repos: Mapping[str, RepoBuilder], tmp_path_factory: pytest.TempPathFactory, change: dict[str, Any]
) -> None:
    folder = tmp_path_factory.mktemp("same")
    config = config_of(source(repos, "toolbox", **TAGGED), source(repos, "wiki"), site={"url": URL})
    first, _ = build_site(folder, config, output="first")
    second, report = build_site(folder, config, output="second", **change)
    assert digests(first) == digests(second)
    assert sum(version.articles_converted for version in report.versions) == (0 if "cache" not in change else 5)


def test_a_build_of_what_is_published_changes_nothing(repos: Mapping[str, RepoBuilder], tmp_path: Path) -> None:
    config = config_of(source(repos, "wiki"))
    build_site(tmp_path, config)
    site, report = build_site(tmp_path, config)
    assert report.published == "unchanged"
    assert site.is_dir()


def test_a_commit_converts_only_what_it_changes(repo: RepoBuilder, tmp_path: Path) -> None:
    repo.commit({f"docs/{n}.md": f"# Page {n}" for n in range(9)} | {"docs/index.md": "# Home"})
    config = config_of({"url": str(repo.path), "name": "kb"})
    _, first = build_site(tmp_path, config)
    repo.commit({"docs/3.md": "# Changed"})
    site, second = build_site(tmp_path, config)
    assert [v.articles_converted for v in (*first.versions, *second.versions)] == [10, 1]
    assert second.published == "replaced"
    assert "Changed" in article((site / "3/index.html").read_text())


def test_a_source_that_is_gone_is_published_from_its_copy_and_says_so(tmp_path: Path) -> None:
    repo = RepoBuilder(tmp_path / "repo").commit({"index.md": "# Home", "a.md": "# A"})
    config = config_of({"url": str(repo.path), "name": "kb"}, site={"url": URL})
    build_site(tmp_path, config)
    shutil.rmtree(repo.path)
    site, report = build_site(tmp_path, config)
    assert [each.code for each in report.problems] == ["KB110"]
    assert report.exit_code is ExitCode.OK and report.versions[0].stale_since
    assert "could not be reached" in (site / "a/index.html").read_text()
    assert json_of(site / "data/site.json")["collections"][0]["stale_since"]
    _, strict = build_site(tmp_path, config, strict=True)
    assert strict.exit_code is ExitCode.SOURCE


def test_errors_in_content_leave_the_published_site_alone(repo: RepoBuilder, tmp_path: Path) -> None:
    config = config_of({"url": str(repo.path), "name": "kb"})
    repo.commit({"docs/index.md": "# Good"})
    site, _ = build_site(tmp_path, config)
    before = digests(site)
    repo.commit({"docs/index.md": "# Better", "docs/bad.md": b"\xff"})
    _, report = build_site(tmp_path, config)
    assert (report.published, report.exit_code) == ("", ExitCode.FINDINGS)
    assert digests(site) == before
    _, report = build_site(tmp_path, config, keep_going=True)
    assert (report.published, report.exit_code) == ("replaced", ExitCode.FINDINGS)
    assert "Better" in article((site / "index.html").read_text())


def test_a_hostile_page_changes_no_other_page(tmp_path: Path) -> None:
    text = "What this page says is worth to be told."
    files = {"index.md": "# Home", **{f"p{n}.md": f"# Page {n}\n\n{text}" for n in range(5)}}
    clean = RepoBuilder(tmp_path / "clean" / "kb").commit(files).commit({"zz.md": "# Fine"})
    deep = "<div markdown>\n" * 600 + "x\n" + "</div>\n" * 600
    hostile = RepoBuilder(tmp_path / "hostile" / "kb").commit(files)
    hostile.commit({"zz.md": f"---\ntitle: Fine\n---\n{deep}"})
    sites = [
        build_site(tmp_path, config_of({"url": str(repo.path), "name": "kb"}), output=name, keep_going=True)
        for name, repo in (("one", clean), ("two", hostile))
    ]
    first, second = (digests(site) for site, _ in sites)
    told = (
        "data/",
        "activity/",
        "people/",
        "recent/",
        "llms",
        "search/",
        "pagefind/",
    )  # of all pages
    differing = {path for path in first if first[path] != second.get(path) and not path.startswith(told)}
    assert differing == {"zz/index.html", "zz/index.md"}
    assert [each.code for each in sites[1][1].problems if each.severity == "error"] == ["KB116"]


def test_the_sites_own_weights_count(repo: RepoBuilder, tmp_path: Path) -> None:
    repo.commit({"docs/index.md": "# Home\n\n[x](gone.md)"})
    _, report = build_site(tmp_path, config_of({"url": str(repo.path), "name": "kb"}, check={"KB021": "error"}))
    assert (report.published, report.exit_code) == ("", ExitCode.FINDINGS)
    _, report = build_site(tmp_path, config_of({"url": str(repo.path), "name": "kb"}, check={"KB021": "off"}))
    assert (report.published, report.problems) == ("new", ())


def test_a_theme_by_path_is_used(repo: RepoBuilder, tmp_path: Path) -> None:
    (tmp_path / "ours").mkdir()
    (tmp_path / "ours/main.html").write_text('{% extends "commons/main.html" %}{% block facts %}OURS{% endblock %}')
    config = config_of({"url": str(repo.commit({"a.md": "# A"}).path), "name": "kb"}, theme="ours", base_dir=tmp_path)
    site, _ = build_site(tmp_path, config)
    assert "OURS" in article((site / "a/index.html").read_text())


def test_what_cannot_be_built_leaves_no_output(repo: RepoBuilder, tmp_path: Path) -> None:
    repo.commit({"x.c": "x"})
    with pytest.raises(SourceError):
        build_site(tmp_path, config_of({"url": str(repo.path), "name": "kb"}))
    with pytest.raises(ConfigError):
        build_site(tmp_path, config_of({"url": str(repo.path), "name": "kb"}, theme="nowhere", base_dir=tmp_path))
    assert not (tmp_path / "site").exists()
