from __future__ import annotations

import json
from pathlib import Path

import pytest

from kbgen.codes import problem
from kbgen.errors import ExitCode
from kbgen.model import Location, Problem, Severity
from kbgen.report import BuildReport, published_collections, refuses, weighed

DEAD_LINK = problem("KB021", "dead", Location("a.md", 3, collection="kb", ref="main"))
NAV = problem("KB030", "gone", Location("mkdocs.yml", 2, collection="kb", ref="main"))
NOTICE = problem("KB054", "nothing", Location(collection="kb"))
LOST = problem("KB111", "down", Location(collection="toolbox"))
STALE = problem("KB110", "stale", Location(collection="kb"))


def report(*problems: Problem, strict: bool = False, output: str = "site") -> BuildReport:
    return BuildReport(output, "", (), problems, strict=strict)


@pytest.mark.parametrize(
    ("problems", "strict", "code"),
    [
        ((), False, ExitCode.OK),
        ((DEAD_LINK, NOTICE, STALE), False, ExitCode.OK),
        ((DEAD_LINK,), True, ExitCode.FINDINGS),
        ((NOTICE,), True, ExitCode.OK),
        ((NAV,), False, ExitCode.FINDINGS),
        ((STALE,), True, ExitCode.SOURCE),
        ((LOST, NAV), False, ExitCode.SOURCE),
    ],
)
def test_the_exit_code(problems: tuple[Problem, ...], strict: bool, code: ExitCode) -> None:
    assert report(*problems, strict=strict).exit_code is code


def test_problems_get_the_weight_that_the_site_gives_them_and_an_order() -> None:
    found = weighed([NAV, DEAD_LINK, NOTICE, DEAD_LINK], {"KB030": "warning", "KB054": "off", "KB021": "error"})
    assert [(each.code, each.severity) for each in found] == [("KB021", Severity.ERROR), ("KB030", Severity.WARNING)]


def publish(output: Path, *names: str) -> None:
    (output / "data").mkdir(parents=True)
    (output / "data/site.json").write_text(json.dumps({"collections": [{"name": name} for name in names]}))


@pytest.mark.parametrize(
    ("problems", "keep_going", "published", "refused"),
    [
        ((), False, (), False),
        ((DEAD_LINK,), False, (), False),
        ((NAV,), False, (), True),
        ((NAV,), True, (), False),
        ((LOST,), False, (), False),
        ((LOST,), False, ("kb",), False),
        ((LOST,), True, ("kb", "toolbox"), True),
    ],
)
def test_when_a_site_is_not_published(
    tmp_path: Path, problems: tuple[Problem, ...], keep_going: bool, published: tuple[str, ...], refused: bool
) -> None:
    publish(tmp_path / "site", *published)
    assert refuses(report(*problems, output=str(tmp_path / "site")), keep_going) is refused


@pytest.mark.parametrize("text", [None, "", "{", "[]", "{}", '{"collections": 3}', '{"collections": [1]}', "\x00"])
def test_a_site_that_tells_no_collections_has_none(tmp_path: Path, text: str | None) -> None:
    (tmp_path / "data").mkdir()
    if text is not None:
        (tmp_path / "data/site.json").write_text(text)
    assert published_collections(tmp_path) == frozenset()
