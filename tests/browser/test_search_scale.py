"""The search of ten thousand pages: what a browser loads of it. Minutes long: `make torture` runs it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from invented import invented_pages
from repo_builder import RepoBuilder
from small_site import build_site, config_of

from kbgen.progress import Silent
from kbgen.search_check import QueryKind, check_search

PAGES = 10_000


@pytest.mark.torture
def test_a_browser_loads_little_of_ten_thousand_pages(tmp_path: Path) -> None:
    pages: dict[str, str | bytes] = {f"docs/{path}": text for path, text in invented_pages(PAGES)}
    repo = RepoBuilder(tmp_path / "kb").commit({"docs/index.md": "# Home\n", **pages})
    site, report = build_site(tmp_path, config_of({"url": str(repo.path), "name": "kb"}))
    assert report.published == "new", report.problems
    assert len(json.loads((site / "search/titles.json").read_bytes())["pages"]) == PAGES + 1
    kinds = (QueryKind.TITLE, QueryKind.TWO_WORDS, QueryKind.HEADING, QueryKind.KEYWORDS)
    told = check_search(site, Silent(), kinds=kinds, most=20)
    assert told.traffic.idle == 0
    assert told.traffic.first_text <= 250_000, told.traffic
    assert told.traffic.next_query <= 150_000, told.traffic
    assert next(each.first for each in told.scores if each.kind is QueryKind.TITLE) >= 0.98, told.scores
