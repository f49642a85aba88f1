"""What repositories fill keeps its address: the areas, the lists of changes and the search page keep out of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from html_page import article, dead_links, with_class
from repo_builder import RepoBuilder
from small_site import book_of, build_site, config_of, page

from kbgen.model import Asset
from kbgen.paths import is_reserved
from kbgen.plan import occupied

HOME = {"docs/index.md": "---\ntags: [ops]\n---\n# Home\n"}
VERSIONS = {"tags": ["v*"], "branches": []}


def build(folder: Path, repo: RepoBuilder, **source: Any) -> Path:
    config = config_of({"url": str(repo.path), "name": "kb", "trust": "full", **source})
    site, report = build_site(folder, config)
    assert report.published == "new", report.problems
    assert len(list(site.rglob("*.html"))) > 3 and dead_links(site) == []
    return site


def search_folder(site: Path) -> str:
    ((_, form), *_) = with_class((site / "index.html").read_text(encoding="utf-8"), "kb-find")
    return form["action"]


def test_names_are_those_at_the_root_whatever_their_case() -> None:
    content = book_of(page("Topics/a.md"), page("b.md"), assets=[Asset("People", "People", "0" * 40, 1)])
    assert occupied([("", content)]) == {"topics", "people", "b"}
    assert occupied([("Hand/2.0/", content)]) == {"hand"}


@pytest.mark.parametrize("name", ["people", "activity", "recent", "topics", "Topics"])
def test_a_file_that_is_called_like_an_area_keeps_its_place(tmp_path: Path, name: str) -> None:
    site = build(tmp_path, RepoBuilder(tmp_path / "kb").commit({**HOME, f"docs/{name}": "mine"}))
    assert (site / name).read_text(encoding="utf-8") == "mine"
    assert [each.name for each in site.iterdir() if each.name.casefold() == name.casefold()] == [name]


def test_a_page_in_html_keeps_its_place_before_an_area(tmp_path: Path) -> None:
    site = build(tmp_path, RepoBuilder(tmp_path / "kb").commit({**HOME, "docs/topics/index.html": "mine"}))
    assert (site / "topics/index.html").read_text(encoding="utf-8") == "mine"
    assert not (site / "topics/ops").exists()


@pytest.mark.parametrize("path", ["changes", "changes/index.html"])
def test_a_file_keeps_its_place_before_a_list_of_changes(tmp_path: Path, path: str) -> None:
    repo = RepoBuilder(tmp_path / "kb").commit(HOME).tag("v1.0").commit({f"docs/{path}": "mine"}).tag("v2.0")
    site = build(tmp_path, repo, **VERSIONS)
    assert (site / "2.0" / path).read_text(encoding="utf-8") == "mine"


def test_the_list_of_a_folder_called_search_is_not_replaced(tmp_path: Path) -> None:
    site = build(tmp_path, RepoBuilder(tmp_path / "kb").commit({**HOME, "docs/search/walrus.md": "# Walrus\n"}))
    assert "Walrus" in article((site / "search/index.html").read_text(encoding="utf-8"))
    assert search_folder(site) == "./find/" and (site / "find/index.html").is_file()


def test_a_file_in_a_folder_called_search_is_not_replaced(tmp_path: Path) -> None:
    site = build(tmp_path, RepoBuilder(tmp_path / "kb").commit({**HOME, "docs/search/index.html": "mine"}))
    assert (site / "search/index.html").read_text(encoding="utf-8") == "mine"
    assert search_folder(site) == "./find/"


@pytest.mark.parametrize("name", ["search", "data", "assets", "pagefind", "sitemaps", "assets/commons"])
def test_a_file_called_like_a_folder_of_the_sites_own_is_left_out(tmp_path: Path, name: str) -> None:
    assert is_reserved(name) and not is_reserved(f"{name}.txt")
    repo = RepoBuilder(tmp_path / "kb").commit({**HOME, f"docs/{name}": "mine"})
    assert not (build(tmp_path, repo) / name).is_file()
