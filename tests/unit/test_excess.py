"""Pages that cost Markdown more than they may: which are refused at once, and that nobody else's page is concerned."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from repo_builder import RepoBuilder
from small_site import build_site, config_of

from kbgen.errors import ExitCode
from kbgen.mapper import Guard, mapper
from kbgen.render import articles
from kbgen.render.excess import why_too_much
from kbgen.report import BuildReport
from kbgen.worker import Limits

SLOW = "".join(f"[{'a' * 40}\n" for _ in range(390)) * 40
"""Legal by its counts, but Markdown takes seconds for it."""
WORDS = "Some words of text. " * 20
LARGE = f"[a]: https://e.example/{'x' * 900_000}\n\n" + "[a]\n\n" * 400
"""Becomes 360 MB of HTML."""
DEEP = "<div markdown>\n" * 600 + "x\n" + "</div>\n" * 600


@pytest.mark.parametrize(
    ("much", "too_much", "what"),
    [
        (lambda n: "# h\n" * n, 2_000, "headings"),
        (lambda n: "h\n---\n" * n, 2_000, "headings"),
        (lambda n: "".join(f"*[A{i}]: b\n" for i in range(n)), 500, "abbreviations"),
        (lambda n: "".join(f"[^{i}]: b\n" for i in range(n)), 2_000, "footnotes"),
        (lambda n: "> " * n + "a" * 4_000, 100, "levels"),
        (lambda n: ">" * n + "a" * 4_000, 100, "levels"),
        (lambda n: "- " * n + "a" * 4_000, 100, "levels"),
        (lambda n: "\n".join(" " * (4 * i) + "- x" for i in range(n)), 100, "levels"),
        (lambda n: "\n".join(" " * (4 * i) + "1. x" for i in range(n)), 100, "levels"),
        (lambda n: "\n".join(cell * n + "|" for cell in ("|a", "|-", "|b")) + "\n" * 4_000, 200, "columns"),
        (lambda n: "\n".join(cell * n for cell in ("a | ", ":-: | ")) + "\n" * 4_000, 200, "columns"),
        (lambda n: "[" * n + "\n" * 4_000, 400, "brackets"),
        (lambda n: "![a b" * n + "\n" * 4_000, 400, "brackets"),
        (lambda n: "[](" * n + "\n" * 4_000, 400, "parentheses"),
        (lambda n: "<a " * n + "\n" * 4_000, 400, "times <"),
        (lambda n: "<![" * n + "]" * n + "\n" * 4_000, 400, ""),
    ],
)
def test_too_much_of_one_kind(much: Callable[[int], str], too_much: int, what: str) -> None:
    assert why_too_much(much(too_much - 1)) == ""
    assert what in why_too_much(much(too_much + 2))


@pytest.mark.parametrize("text", ["# a comment\n" * 5_000, "[[[[(((((<<<<<<\n" * 400, "> > > " * 200 + "\n"])
def test_code_may_have_any_number(text: str) -> None:
    for fence in ("```", "~~~~"):
        assert why_too_much(f"Text\n\n{fence} py\n{text * 10}{fence}\n\nText\n") == ""
    assert why_too_much(f"# h\n\n```\n{text * 10}") == ""  # never closed


@pytest.mark.parametrize("unit", ["[", "(", "<", "|-", "> ", "- ", " ", "```\n", "*[", "[^", "-", "=", "\n"])
def test_to_look_for_excess_is_no_excess_itself(unit: str) -> None:
    with mapper(1) as do_map:
        assert [*do_map(looked, None, [unit], Guard(Limits(10, 2**30), lambda _, why: why))] == ["done"]


def looked(_: None, unit: str) -> str:
    why_too_much(unit * (1_000_000 // len(unit)))
    return "done"


def test_a_page_beyond_a_limit_concerns_no_other_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(articles, "LIMITS", Limits(seconds=2, memory=150_000_000))
    bad = {"slow": SLOW, "large": LARGE, "much": "# h\n" * 2_001, "deep": DEEP}
    others = {"docs/index.md": "# Home\n", **{f"docs/p{n}.md": f"# Page {n}\n\n{WORDS}\n" for n in range(12)}}
    repo = RepoBuilder(tmp_path / "kb").commit({**others, **{f"docs/{name}.md": WORDS for name in bad}})
    good, _ = built(tmp_path, "good", jobs=1)
    repo.commit({f"docs/{name}.md": text for name, text in bad.items()})
    mixed, report = built(tmp_path, "mixed", jobs=1)
    assert set(good) == set(mixed)
    assert {name for name in good if good[name] != mixed[name]} == {f"{name}/index.html" for name in bad}
    assert report.exit_code == ExitCode.FINDINGS
    told = {p.where.path: p.message for p in report.problems if p.code == "KB116"}
    assert told == {
        "docs/slow.md": "the page cannot be rendered: it takes more than 2 seconds",
        "docs/large.md": "the page cannot be rendered: it needs more than 143 MB of memory",
        "docs/much.md": "the page cannot be rendered: it has more than 2,000 headings",
        "docs/deep.md": "the page cannot be rendered: too much in it is nested in each other",
    }
    for name in bad:
        assert b"This page could not be rendered" in mixed[f"{name}/index.html"]
    _, again = built(tmp_path, "mixed", jobs=1)
    assert again.problems == report.problems


@pytest.mark.torture
def test_one_hostile_page_among_a_thousand(tmp_path: Path) -> None:
    others = {f"docs/p{n}.md": f"# Page {n}\n\n{WORDS}\n\n[next](p{n + 1}.md)\n" for n in range(998)}
    others["docs/index.md"] = f"# Home\n\n{WORDS}\n"
    repo = RepoBuilder(tmp_path / "kb").commit({**others, "docs/hostile.md": WORDS})
    good, _ = built(tmp_path, "good", jobs=2)
    repo.commit({"docs/hostile.md": SLOW})
    mixed, report = built(tmp_path, "mixed", jobs=2)
    assert len(good) == len(mixed) == 1_000
    assert [name for name in good if good[name] != mixed[name]] == ["hostile/index.html"]
    assert report.exit_code == ExitCode.FINDINGS
    (told,) = (p for p in report.problems if p.code == "KB116")
    assert (told.where.path, told.message) == (
        "docs/hostile.md",
        "the page cannot be rendered: it takes more than 10 seconds",
    )


def built(folder: Path, name: str, *, jobs: int) -> tuple[dict[str, bytes], BuildReport]:
    """Build the repository `kb`, and return the HTML of its pages by path."""
    config = config_of({"url": str(folder / "kb"), "name": "kb"}, search={"engine": "none"}, base_dir=folder)
    site, report = build_site(folder, config, cache=f"cache-{name}", output=name, jobs=jobs, keep_going=True)
    pages = [site / "index.html", *(site / path.stem / "index.html" for path in sorted((folder / "kb/docs").iterdir()))]
    return {page.relative_to(site).as_posix(): page.read_bytes() for page in pages if page.exists()}, report
