"""The page `/search/`: everything by name without scripts, in pieces on a large site, and out of the way of pages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from html_page import article, dead_links, with_class
from repo_builder import RepoBuilder
from small_site import build_site, config_of


def build(tmp_path: Path, files: dict[str, str], **settings: Any) -> Path:
    repo = RepoBuilder(tmp_path / "repo").commit({"index.md": "# Home\n", **files})
    site, report = build_site(tmp_path, config_of({"url": str(repo.path), "name": "kb"}, **settings))
    assert report.published == "new", report.problems
    return site


def links(site: Path, path: str) -> list[tuple[str, str]]:
    """Return address and text of the links of a page's article."""
    html = article((site / path).read_text(encoding="utf-8"))
    return re.findall(r'<a [^>]*href="([^"]*)"[^>]*>([^<]*)</a>', html)


def titles(names: Sequence[str]) -> dict[str, str]:
    return {f"p/{n}.md": f"# {name}\n" for n, name in enumerate(names)}


def test_pages_are_listed_by_name_whatever_their_case_and_accents(tmp_path: Path) -> None:
    site = build(tmp_path, titles(["zebra", "Äpfel", "apes", "7 ways", "日本語", "Axes"]))
    html = article((site / "search" / "index.html").read_text(encoding="utf-8"))
    listed = [text for _, text in links(site, "search/index.html")]
    assert listed[-7:] == ["7 ways", "apes", "Äpfel", "Axes", "Home", "zebra", "日本語"]
    letters = re.findall(r'class="kb-letter">([^<]*)<', html)
    assert letters == ["0–9", "A", "H", "Z", "Other"]
    assert dead_links(site) == []


def test_a_large_site_has_a_page_for_each_letter(tmp_path: Path) -> None:
    site = build(tmp_path, titles([f"{letter}{n:03}" for letter in "AB" for n in range(160)]))
    own = [url for url, text in links(site, "search/index.html") if text in ("A", "B", "H")]
    assert own == ["../search/kb/a/", "../search/kb/b/", "../search/kb/h/"]
    assert len((site / "search" / "index.html").read_bytes()) < 60_000
    assert [text for _, text in links(site, "search/kb/a/index.html")][:160] == [f"A{n:03}" for n in range(160)]
    assert dead_links(site) == []


def test_unlisted_pages_are_not_listed(tmp_path: Path) -> None:
    site = build(tmp_path, {"a.md": "---\nunlisted: true\n---\n# Hidden\n", "b.md": "# Shown\n"})
    assert [text for _, text in links(site, "search/index.html")][-2:] == ["Home", "Shown"]


def test_the_page_gives_way_to_one_of_a_repository(tmp_path: Path) -> None:
    site = build(tmp_path, {"search/index.md": "# My own page\n"})
    assert "My own page" in article((site / "search" / "index.html").read_text(encoding="utf-8"))
    forms = with_class((site / "index.html").read_text(encoding="utf-8"), "kb-find")
    assert [form["action"] for _, form in forms] == ["./find/"]
    assert (site / "find" / "index.html").exists()


def test_a_site_without_search_has_no_box_no_page_and_no_module(tmp_path: Path) -> None:
    site = build(tmp_path, {"a.md": "# A\n"}, search={"engine": "none"})
    html = (site / "a" / "index.html").read_text(encoding="utf-8")
    assert "kb-find" not in html and "assets/commons/search" not in html
    assert not (site / "search").exists()
