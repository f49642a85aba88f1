"""Golden cases: `tests/cases/<name>/` holds repositories, a kbgen.yml, and the articles that come out of them.

    repositories.yml    name of a repository: its commits; each has files (null deletes one) and may have a tag,
                        a branch to commit to from then on, and symbolic links
    kbgen.yml           sources name the repositories by their names
    expected/           problems.txt, and the <article> of each page of the site

`KBGEN_UPDATE=1 pytest tests/unit/test_cases.py` writes `expected/` anew; read the difference before you commit it.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from html_page import article, runs
from repo_builder import RepoBuilder
from small_site import build_site

from kbgen.config import load
from kbgen.model import Problem

CASES = Path(__file__).parents[1] / "cases"
UPDATE = bool(os.environ.get("KBGEN_UPDATE"))


def make_repository(repo: RepoBuilder, commits: list[Mapping[str, Any]]) -> None:
    for commit in commits:
        if branch := commit.get("branch"):
            repo.branch(branch).checkout(branch)
        if files := commit.get("files"):
            repo.commit(files)
        for path, target in commit.get("symlinks", {}).items():
            repo.symlink(path, target)
        if tag := commit.get("tag"):
            repo.tag(tag)
    if any("branch" in commit for commit in commits):
        repo.checkout("main")


def line_of(problem: Problem) -> str:
    where = problem.where
    place = ":".join(str(part) for part in (where.path, where.line, where.column) if part)
    return (
        f"{problem.code} {problem.severity} {where.collection}@{where.ref} {place} {problem.message} | {problem.hint}\n"
    )


def tidy(html: str) -> str:
    """Return an article without what does not matter here: empty lines, the drawing of icons, commit hashes, and what
    history tells below it (test_generate.py looks at that).
    """
    own = re.sub(r'(?s)<footer class="kb-facts">.*?</footer>', "", article(html))
    lines = re.sub(r"\s*\n\s*\n", "\n", own)
    return re.sub(r"\b[0-9a-f]{10}([0-9a-f]{30})?\b", "COMMIT", re.sub(r"(?s)<svg.*?</svg>", "<svg/>", lines)) + "\n"


def built(case: Path, folder: Path) -> dict[str, str]:
    """Return what a case gives: the articles by page, and the problems."""
    for name, commits in yaml.safe_load((case / "repositories.yml").read_text(encoding="utf-8")).items():
        make_repository(RepoBuilder(folder / name), commits)
    shutil.copy(case / "kbgen.yml", folder)
    site, report = build_site(folder, load(folder / "kbgen.yml"), keep_going=True)
    pages = {path.relative_to(site).as_posix(): path.read_text(encoding="utf-8") for path in site.rglob("*.html")}
    assert not {path for path, html in pages.items() if runs(html)}
    # The areas are the same for every case but for names and numbers; test_generate.py looks at them.
    own = {path: html for path, html in pages.items() if not path.startswith(("people/", "activity/"))}
    articles = {path: tidy(html) for path, html in own.items() if "<article" in html}
    return {**articles, "problems.txt": "".join(map(line_of, report.problems))}


def read(expected: Path) -> dict[str, str]:
    files = (path for path in expected.rglob("*") if path.is_file())
    return {path.relative_to(expected).as_posix(): path.read_text(encoding="utf-8") for path in files}


def write(expected: Path, files: Mapping[str, str]) -> None:
    shutil.rmtree(expected, ignore_errors=True)
    for name, text in files.items():
        (expected / name).parent.mkdir(parents=True, exist_ok=True)
        (expected / name).write_text(text, encoding="utf-8")


@pytest.mark.parametrize("name", sorted(path.name for path in CASES.iterdir()))
def test_a_case_gives_what_is_expected(name: str, tmp_path: Path) -> None:
    result = built(CASES / name, tmp_path)
    if UPDATE:
        write(CASES / name / "expected", result)
    expected = read(CASES / name / "expected")
    assert sorted(result) == sorted(expected), "pages that are missing, or expected files that no page uses"
    for path, text in result.items():
        assert text == expected[path], path
