"""Links into other collections: where they lead, what is said of those that lead nowhere, what is published."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from repo_builder import RepoBuilder
from small_site import book_of, build_site, config_of, found, page

from kbgen.compose.schemas import links_schema
from kbgen.crossing import Catalogue
from kbgen.layout import Layout
from kbgen.lineage import Lineage
from kbgen.plan.redirects import redirects
from kbgen.plan.surroundings import Surroundings
from kbgen.report import BuildReport

SEARCH = {"engine": "none"}
TEXT = "".join(f"This is line {n}, and it is long enough to be known again.\n" for n in range(20))
GITHUB = "https://github.com/org/b"
Site = tuple[Path, BuildReport]


def make(folder: Path, body: str, **given: Any) -> Site:
    """Build a collection `a` with one page, whose text is `body`, beside `b` with versions, in which a page moved."""
    RepoBuilder(folder / "a").commit({"docs/index.md": "# Home", "docs/deep/page.md": body})
    repo = RepoBuilder(folder / "b")
    repo.commit({"docs/index.md": "# B", "docs/guide.md": f"# Guide\n\n{TEXT}\n## Deep part\n"}).tag("v1.0")
    repo.move("docs/guide.md", "docs/new/guide.md").commit({"docs/file.txt": "plain"}).tag("v2.0")
    sources: list[dict[str, Any]] = [
        {"url": "a", "name": "a"},
        {"url": "b", "name": "b", "tags": ["v*"], "web_url": GITHUB, "aliases": {"stable": "auto"}},
    ]
    return build_site(
        folder, config_of(*sources, base_dir=folder, search=SEARCH, site={"name": "Both"}), keep_going=True, **given
    )


def links(site: Site) -> list[str]:
    html = (site[0] / "a/deep/page/index.html").read_text(encoding="utf-8")
    article = html[html.index("<h1") : html.index("</article>")]
    return list(re.findall(r'<a href="([^"]*)"[^>]*>x', article))


LEADS = {
    "kb:b/new/guide.md": "../../../b/2.0/new/guide/",
    "kb:b/new/guide.md#deep-part": "../../../b/2.0/new/guide/#deep-part",
    "kb:b/new/guide/": "../../../b/2.0/new/guide/",
    "kb:1.0@b/guide.md": "../../../b/1.0/guide/",
    "kb:stable@b/new/guide.md": "../../../b/2.0/new/guide/",
    "kb:latest@b/": "../../../b/2.0/",
    "kb:b": "../../../b/2.0/",
    "kb:b/file.txt": "../../../b/2.0/file.txt",
    "kb:a/index.md": "../../",
    f"{GITHUB}/blob/v1.0/docs/guide.md#deep-part": "../../../b/1.0/guide/#deep-part",
    f"{GITHUB}/blob/main/docs/new/guide.md": "../../../b/main/new/guide/",
    f"{GITHUB}/blob/HEAD/docs/new/guide.md": "../../../b/2.0/new/guide/",
    f"{GITHUB}/blob/v1.0/README.md": f"{GITHUB}/blob/v1.0/README.md",
    f"{GITHUB}/issues/1": f"{GITHUB}/issues/1",
}


def test_a_link_leads_into_the_other_collection(tmp_path: Path) -> None:
    raw = f'<a href="kb:b/new/guide.md">x</a> <a href="{GITHUB}/blob/HEAD/docs/new/guide.md">x</a>'
    defined = f"([x](kb:b/new/guide.md)), [x][1] and {raw}\n\n[1]: kb:b/file.txt\n"
    site = make(tmp_path, "# Page\n\n" + "".join(f"[x]({written})\n" for written in LEADS) + defined)
    assert links(site) == [
        *LEADS.values(),
        "../../../b/2.0/new/guide/",
        "../../../b/2.0/file.txt",
        *["../../../b/2.0/new/guide/"] * 2,
    ]
    twin = (site[0] / "a/deep/page/index.md").read_text(encoding="utf-8")
    assert [f"[x]({leads})" in twin for leads in LEADS.values()] == [True] * len(LEADS)
    assert found(site[1].problems) == []


def test_a_link_to_a_forge_finds_the_collection_that_has_the_file(tmp_path: Path) -> None:
    """Two collections are made of one repository, so that both have its address."""
    lines = "".join(f"[x]({GITHUB}/blob/main/{path})\n" for path in ("hb/one.md", "tools/two.md", "else/three.md"))
    RepoBuilder(tmp_path / "a").commit({"docs/index.md": "# Home", "docs/deep/page.md": f"# Page\n\n{lines}"})
    RepoBuilder(tmp_path / "b").commit({"hb/one.md": "# One", "tools/two.md": "# Two", "else/three.md": "# Three"})
    both = [{"url": "b", "name": docs, "docs": docs, "web_url": GITHUB} for docs in ("hb", "tools")]
    config = config_of({"url": "a", "name": "a"}, *both, base_dir=tmp_path, search=SEARCH, site={"name": "All"})
    site = build_site(tmp_path, config)
    assert links(site) == ["../../../hb/one/", "../../../tools/two/", f"{GITHUB}/blob/main/else/three.md"]


@pytest.mark.parametrize(
    ("of_new", "of_other", "target"),
    [
        ({}, {"redirect_from": ("old.md",)}, "b/2.0/other/"),
        ({}, {}, "b/2.0/new/"),
        ({"redirect_from": ("old.md",)}, {"redirect_from": ("old.md",)}, "b/2.0/new/"),
    ],
)
def test_a_link_to_a_former_address_leads_where_its_redirect_does(
    of_new: dict[str, Any], of_other: dict[str, Any], target: str
) -> None:
    """The page `old.md` of 1.0 is `new.md` in 2.0, but what a page says of itself is the last word."""
    newer = book_of(page("new.md", **of_new), page("other.md", **of_other), version="2.0", collection="b")
    shelf = [(newer, Lineage({"new.md": "N", "other.md": "O"}))]
    shelf.append((book_of(page("old.md"), version="1.0", collection="b"), Lineage({"old.md": "N"})))
    config = config_of({"url": "b", "name": "b", "prefix": "b", "tags": ["v*"]}, {"url": "a", "name": "a"})
    around = [Surroundings(c, known, config.sources[0], Layout.of(config), None, {}, {}) for c, known in shelf]
    stubs = {each.path: each.target for each in redirects(around, copied=False)}
    told = [*shelf, (book_of(page("index.md", "[x](kb:b/old.md)"), collection="a"), Lineage())]
    catalogue = Catalogue([c for c, _ in told], [known for _, known in told], Layout.of(config), ["a", "b"])
    crossing = catalogue.crossings(told[-1][0])["kb:b/old.md"]
    assert crossing.url == stubs["b/2.0/old/index.html"] == target


NOWHERE = {
    "kb:9.9@b/guide.md": "'b' has main, 2.0, latest, stable, 1.0",
    "kb:c/guide.md": "the collections are a, b",
    "kb:b/new/guid.md": "did you mean 'new/guide.md'?",
    "kb:b/other/guide.md": "did you mean 'new/guide.md'?",
    "kb:": "write kb:collection/path.md or kb:version@collection/path.md",
}


def test_a_link_that_leads_nowhere_is_an_error_at_its_place(tmp_path: Path) -> None:
    _, report = make(tmp_path, "".join(f"Text [x]({written}).\n" for written in NOWHERE))
    told = {problem.where.line: problem for problem in report.problems}
    assert [told[n + 1].hint for n in range(len(NOWHERE))] == list(NOWHERE.values())
    assert {(p.code, p.severity.value, p.where.column) for p in report.problems} == {("KB027", "error", 10)}
    assert {(p.where.collection, p.where.ref, p.where.path) for p in report.problems} == {
        ("a", "main", "docs/deep/page.md")
    }
    assert report.exit_code == 1


def test_a_page_that_moved_is_found_and_its_new_path_told(tmp_path: Path) -> None:
    site = make(tmp_path, "# Page\n\n[x](kb:b/guide.md#deep-part)\n")
    assert links(site) == ["../../../b/2.0/new/guide/#deep-part"]
    (problem,) = site[1].problems
    assert (problem.code, problem.severity.value) == ("KB027", "warning")
    assert problem.hint == "it has moved: write kb:b/new/guide.md"


def test_a_part_that_is_not_there_is_told(tmp_path: Path) -> None:
    _, report = make(tmp_path, "# Page\n\n[x](kb:b/new/guide.md#shallow)\n")
    assert found(report.problems) == [("KB022", "docs/deep/page.md", 3)]


def test_an_article_is_made_anew_when_its_link_leads_elsewhere(tmp_path: Path) -> None:
    site, _ = make(tmp_path, "# Page\n\n[x](kb:b/new/guide.md)\n")
    RepoBuilder.tag(_reopened(tmp_path / "b"), "v3.0")
    config = config_of(
        {"url": "a", "name": "a"},
        {"url": "b", "name": "b", "tags": ["v*"]},
        base_dir=tmp_path,
        search=SEARCH,
        site={"name": "Both"},
    )
    again = build_site(tmp_path, config)
    assert links(again) == ["../../../b/3.0/new/guide/"]
    assert site == again[0]


def _reopened(path: Path) -> RepoBuilder:
    repo = RepoBuilder.__new__(RepoBuilder)
    repo.__dict__.update(RepoBuilder(path.parent / "unused").__dict__ | {"path": path})
    return repo


def test_the_links_of_a_collection_are_published(tmp_path: Path) -> None:
    site, _ = make(tmp_path, "# Page\n\n[x](kb:b/new/guide.md#deep-part) [x](../index.md)\n")
    listed: Mapping[str, Any] = json.loads((site / "a/links.json").read_bytes())
    jsonschema.validate(listed, links_schema())
    assert listed["links"] == [
        {
            "page": "deep/page/",
            "version": "",
            "to": "b/2.0/new/guide/#deep-part",
            "written": "kb:b/new/guide.md#deep-part",
        }
    ]
    assert json.loads((site / "b/links.json").read_bytes())["links"] == []


def test_a_source_that_could_not_be_read_does_not_stop_the_others(tmp_path: Path) -> None:
    RepoBuilder(tmp_path / "a").commit({"index.md": "# Home\n\n[x](kb:gone/page.md)\n"})
    sources = [{"url": "a", "name": "a"}, {"url": "https://127.0.0.1:9/gone.git", "name": "gone"}]
    _, report = build_site(tmp_path, config_of(*sources, base_dir=tmp_path, search=SEARCH))
    assert ("KB027", "index.md", 3) in found(report.problems)
    assert {p.severity.value for p in report.problems if p.code == "KB027"} == {"warning"}
    assert report.published == "new"
