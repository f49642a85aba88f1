"""Attacks on what reads pages: each is told once and concerns no other page. Also invented ones, by the thousand."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest
from attack_data import folder, rows
from repo_builder import RepoBuilder
from small_site import build_site, config_of

from kbgen.errors import ExitCode
from kbgen.model import Severity

WORDS = "Some words of text, which are the same in all pages. " * 10
HARMLESS = {  # rows of the front matter attacks that are no errors: odd, but they can be read
    *("inf", "date-tz", "norway", "nul", "list-root", "scalar-root", "two-docs", "bom", "title-map", "title-list"),
    *("title-num", "tags-str", "tags-nested", "x-title", "x-desc", "x-author", "x-tag", "x-status", "x-icon"),
    *("x-template", "x-jinja", "x-url", "x-hide", "crlf", "toml-ish", "no-close", "huge-title", "odd-keys"),
}


def attacks(step: int) -> tuple[dict[str, str], set[str]]:
    """Return the pages with attacks on YAML and Markdown, and the names of those that must be told as errors.

    Of the suite for YAML, they hold one row of `step`.
    """
    bombs = runpy.run_path(str(folder() / "gen_bombs.py"))
    heads = {row["id"]: row["front_matter"] for row in rows("front-matter-attacks")} | bombs["front_matter"]()
    odd = {f"yaml-{row['id']}": f"---\n{row['yaml']}\n---\n{WORDS}" for row in rows("yaml-test-suite")[::step]}
    pages = odd | {
        f"head-{name}": f"---\n{head}\n---\n{WORDS}" if head is not None else f"---\ntitle: x\n{WORDS}"
        for name, head in heads.items()
    }
    texts = {row["id"]: bombs["markdown"](row, None) for row in rows("markdown-dos")}
    errors = {f"head-{name}" for name in heads if name not in HARMLESS}
    return pages | {f"text-{name}": text for name, text in texts.items()}, errors


@pytest.mark.security
@pytest.mark.parametrize("step", [6, pytest.param(1, marks=pytest.mark.torture)])
def test_attacks_beside_a_hundred_pages(step: int, tmp_path: Path) -> None:
    bad, errors = attacks(step)
    good = {f"docs/p{n}.md": f"# Page {n}\n\n{WORDS}\n\n[next](p{n + 1}.md)\n" for n in range(99)}
    good["docs/index.md"] = f"# Home\n\n{WORDS}"
    listing = {"docs/strange/index.md": f"# Strange pages\n\n{WORDS}"}  # alone shows what the others are called
    config = config_of({"url": str(tmp_path / "kb"), "name": "kb"}, search={"engine": "none"}, base_dir=tmp_path)
    first = {f"docs/strange/{name}.md": f"# {name}\n\n{WORDS}" for name in bad}
    repo = RepoBuilder(tmp_path / "kb").commit({**good, **listing, **first})
    before, _ = build_site(tmp_path, config, output="before", jobs=2)
    repo.commit({f"docs/strange/{name}.md": text.encode("utf-8", "surrogatepass") for name, text in bad.items()})
    after, report = build_site(tmp_path, config, output="after", jobs=2, keep_going=True)
    assert (report.exit_code, report.published) == (ExitCode.FINDINGS, "new")
    told = [p.where.path for p in report.problems if p.severity is Severity.ERROR]
    assert len(told) == len(set(told))
    assert {f"docs/strange/{name}.md" for name in errors} <= set(told)
    assert {path for path in told if path.startswith("docs/p")} == set()
    missing = {f"docs/strange/{name}.md" for name in bad if not (after / "strange" / name / "index.html").exists()}
    assert missing == {p.where.path for p in report.problems if p.code == "KB003"}
    slow = {p.where.path for p in report.problems if p.code == "KB116"}
    assert slow <= {f"docs/strange/{name}.md" for name in bad if name.startswith("text-")}
    assert not any("takes more than" in p.message or "needs more than" in p.message for p in report.problems)
    for path in good:
        html = path.removeprefix("docs/").removesuffix(".md").removesuffix("index")
        file = Path(html, "index.html")
        assert (path, (after / file).read_bytes()) == (path, (before / file).read_bytes())
