"""axe-core finds nothing against WCAG 2.2 AA on the pages that readers meet, in the light and in the dark."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect
from repo_builder import FIRST_COMMIT, RepoBuilder
from served_site import Site, served

from kbgen.config import load
from kbgen.pipeline import BuildRequest, build
from kbgen.progress import Silent

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
PLACES = ["/", "/book/2.0/", "/book/2.0/a/guide/", "/book/1.0/a/guide/", "/book/versions/", "/tools/plain/"]
PLACES += ["/people/", "/people/ada-lovelace/", "/activity/", "/activity/book/", "/404.html"]
PLACES += ["/recent/", "/topics/", "/topics/a/", "/book/2.0/a/", "/book/2.0/changes/", "/search/?q=guide"]
PLACES += ["/book/compare/?page={guide}&from=1.0&to=2.0"]
MENU, COMPARE = "/book/1.0/", "/book/1.0/a/guide/#compare"
PLACES += ["/book/2.0/changes/", MENU, COMPARE]
WIDTHS = {"desktop": 1280, "phone": 360}
LOOKS = [
    ("desktop", "dark"),
    ("phone", "light"),
    pytest.param("desktop", "light", marks=pytest.mark.torture),
    pytest.param("phone", "dark", marks=pytest.mark.torture),
]
GUIDE = """# Guide

Text with $x^2$, `code`, a [link](../index.md) and a footnote.[^1]

!!! warning "Mind this"

    An admonition.

=== "One"

    First.

=== "Two"

    Second.

```python
def f(x: int) -> int:
    return x + 1  # a comment
```

| Name | Value |
|------|------:|
| a    |     1 |

- [x] done

## Steps

??? note "More"

    Hidden.

[^1]: The footnote.
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a site of two collections, one of them with two versions, by three people."""
    root = tmp_path_factory.mktemp("accessible")
    book = RepoBuilder(root / "book")
    for number, name in enumerate(["Ada Lovelace", "Ben", "佐藤 結衣"]):
        text = {
            "docs/index.md": f"# Book\n\n{'word ' * (30 + number * 20)}",
            "docs/a/guide.md": f"---\ntags: [a]\n---\n{GUIDE}\n{name}\n",
        }
        book.commit(text, f"Say more {number}", author=name, when=FIRST_COMMIT + timedelta(days=40 * number))
        book.tag(f"v{number}.0")
    RepoBuilder(root / "tools").commit({"README.md": "# Tools\n", "plain.md": "# Plain\n\nText.\n"})
    config = "site: {name: Two books}\nsources:\n  - {url: book, tags: ['v*'], web_url: 'https://github.com/o/book'}\n"
    (root / "kbgen.yml").write_text(f"{config}  - {{url: tools}}\n", encoding="utf-8")
    report = build(BuildRequest(load(root / "kbgen.yml"), root / "site", root / "cache"), Silent())
    assert report.published == "new", report.problems
    return root / "site"


@pytest.fixture(scope="module")
def site(folder: Path) -> Iterator[Site]:
    yield from served(folder)


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_axe_finds_no_violation(site: Site, browser: Browser, width: str, scheme: str) -> None:
    size = {"width": WIDTHS[width], "height": 800}
    context = browser.new_context(color_scheme=scheme, viewport=size)  # type: ignore[arg-type]  # their literals
    page = context.new_page()
    violations = []
    listed = json.loads((site.folder / "book/pages.json").read_bytes())["lineages"]
    (guide,) = (lineage["id"] for lineage in listed if lineage["title"] == "Guide")
    for place in PLACES:
        page.goto(site.address + place.format(guide=guide), wait_until="networkidle")
        if place == MENU:
            page.locator(".kb-switch__button").click()
            expect(page.get_by_role("menu")).to_be_visible()
        elif place == COMPARE:
            page.locator(".kb-compare-link").first.click()
            expect(page.locator(".kb-compare ins").first).to_be_visible()
        found = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}}).response
        assert found["passes"], place
        violations += [
            f"{place} {each['id']} {node['target']} {node['failureSummary'].splitlines()[1].strip()}"
            for each in found["violations"]
            for node in each["nodes"]
        ]
    context.close()
    assert not violations, "\n".join(violations)
