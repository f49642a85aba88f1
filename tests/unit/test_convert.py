from __future__ import annotations

from pathlib import Path

import pytest
from small_site import book_of, config_of, found, page

from kbgen.cache import Cache
from kbgen.convert import convert
from kbgen.lineage import Lineage
from kbgen.mapper import mapper
from kbgen.model import BookSettings, Extension, Page, Problem, RefKind, Severity
from kbgen.progress import Silent

TOO_DEEP = "<div markdown>\n" * 600 + "x\n" + "</div>\n" * 600


def problems_of(tmp_path: Path, *pages: Page, kind: RefKind = RefKind.BRANCH) -> tuple[Problem, ...]:
    content = book_of(*pages, kind=kind, settings=BookSettings("docs", extensions=(Extension("md_in_html"),)))
    config = config_of({"url": "/r/kb", "name": "kb"})
    with mapper(1) as do_map:
        (articles,) = convert([content], [Lineage()], config, Cache(tmp_path), do_map, Silent())
    return articles.problems


@pytest.mark.parametrize(
    ("body", "line", "column"),
    [
        ("text\n\nsee [x](gone.md) here", 3, 9),
        ("![x](gone.md)", 1, 6),
        ("[x][r]\n\n[r]: gone.md", 3, 6),
        ("a gone.md first\n\n[x](<gone.md>)", 3, 6),
        ("[x](gone.md#part)", 1, 5),
        ('text\n\n[x]( gone.md "title")', 3, 6),
        ("[gone.md](gone.md)", 1, 11),
    ],
)
def test_a_dead_link_is_named_with_its_place(tmp_path: Path, body: str, line: int, column: int) -> None:
    (problem,) = problems_of(tmp_path, page("a/b.md", body))
    assert (problem.code, problem.where.path) == ("KB021", "docs/a/b.md")
    assert (problem.where.line, problem.where.column) == (line, column)
    assert problem.where.collection == "kb" and problem.where.ref == "main"


def test_a_dead_link_that_is_written_twice_is_named_once(tmp_path: Path) -> None:
    assert found(problems_of(tmp_path, page("a.md", "[x](gone.md) [y](gone.md)"))) == [("KB021", "docs/a.md", 1)]


@pytest.mark.parametrize(("kind", "severity"), [(RefKind.BRANCH, Severity.ERROR), (RefKind.TAG, Severity.WARNING)])
def test_a_page_that_fails_stops_nobody_else(tmp_path: Path, kind: RefKind, severity: Severity) -> None:
    problems = problems_of(tmp_path, page("deep.md", TOO_DEEP), page("b.md", "# B"), kind=kind)
    assert found(problems, severity) == [("KB116", "docs/deep.md", 0)]
