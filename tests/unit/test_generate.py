"""What history adds to a built site: facts on pages, people, activity and data, and what must never be there."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from hashlib import new as digest
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from command_line import fingerprint
from html_page import article, dead_links, elements, runs
from jsonschema import Draft202012Validator
from repo_builder import FIRST_COMMIT, RepoBuilder
from small_site import build_site, config_of

from kbgen.config import load
from kbgen.metrics import contributions_schema, people_schema, stats_schema

ROOT = Path(__file__).parents[2]
DATA = {"stats": stats_schema, "people": people_schema, "contributions": contributions_schema}
TEXT = "word " * 20
PLACES = ("1.0/guide/a", "2.0/guide/b", "dev/guide/b")


def data(site: Path, name: str) -> Any:
    return json.loads((site / "data" / f"{name}.json").read_bytes())


def footer(site: Path, page: str) -> str:
    """Return what a page says of its history, as text in HTML."""
    html = (site / page).read_text(encoding="utf-8")
    return html[html.index('<footer class="kb-facts">') :].partition("</footer>")[0] if "kb-facts" in html else ""


def published(site: Path) -> Iterator[tuple[Path, str]]:
    """Yield the text of each file of a site that kbgen made itself."""
    for path in sorted(site.rglob("*")):
        if path.is_file() and "assets" not in path.relative_to(site).parts:
            yield path, path.read_text(encoding="utf-8", errors="replace")


def source(repo: RepoBuilder, **given: Any) -> dict[str, Any]:
    return {"url": str(repo.path), "name": "kb", **given}


@pytest.fixture(scope="module")
def handbook(tmp_path_factory: pytest.TempPathFactory) -> RepoBuilder:
    """Return a repository of three people, two tags, a move and a co-author."""
    repo = RepoBuilder(tmp_path_factory.mktemp("generate") / "handbook")
    repo.commit({"index.md": f"# Home\n\n{TEXT}", "guide/a.md": f"# Guide\n\n{TEXT}"}, author="Zed", when="2021-01-01")
    repo.tag("v1.0")
    repo.commit({"guide/a.md": f"# Guide\n\n{TEXT * 2}"}, "Say more", author="Bea", when="2021-03-01")
    repo.move("guide/a.md", "guide/b.md", author="Bea", when="2021-04-01").tag("v2.0")
    message = "Add a list\n\nCo-authored-by: Cid <cid@example.org>\n"
    repo.commit({"guide/b.md": f"# Guide\n\n{TEXT * 3}"}, message, author="Ann", when="2021-05-01")
    return repo


@pytest.fixture(scope="module")
def versioned(handbook: RepoBuilder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    given = source(handbook, branches=["main"], tags=["v*"], versions={"main": "dev"}, mark={"dev": ["prerelease"]})
    given["web_url"] = "https://github.com/o/n"
    return build_site(tmp_path_factory.mktemp("versioned"), config_of(given))[0]


# --- facts on pages


def test_a_page_of_a_version_tells_what_its_ref_contains_and_nothing_later(versioned: Path) -> None:
    first, second, now = (footer(versioned, f"{at}/index.html") for at in PLACES)
    assert ("Bea" in first, "Say more" in first, "History: 1 change<" in first) == (False, False, True)
    assert ("Bea" in second, "Ann" in second, "History: 3 changes<" in second) == (True, False, True)
    assert all(f">{name}</a>" in now for name in ("Zed", "Bea", "Ann", "Cid"))
    assert 'datetime="2021-01-01"' in now, "a page keeps its start when it moves"


def test_a_change_leads_to_the_forge(versioned: Path, handbook: RepoBuilder) -> None:
    links = [each["href"] for _, each in elements(footer(versioned, "2.0/guide/b/index.html"), "a")]
    assert f"https://github.com/o/n/commit/{handbook.oid('v2.0^{commit}~1')}" in links


def test_a_cut_off_history_gives_no_dates_and_says_so(handbook: RepoBuilder, tmp_path: Path) -> None:
    clone = handbook.shallow(tmp_path / "clone")
    site, report = build_site(tmp_path, config_of({"url": str(clone), "name": "kb"}))
    told = footer(site, "guide/b/index.html")
    assert "No dates and contributors are shown: its history is cut off" in told
    assert "<time" not in told and "Ann" not in told
    assert not (site / "people").exists() and not (site / "activity").exists()
    assert "KB114" in [each.code for each in report.problems]


def test_a_page_with_a_long_history_shows_the_newest_changes_and_leads_to_the_others(tmp_path: Path) -> None:
    repo = RepoBuilder(tmp_path / "repo")
    for number in range(130):
        when = FIRST_COMMIT + timedelta(days=number)
        repo.commit({"index.md": f"# Home\n\n{TEXT} {number}"}, f"Change {number}", when=when)
    site, _ = build_site(tmp_path, config_of(source(repo, web_url="https://github.com/o/n")))
    told = footer(site, "index.html")
    assert "History: 130 changes" in told and "30 earlier changes" in told
    assert (">Change 129<" in told, ">Change 30<" in told, ">Change 29<" in told) == (True, True, False)
    assert f'href="https://github.com/o/n/commits/{repo.oid()}/index.md"' in told
    assert 'start="130"' in told


# --- areas


def test_areas_link_to_the_pages_of_the_latest_version_and_no_link_is_dead(versioned: Path) -> None:
    html = (versioned / "people" / "bea" / "index.html").read_text(encoding="utf-8")
    assert [each["href"] for _, each in elements(article(html), "a") if "guide" in each["href"]] == [
        "../../2.0/guide/b/"
    ]
    assert dead_links(versioned) == []
    assert runs(html) == []


def test_people_are_listed_by_name(versioned: Path) -> None:
    html = article((versioned / "people" / "index.html").read_text(encoding="utf-8"))
    links = [each["href"].split("/")[-2] for _, each in elements(html, "a") if "people/" in each["href"]]
    assert links == ["ann", "bea", "cid", "zed"]
    assert [each["name"] for each in data(versioned, "people")["people"]] == ["Ann", "Bea", "Cid", "Zed"]


def test_contributors_of_a_page_are_in_the_order_of_their_first_contribution(versioned: Path) -> None:
    pages = {page["id"]: page for page in data(versioned, "contributions")["pages"]}
    (guide,) = (page for page in pages.values() if len(page["contributors"]) > 1)
    assert [each["name"] for each in guide["contributors"]] == ["Zed", "Bea", "Ann", "Cid"]
    assert [each["first"] for each in guide["contributors"]] == sorted(each["first"] for each in guide["contributors"])


@pytest.mark.parametrize("name", DATA)
def test_data_keeps_to_its_schema(name: str, versioned: Path) -> None:
    Draft202012Validator(DATA[name]()).validate(data(versioned, name))


def test_who_only_landed_or_moved_pages_is_named_and_has_no_page(tmp_path: Path) -> None:
    repo = RepoBuilder(tmp_path / "repo").commit({"a.md": f"# A\n\n{TEXT}"}, author="Ann", committer="Landis")
    repo.move("a.md", "b.md", author="Mo")
    site, _ = build_site(tmp_path, config_of(source(repo)))
    told = footer(site, "b/index.html")
    assert ">Mo<" in told and "people/mo/" not in told
    assert sorted(path.name for path in (site / "people").iterdir()) == ["ann", "index.html"]
    assert dead_links(site) == []


def test_a_folder_of_a_collection_wins_over_an_area(tmp_path: Path) -> None:
    repo = RepoBuilder(tmp_path / "repo").commit({"index.md": f"# Home\n\n{TEXT}", "people/index.md": "# Our people"})
    site, _ = build_site(tmp_path, config_of(source(repo)))
    assert "Our people" in (site / "people" / "index.html").read_text(encoding="utf-8")
    assert not (site / "people" / "ada").exists()
    assert (site / "activity" / "index.html").exists()
    assert "people/ada" not in (site / "index.html").read_text(encoding="utf-8")
    assert dead_links(site) == []


# --- people who do not want to be named, or are one person


@pytest.fixture(scope="module")
def shy(tmp_path_factory: pytest.TempPathFactory) -> RepoBuilder:
    repo = RepoBuilder(tmp_path_factory.mktemp("shy") / "repo")
    repo.commit({"index.md": f"# Home\n\n{TEXT}"}, author="Ann", when="2021-01-01").tag("v1.0")
    repo.commit(
        {"x/a.md": f"# A\n\n{TEXT}"}, "Add what Quentin Secret told", author="Quentin Secret", when="2021-02-01"
    )
    message = (
        "Say more\n\nCo-authored-by: Quentin Secret <quentin.secret@example.org>\nReviewed-by: Q S <q@s.example>\n"
    )
    repo.commit({"index.md": f"# Home\n\n{TEXT * 2}"}, message, author="Ann", when="2021-03-01").tag("v2.0")
    return repo


def members(*given: Mapping[str, Any]) -> dict[str, Any]:
    return {"people": {"members": list(given)}}


def test_whoever_opts_out_is_named_nowhere_and_all_totals_stay(shy: RepoBuilder, tmp_path: Path) -> None:
    given = source(shy, branches=[], tags=["v*"])
    out = {"name": "Quentin Secret", "signs_as": ["quentin.secret@example.org", "q@s.example"], "opt_out": True}
    named, _ = build_site(tmp_path, config_of(given, **members({**out, "opt_out": False})), output="named")
    unnamed, _ = build_site(tmp_path, config_of(given, **members(out)), output="unnamed")
    assert (named / "people" / "quentin-secret").exists()
    places = ((path, f"{path.relative_to(unnamed)}{text}".lower()) for path, text in published(unnamed))
    told = [path for path, text in places if "quentin" in text or "secret" in text or ">q s<" in text]
    assert told == []
    assert "a community member" in footer(unnamed, "2.0/x/a/index.html")
    assert data(named, "stats") == data(unnamed, "stats")
    assert data(named, "people")["total"] == data(unnamed, "people")["total"] == 2
    assert [each["name"] for each in data(unnamed, "people")["people"]] == ["Ann"]
    assert dead_links(unnamed) == []


def test_a_new_mailmap_line_joins_two_people_without_reading_history_again(
    shy: RepoBuilder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "mailmap").write_text("", encoding="utf-8")
    given = config_of(source(shy), base_dir=tmp_path, people={"mailmap": "mailmap"})
    before, _ = build_site(tmp_path, given, output="before")
    (tmp_path / "mailmap").write_text("Ann <ann@example.org> <quentin.secret@example.org>\n", encoding="utf-8")
    monkeypatch.setattr("kbgen.history.passes._log", lambda *_: pytest.fail("history was read again"))
    after, _ = build_site(tmp_path, given, output="after")
    assert (data(before, "people")["total"], data(after, "people")["total"]) == (3, 2)
    (ann,) = (each for each in data(after, "people")["people"] if each["name"] == "Ann")
    assert len(ann["started"]) == 2
    assert data(before, "stats")["scopes"][0]["pages"] == data(after, "stats")["scopes"][0]["pages"]


# --- privacy and hostile histories


HOSTILE = [
    ("Eve \"quoted' & <em>", "eve.private@example.org"),
    ("\u202egnp.exe\u202c Bidi", "bidi.private@example.org"),
    ("mail.as.name@example.net", "mail.as.name@example.net"),
    ("Tab\tand\x1fcontrol|pipe", "CAPITAL.Private@Example.ORG"),
]
SUBJECTS = [
    "</script><script>alert(1)</script> <img src=x onerror=alert(2)>",
    'Quote " onmouseover="alert(3)\' & {{ 7*7 }} {% raw %}',
    "Ask \u202eevil\u202c someone.else@example.com or mailto:other@example.com",
    "Fix ##[error]boom ::error::boom",
]


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> tuple[RepoBuilder, Path]:
    """Return a repository with an attack in every field, and its site."""
    folder = tmp_path_factory.mktemp("hostile")
    repo = RepoBuilder(folder / "repo")
    for number, ((name, email), subject) in enumerate(zip(HOSTILE, SUBJECTS, strict=True)):
        author = name.replace("<", "").replace(">", "")  # git refuses these in a name
        trailers = f"Co-authored-by: {author} 2 <co{number}.{email}>\nReviewed-by: R{number} <re{number}.{email}>"
        message = f"{subject}\n\nWrite to body{number}@example.org\n\n{trailers}\n"
        body = {f"folder/p{number}.md": f"# Page {number}\n\n{TEXT}", "index.md": f"# Home\n\n{TEXT * (number + 1)}"}
        repo.commit(body, message, author=author, email=email, committer=f"Land {number}")
    repo.commit({".mailmap": "Real <real.private@example.org> <bidi.private@example.org>\n"}, "Map bidi")
    script = "<script>alert(4)</script>"
    member: dict[str, Any] = {"name": f"Eve {script}", "signs_as": ["eve.private@example.org"], "org": script}
    member["links"] = {'"><b>x': "https://example.org/%22%3E'"}
    return repo, build_site(folder, config_of(source(repo), **members(member)))[0]


def addresses(repo: RepoBuilder | Path) -> set[str]:
    """Return every address in a history: of headers, and in messages."""
    path = repo.path if isinstance(repo, RepoBuilder) else repo
    command = ["git", "-C", str(path), "log", "--all", "--format=%ae %ce %B"]
    text = subprocess.run(command, capture_output=True, check=True).stdout.decode("utf-8", "replace")
    words = (word.strip("<>()[],;.'\"").removeprefix("mailto:") for word in text.split())
    return {word for word in words if "@" in word[1:-1]}


def leaks(site: Path, found: set[str]) -> list[tuple[str, str]]:
    """Return where an address or a hash of it is published."""
    private = {each.lower(): each for each in found}
    private |= {digest(name, a.encode()).hexdigest(): a for a in [*private] for name in ("md5", "sha1", "sha256")}
    texts = [(path, text.lower()) for path, text in published(site)]
    return [(path.name, private[each]) for path, text in texts for each in private if each in text]


def test_no_address_of_a_hostile_history_is_published_nor_a_hash_of_one(hostile: tuple[RepoBuilder, Path]) -> None:
    repo, site = hostile
    found = addresses(repo)
    assert {"eve.private@example.org", "CAPITAL.Private@Example.ORG", "someone.else@example.com"} <= found
    assert len(found) > 15
    assert leaks(site, found) == []
    (site / "leak.html").write_text(digest("md5", b"eve.private@example.org").hexdigest(), encoding="utf-8")
    assert leaks(site, found) == [("leak.html", "eve.private@example.org")], "this test must be able to fail"
    (site / "leak.html").unlink()


def test_what_people_write_stays_text(hostile: tuple[RepoBuilder, Path]) -> None:
    _, site = hostile
    for path, html in published(site):
        if path.suffix == ".html":
            assert runs(html) == [], path
            assert [each for tag, each in elements(html) if tag == "img" and each.get("src") == "x"] == [], path
            assert not {"\u202e", "\u202c", "\x1f"} & set(html), path
    page = footer(site, "folder/p0/index.html")
    assert SUBJECTS[0] in unescape(page) and "49" not in footer(site, "folder/p1/index.html").partition("History")[2]
    person = next(text for path, text in published(site) if path.parts[-3] == "people" and "alert(4)" in text)
    assert "<h1>Eve &lt;script&gt;alert(4)&lt;/script&gt;</h1>" in person


def test_hostile_names_keep_the_data_sound(hostile: tuple[RepoBuilder, Path]) -> None:
    _, site = hostile
    for name, schema in DATA.items():
        Draft202012Validator(schema()).validate(data(site, name))
    assert dead_links(site) == []


def test_the_example_site_publishes_no_address(tmp_path: Path) -> None:
    replay = [sys.executable, str(ROOT / "example-site" / "replay.py"), "--out", str(tmp_path / ".repos")]
    subprocess.run(replay, check=True, capture_output=True)
    (tmp_path / "kbgen.yml").write_bytes((ROOT / "example-site" / "kbgen.yml").read_bytes())
    site, report = build_site(tmp_path, load(tmp_path / "kbgen.yml"))
    assert report.published == "new"
    found = addresses(tmp_path / ".repos" / "handbook.git") | addresses(tmp_path / ".repos" / "toolbox.git")
    written_in_pages = {each for each in found if any(each in text for text in pages_of(tmp_path))}
    assert len(found) > 10 and len(written_in_pages) < 3
    assert leaks(site, found - written_in_pages) == []
    for name, schema in DATA.items():
        Draft202012Validator(schema()).validate(data(site, name))


def pages_of(folder: Path) -> list[str]:
    """Return all text that authors put into the pages of the example themselves."""
    return [path.read_text(encoding="utf-8") for path in (ROOT / "example-site" / "pages").rglob("*.md")]


# --- the same commits give the same bytes


def test_clock_zone_language_and_hashing_change_nothing(handbook: RepoBuilder, tmp_path: Path) -> None:
    found = []
    machines = [("Asia/Tokyo", "C", "1"), ("America/Los_Angeles", "tr_TR.UTF-8", "77")]
    for number, (zone, language, seed) in enumerate(machines):
        (tmp_path / str(number)).mkdir()
        variables = {"TZ": zone, "LC_ALL": language, "LANG": language, "PYTHONHASHSEED": seed, "PYTHONUTF8": "1"}
        command = [sys.executable, "-m", "kbgen", "build", str(handbook.path), "-q", "-j", "1"]
        environment = {**os.environ, **variables, "KBGEN_CACHE": str(tmp_path / str(number) / "cache")}
        subprocess.run(command, cwd=tmp_path / str(number), env=environment, check=True)
        found.append(fingerprint(tmp_path / str(number) / "site"))
    assert found[0] == found[1]
    assert datetime.fromisoformat(data(tmp_path / "0" / "site", "stats")["as_of"]).year == 2021
