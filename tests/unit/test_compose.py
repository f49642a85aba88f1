from __future__ import annotations

import dataclasses
import json
import re
from pathlib import Path

import pytest
from html_page import elements, runs
from repo_builder import RepoBuilder
from small_site import book_of, build_site, config_of, page

from kbgen.compose import sitemaps
from kbgen.compose.redirects import redirect_page
from kbgen.compose.version_list import versions_json
from kbgen.layout import Layout
from kbgen.model import Content

LAYOUT = Layout({"kb": ""}, "https://kb.example.org/base/")


@pytest.mark.parametrize(
    ("target", "path", "href", "script"),
    [
        ("2.0/", "index.html", "2.0/", "./"),
        ("2.0/a/", "latest/a/index.html", "../../2.0/a/", "../../"),
        ("2.0/a.html", "latest/a.html", "../2.0/a.html", "../"),
        ("2.0/a%20%C3%A4/", "latest/a ä/index.html", "../../2.0/a%20%C3%A4/", "../../"),
        ("", "old/index.html", "../", "../"),
    ],
)
def test_a_redirect_leads_on_with_and_without_javascript(target: str, path: str, href: str, script: str) -> None:
    stub = redirect_page(target, path, LAYOUT)
    assert [a["href"] for _, a in elements(stub, "a")] == [href]
    assert [a["src"] for _, a in elements(stub, "script")] == [f"{script}assets/commons/redirect.js"]
    assert {"http-equiv": "refresh", "content": f"0; url={href}"} in [a for _, a in elements(stub, "meta")]
    assert {"name": "robots", "content": "noindex"} in [a for _, a in elements(stub, "meta")]
    assert [a["href"] for _, a in elements(stub, "link")] == [f"https://kb.example.org/base/{target}"]


def test_a_redirect_without_the_sites_address_names_no_canonical() -> None:
    assert elements(redirect_page("2.0/", "index.html", Layout({"kb": ""}, "")), "link") == []


def test_a_redirect_to_a_hostile_address_runs_nothing() -> None:
    stub = redirect_page("""x/"><script>y()</script>/""", "a/'><b onclick=x>/index.html", LAYOUT)
    assert runs(stub) == [] and len(elements(stub, "script")) == 1


def version(name: str, **facts: bool) -> Content:
    return book_of(page("a.md"), version=name, **facts)  # type: ignore[arg-type]  # facts of a version


def test_the_list_of_versions_leaves_hidden_ones_out() -> None:
    listed = json.loads(versions_json([version("2.0"), version("1.9", hidden=True), version("1.0", eol=True)]))
    assert [(entry["version"], entry["properties"]["eol"]) for entry in listed] == [("2.0", False), ("1.0", True)]


def test_a_title_in_the_list_of_versions_is_harmless_as_html() -> None:
    hostile = version("1.0")
    hostile = dataclasses.replace(hostile, version=dataclasses.replace(hostile.version, name="<img src=x>&\"'"))
    (entry,) = json.loads(versions_json([hostile]))
    assert not set("<>&\"'") & set(entry["title"])
    assert len(json.loads(versions_json([version("1" * 99)]))[0]["title"]) == 60


def test_no_part_of_a_sitemap_is_that_of_another_collection(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemaps, "LIMIT", 1)
    for name in ("a", "a-2"):
        RepoBuilder(tmp_path / name).commit({"index.md": "# Home", "one.md": "# One"})
    given = {"site": {"name": "Both", "url": "https://e.org/"}, "search": {"engine": "none"}}
    config = config_of({"url": "a", "name": "a"}, {"url": "a-2", "name": "a-2"}, base_dir=tmp_path, **given)
    site, _ = build_site(tmp_path, config)
    listed = re.findall(r"<loc>https://e.org/([^<]*)", (site / "sitemap.xml").read_text(encoding="utf-8"))
    found = re.findall(r"<loc>https://e.org/([^<]*)", "".join((site / path).read_text() for path in listed))
    assert sorted(found) == ["a-2/", "a-2/one/", "a/", "a/one/"]
