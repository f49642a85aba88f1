"""Diagrams: drawn by the script of the owner, as pictures, under the policy of every page; else they are text."""

from __future__ import annotations

import os
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect
from probe import probe
from repo_builder import RepoBuilder
from served_site import Site, served
from small_site import build_site, config_of

SWITCH = "KBGEN_MERMAID"  # names a mermaid.min.js of Mermaid's makers
FLOW = "graph LR\n  A[Start here] --> B{Is it good?}\n  B -- yes --> C[Publish]\n  style C fill:#cfc\n"
KINDS = (
    FLOW,
    "sequenceDiagram\n  Alice->>Bob: Hello<br/>you\n",
    "classDiagram\n  Animal <|-- Duck\n  class Shape {\n    <<interface>>\n  }\n",
    "stateDiagram-v2\n  [*] --> Still\n",
    "gantt\n  title Plan\n  dateFormat YYYY-MM-DD\n  section A\n  One :a1, 2024-01-01, 30d\n",
    'pie title Pets\n  "Dogs" : 386\n  "Cats" : 85\n',
    "erDiagram\n  A ||--o{ B : has\n",
    "mindmap\n  root((Ideas))\n    One\n",
)
HOSTILE = (
    '%%{init: {"themeCSS": "* { background: url(https://elsewhere.invalid/a) }"}}%%\ngraph LR; A-->B',
    '%%{ init: {"securityLevel": "loose"} }%%\ngraph LR; A-->B\nclick A href "javascript:alert(1)"',
    "---\nconfig:\n  securityLevel: loose\n---\ngraph LR; A-->B",
    'graph LR; A["<img src=x onerror=alert(1)>"]-->B',
    'graph LR; A["&lt;img src=x onerror=alert(1)&gt;"]-->B',
    'graph LR; A["#lt;img src=x onerror=alert(1)#gt;"]-->B',
    'graph LR; A["#60;img src=x onerror=alert(1)#62;"]-->B',
    'graph LR; A["&#x3c img src=x onerror=alert(1)>"]-->B',
    'graph LR; A["#38;lt;img src=x onerror=alert(1)>"]-->B',
    'graph LR; A["&amp;lt;img src=x onerror=alert(1)>"]-->B',
    'graph LR; A-->B\nA@{ img: "https://elsewhere.invalid/b.png", label: "b" }',
    "graph LR; A-->B\nstyle A fill:url(https://elsewhere.invalid/c)",
    "sequenceDiagram\n  Alice->>Bob: <svg onload=alert(1)>",
)
STAND_IN = """\
window.mermaid = {
  initialize(settings) { window.told = settings },
  async render(id, text) {
    (window.drawn ??= []).push(text)
    if (text.includes("nonsense")) throw new Error("no diagram")
    const holder = document.createElement("div")
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg")
    const style = document.createElement("style")
    style.innerHTML = "rect { fill: red }"
    svg.insertBefore(style, svg.firstChild)
    svg.setAttribute("viewBox", "0 0 30 20")
    const rect = document.createElementNS("http://www.w3.org/2000/svg", "rect")
    rect.setAttribute("width", 30)
    rect.setAttribute("height", 20)
    rect.setAttribute("style", "stroke: blue")
    svg.appendChild(rect)
    holder.appendChild(svg)
    return { svg: new DOMParser().parseFromString(holder.innerHTML, "text/html").body.innerHTML }
  },
}
"""
"""Does what matters here of what Mermaid does: style sheets and styles put into the page, and HTML written and read."""


def page_of(*texts: str) -> str:
    return "# Diagrams\n\n" + "\n".join(f"```mermaid\n{text.rstrip()}\n```\n" for text in texts)


def built(root: Path, script: bytes) -> Path:
    (root / "mermaid.min.js").write_bytes(script)
    pages = {"good.md": page_of(*KINDS), "bad.md": page_of(*HOSTILE, "graph nonsense (("), "index.md": "# Home\n"}
    repo = RepoBuilder(root / "kb").commit(pages)
    chosen = {"file": "mermaid.min.js", "sha256": sha256(script).hexdigest()}
    config = config_of({"url": str(repo.path), "name": "kb"}, mermaid=chosen, search={"engine": "none"}, base_dir=root)
    site, report = build_site(root, config, keep_going=True)
    assert report.published
    return site


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    yield from served(built(tmp_path_factory.mktemp("diagrams"), STAND_IN.encode()))


def test_diagrams_are_pictures_and_the_policy_holds(site: Site, desktop: BrowserContext) -> None:
    page = site.watch(desktop.new_page())
    page.goto(f"{site.address}/good/")
    expect(page.locator("figure.kb-diagram img")).to_have_count(len(KINDS))
    first = page.locator("figure.kb-diagram img").first
    expect(first).to_have_attribute("alt", FLOW.strip())
    address = first.get_attribute("src") or ""
    assert "rect%20%7B%20fill%3A%20red%20%7D" in address and "style%3D%22stroke%3A%20blue" in address
    assert first.evaluate("image => [image.naturalWidth, image.naturalHeight]") == [30, 20]
    settings = page.evaluate("told")
    assert (settings["securityLevel"], "themeCSS" in settings["secure"]) == ("strict", True)
    assert page.evaluate("document.adoptedStyleSheets.length") == 0
    assert site.trouble == []


def test_what_sets_up_or_holds_html_is_not_drawn(site: Site, desktop: BrowserContext) -> None:
    page = site.watch(desktop.new_page())
    page.goto(f"{site.address}/bad/", wait_until="networkidle")
    assert page.evaluate("window.drawn") == ["graph nonsense (("]
    expect(page.locator("pre.mermaid")).to_have_count(len(HOSTILE) + 1)
    assert site.trouble == []


def test_pages_without_a_diagram_load_no_script_and_scripts_are_not_needed(
    site: Site, desktop: BrowserContext, without_scripts: BrowserContext
) -> None:
    site.asked.clear()
    desktop.new_page().goto(f"{site.address}/", wait_until="networkidle")
    assert [path for path in site.asked if "mermaid" in path or "diagrams" in path] == []
    plain = without_scripts.new_page()
    plain.goto(f"{site.address}/good/")
    expect(plain.get_by_text("A[Start here] --> B{Is it good?}")).to_be_visible()


@pytest.mark.torture
@pytest.mark.skipif(not os.environ.get(SWITCH), reason=f"{SWITCH} names no mermaid.min.js")
def test_mermaid_itself_draws_all_kinds_and_runs_nothing(tmp_path: Path, desktop: BrowserContext) -> None:
    folder = built(tmp_path, Path(os.environ[SWITCH]).read_bytes())
    for site in served(folder):
        page = site.watch(desktop.new_page())
        page.goto(f"{site.address}/good/")
        expect(page.locator("figure.kb-diagram img")).to_have_count(len(KINDS), timeout=30_000)
        assert site.trouble == []
        assert desktop.browser
        seen = probe(desktop.browser, site.address, ["bad/", "good/"])
        assert all(each.was_acted_on() for each in seen.values())
        assert [each for each in seen.values() if each.ran or each.asked or each.errors] == []
