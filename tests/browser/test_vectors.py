"""Attacks in pages, opened in a real browser: nothing of them runs, nothing is asked of another host.

The same pages, built by stock MkDocs and Material, are the control: there most of them do run, or the attack is none.
The content security policy is switched off in the browser, so that what is tested is what the pages hold.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest
from attack_data import ELSEWHERE, OWN, rows
from playwright.sync_api import Browser
from probe import Seen, probe
from repo_builder import RepoBuilder
from served_site import served
from small_site import build_site, config_of
from stock import build_stock

from kbgen.render.article import placeholder

SETTINGS = """\
site_name: kb
use_directory_urls: false
nav: [index.md]
markdown_extensions:
  - abbr
  - admonition
  - attr_list
  - def_list
  - footnotes
  - md_in_html
  - sane_lists
  - toc: {permalink: true}
  - pymdownx.arithmatex: {generic: true}
  - pymdownx.betterem
  - pymdownx.caret
  - pymdownx.details
  - pymdownx.emoji:
      emoji_index: !!python/name:material.extensions.emoji.twemoji
      emoji_generator: !!python/name:material.extensions.emoji.to_svg
  - pymdownx.highlight: {anchor_linenums: true}
  - pymdownx.inlinehilite
  - pymdownx.keys
  - pymdownx.magiclink
  - pymdownx.mark
  - pymdownx.superfences:
      custom_fences:
        - name: mermaid
          class: mermaid
          format: !!python/name:pymdownx.superfences.fence_code_format
  - pymdownx.tabbed: {alternate_style: true}
  - pymdownx.tasklist: {custom_checkbox: true}
  - pymdownx.tilde
"""
NOTICE = placeholder("").html.removesuffix("<p></p></div>")
HOME = {"mkdocs.yml": SETTINGS, "docs/index.md": "# Home\n"}


def own() -> dict[str, str]:
    return {f"own-{number}": text for number, text in enumerate(OWN)}


def test_our_own_vectors_do_nothing(tmp_path: Path, browser: Browser) -> None:
    elsewhere = {f"elsewhere-{number}": text for number, text in enumerate(ELSEWHERE)}
    seen = seen_of_ours({**own(), **elsewhere}, tmp_path, browser)
    assert loud(seen) == []
    assert len(seen) == len(OWN) + len(ELSEWHERE)


def test_our_own_vectors_run_where_nothing_cleans_them(tmp_path: Path, browser: Browser) -> None:
    seen = seen_of_stock(own(), tmp_path, browser)
    assert sorted(name for name, each in seen.items() if not each.ran) == []


@pytest.mark.security
@pytest.mark.torture
def test_no_row_of_the_attack_data_does_anything(tmp_path: Path, browser: Browser) -> None:
    vectors = {row["id"]: row["payload"] for row in rows("xss-vectors")}
    seen = seen_of_ours(vectors, tmp_path, browser)
    told = f"{len(seen)} of {len(vectors)} rows opened, {sum(each.touched for each in seen.values())} elements touched"
    print(told, f"{len(loud(seen))} loud", f"{len(refused(tmp_path / 'site', vectors))} refused", sep=", ")
    assert loud(seen) == []
    assert len(seen) == len(vectors)
    assert refused(tmp_path / "site", vectors) == []


@pytest.mark.security
@pytest.mark.torture
def test_the_marked_rows_run_where_nothing_cleans_them(tmp_path: Path, browser: Browser) -> None:
    marked = {row["id"]: row["payload"] for row in rows("xss-vectors") if row["fired_raw_chromium156"]}
    seen = seen_of_stock(marked, tmp_path, browser)
    quiet = sorted(name for name, each in seen.items() if not each.ran)
    print(f"{len(marked) - len(quiet)} of {len(marked)} marked rows run in the control")
    assert len(marked) - len(quiet) >= 95, quiet


@pytest.mark.security
def test_no_row_that_is_aimed_at_a_part_of_the_pipeline_does_anything(tmp_path: Path, browser: Browser) -> None:
    listed = rows("pipeline-vectors")
    (tmp_path / "secret.txt").write_text("the-secret", encoding="utf-8")
    pages = {row["id"]: row["text"] for row in listed if row["kind"] == "markdown"}
    pages |= {row["id"]: f"---\n{row['text']}\n---\n\nText\n" for row in listed if row["kind"] == "pagefind"}
    repo = repository(pages, tmp_path).symlink("docs/link-to-secret.txt", "../../secret.txt")
    assets = {row["path"]: row["text"] for row in listed if row["kind"] == "asset"}
    repo.commit(assets)
    config = config_of({"url": str(repo.path), "name": "kb"}, base_dir=tmp_path)
    site, _ = build_site(tmp_path, config, keep_going=True)
    seen = probed(site, pages, browser)
    assert loud(seen) == []
    assert len(seen) == len(pages)
    published = [site / path.removeprefix("docs/") for path in assets]
    assert [path for path in published if path.exists() and path.read_text(encoding="utf-8") in assets.values()] == []
    for path in site.rglob("*"):
        assert not (path.is_file() and b"the-secret" in path.read_bytes()), path
    (benign,) = (row["id"] for row in listed if row.get("benign"))
    html = (site / f"{benign}.html").read_text(encoding="utf-8")
    assert [name for name in ("links", "location", "title", "body") if f'<h2 id="{name}"' not in html] == []


def refused(site: Path, names: Iterable[str]) -> list[str]:
    """Return those of `names` whose page is a notice that they could not be rendered: nothing of them was tried."""
    return [name for name in names if NOTICE in (site / f"{name}.html").read_text(encoding="utf-8")]


def loud(seen: Mapping[str, Seen]) -> list[str]:
    return [f"{name}: {each}" for name, each in seen.items() if not each.is_quiet()]


def seen_of_ours(vectors: Mapping[str, str], tmp_path: Path, browser: Browser) -> dict[str, Seen]:
    """Return what is seen of a page for each vector, built by kbgen."""
    repo = repository(vectors, tmp_path)
    config = config_of({"url": str(repo.path), "name": "kb"}, search={"engine": "none"}, base_dir=tmp_path)
    site, report = build_site(tmp_path, config, jobs=2, keep_going=True)
    assert report.published
    return probed(site, vectors, browser)


def seen_of_stock(vectors: Mapping[str, str], tmp_path: Path, browser: Browser) -> dict[str, Seen]:
    """Return the same of the control."""
    site = tmp_path / "site"
    build_stock(repository(vectors, tmp_path).path, site)
    return probed(site, vectors, browser)


def repository(vectors: Mapping[str, str], tmp_path: Path) -> RepoBuilder:
    pages = {f"docs/{name}.md": text.encode("utf-8", "surrogatepass") for name, text in vectors.items()}
    return RepoBuilder(tmp_path / "kb").commit({**HOME, **pages})


def probed(site: Path, names: Iterable[str], browser: Browser) -> dict[str, Seen]:
    paths = {f"{name}.html": name for name in names if (site / f"{name}.html").exists()}
    for served_site in served(site):
        return {paths[path]: each for path, each in probe(browser, served_site.address, paths).items()}
    raise AssertionError("nothing was served")
