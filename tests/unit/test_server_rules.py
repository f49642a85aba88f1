"""Redirects as rules of servers, and the schemas of the files about versions and pages."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import quote

import jsonschema
import pytest
from command_line import kbgen
from repo_builder import RepoBuilder
from small_site import build_site, config_of

from kbgen.compose.page_list import runs
from kbgen.compose.schemas import pages_schema, redirects_schema, versions_schema
from kbgen.compose.server_rules import rule_files, rules
from kbgen.plan import Redirect

TABLE = (
    Redirect("2.0/old/index.html", "2.0/new%20page/", "moved"),
    Redirect('2.0/a "b".html', "2.0/c.html", "moved"),
    Redirect("index.html", "./", "latest version", permanent=False),
)
SEARCH = {"engine": "none"}
TEXT = "".join(f"This is line {n}, and it is long enough to be known again.\n" for n in range(20))


@pytest.mark.parametrize(
    ("facility", "first"),
    [
        ("netlify", "/kb/2.0/old/ /kb/2.0/new%20page/ 301!"),
        ("gitlab", "/kb/2.0/old/ /kb/2.0/new%20page/ 301"),
        ("nginx", '"/kb/2.0/old/" "301 /kb/2.0/new%20page/";'),
        ("httpd", r'RedirectMatch 301 "^/kb/2\.0/old/$" "/kb/2.0/new page/"'),
    ],
)
def test_a_rule_begins_at_the_path_of_the_site(facility: str, first: str) -> None:
    lines = rules(facility, TABLE, "https://example.org/kb/").splitlines()
    assert (len(lines), lines[0]) == (3, first)


def test_a_target_that_a_release_changes_is_no_permanent_one() -> None:
    assert rules("gitlab", TABLE, "").splitlines()[2] == "/ / 302"
    assert rules("nginx", TABLE, "").splitlines()[2] == '"/" "302 /";'
    assert rules("httpd", TABLE, "").splitlines()[2] == 'RedirectMatch 302 "^/$" "/"'


def test_quotes_in_a_path_end_no_rule() -> None:
    assert rules("nginx", TABLE, "").splitlines()[1] == r'"/2.0/a \"b\".html" "301 /2.0/c.html";'
    assert rules("httpd", TABLE, "").splitlines()[1] == r'RedirectMatch 301 "^/2\.0/a \x22b\x22\.html$" "/2.0/c.html"'


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("größe", "größe"),
        ("5 $1", r"5 \\$1"),
        ("${HOME}", r"\\$\\{HOME}"),
        ('"q"', r"\"q\""),
        ("100%", "100%"),
        ("a\\b", r"a\\\\b"),
    ],
)
def test_apache_gets_a_target_that_it_encodes_itself(name: str, written: str) -> None:
    """What is written was asked of Apache 2.4, which answers with the encoded name."""
    rule = rules("httpd", [Redirect("old/index.html", f"{quote(name)}/", "moved")], "")
    assert rule == f'RedirectMatch 301 "^/old/$" "/{written}/"\n'


@pytest.mark.parametrize("name", ["why?", "c#"])
def test_apache_gets_no_rule_for_a_target_that_it_would_take_for_a_query(name: str) -> None:
    table = [Redirect("old/index.html", f"{quote(name)}/", "moved"), Redirect(f"{name}.html", "new/", "moved")]
    assert len(rules("httpd", table, "").splitlines()) == 1


def test_one_file_is_written_for_each_kind_of_server() -> None:
    assert list(rule_files(["html"], TABLE, "")) == []
    assert list(rule_files(["html", "netlify", "httpd"], TABLE, "")) == ["_redirects", "redirects.httpd.conf"]
    both = rule_files(["gitlab", "netlify"], TABLE, "")["_redirects"]
    assert b"301\n" in both and b"!" not in both


@pytest.mark.parametrize(
    ("numbers", "written"), [([0], "0"), ([0, 1], "0-1"), ([0, 2, 3, 4, 7], "0,2-4,7"), ([5, 7], "5,7")]
)
def test_places_are_written_as_runs(numbers: list[int], written: str) -> None:
    assert runs(numbers) == written


def test_the_files_of_a_site_are_those_of_their_schemas(tmp_path: Path) -> None:
    repo = RepoBuilder(tmp_path / "kb").commit({"index.md": "# Home", "a.md": TEXT}).tag("v1.0")
    repo.move("a.md", "b.md", {"b.md": f"{TEXT} more"}).tag("v2.0")
    source = {"url": "kb", "name": "kb", "tags": ["v*"]}
    site, _ = build_site(tmp_path, config_of(source, base_dir=tmp_path, search=SEARCH, urls={"redirects": ["netlify"]}))
    jsonschema.validate(json.loads((site / "versions.json").read_bytes()), versions_schema())
    jsonschema.validate(json.loads((site / "pages.json").read_bytes()), pages_schema())
    assert "/2.0/a/ /2.0/b/ 301!" in (site / "_redirects").read_text(encoding="utf-8").splitlines()


def test_the_command_prints_the_table_and_what_is_not_kept(tmp_path: Path) -> None:
    repo = RepoBuilder(tmp_path / "kb").commit({"a.md": TEXT}).tag("v1.0").move("a.md", "b.md").tag("v2.0")
    repo.commit({"c.md": "# C"}).tag("v3.0")
    (tmp_path / "kbgen.yml").write_text(
        "sources:\n  - {url: kb, tags: ['v*'], branches: [], keep: {minors: 2}}\n", encoding="utf-8"
    )
    done = kbgen("redirects", "-q", cwd=tmp_path)
    assert done.code == 0, done.err
    lines = done.out.splitlines()
    assert lines[0] == "kb 1.0 is dropped: not one of the newest 2 minor versions"
    assert "/1.0/a/ -> /2.0/b/  (1.0 is not kept)" in lines
    document = json.loads(kbgen("redirects", "-q", "--as", "json", cwd=tmp_path).out)
    jsonschema.validate(document, redirects_schema())
    assert {"from": "3.0/a/", "to": "3.0/b/", "permanent": True, "reason": "moved"} in document["redirects"]
    assert "/latest/c/ /3.0/c/ 302" in kbgen("redirects", "-q", "--as", "gitlab", cwd=tmp_path).out.splitlines()
