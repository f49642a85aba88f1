from __future__ import annotations

import json

import jsonschema
import pytest

from kbgen import __version__
from kbgen.codes import problem
from kbgen.errors import ExitCode
from kbgen.model import Location, Problem
from kbgen.report import BuildReport, VersionReport
from kbgen.report_json import document, schema

VERSIONS = (
    VersionReport("kb", "1.0", "v1.0", "a" * 40, "kb/1.0/", 2, 1, 1),
    VersionReport("b", "", "main", "b" * 40, "b/", 1, 0, 0, "2024-01-01T00:00:00Z"),
)
FOUND = problem("KB021", "link 'x' not found", Location("a.md", 3, 4, "kb", "v1.0"), hint="did you mean 'y'?")
REPORT = BuildReport("site", "new", VERSIONS, (FOUND,), {"fetch": 0.25})


@pytest.mark.parametrize(
    ("exit_code", "report", "problems"),
    [(ExitCode.OK, REPORT, (FOUND,)), (ExitCode.SOURCE, None, (FOUND,)), (ExitCode.INTERRUPTED, None, ())],
)
def test_the_document_keeps_its_schema(
    exit_code: ExitCode, report: BuildReport | None, problems: tuple[Problem, ...]
) -> None:
    jsonschema.Draft202012Validator.check_schema(schema())
    jsonschema.validate(json.loads(document(exit_code, report, problems)), schema())


def test_the_schema_refuses_another_document() -> None:
    value = json.loads(document(ExitCode.OK, REPORT, ()))
    for wrong in ({**value, "more": 1}, {**value, "exit_code": 9}, {**value, "problems": [{}]}, {"schema": 1}):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(wrong, schema())


def test_what_the_document_holds() -> None:
    value = json.loads(document(ExitCode.FINDINGS, REPORT, (FOUND, problem("KB117", "changed"))))
    assert value["tool"] == {"name": "kbgen", "version": __version__}
    assert value["exit_code"] == 1
    assert value["summary"] == {"error": 0, "warning": 1, "info": 1}
    assert value["report"]["published"] == "new"
    assert value["report"]["seconds"] == {"fetch": 0.25}
    assert [version["stale_since"] for version in value["report"]["versions"]] == [None, "2024-01-01T00:00:00Z"]
    assert value["problems"][0] == {
        "code": "KB021",
        "rule": "link-target",
        "severity": "warning",
        "message": "link 'x' not found",
        "hint": "did you mean 'y'?",
        "collection": "kb",
        "ref": "v1.0",
        "path": "a.md",
        "line": 3,
        "column": 4,
    }


def test_the_document_is_harmless_text() -> None:
    nasty = "\n::error::x ##[error]y \x1b[31m \u202e https://u:p@host/ ü"
    text = document(ExitCode.OK, None, [problem("KB021", nasty, hint=nasty)])
    assert text.isascii()
    assert not any(line.lstrip().startswith("::") or "##[" in line or "\x1b" in line for line in text.splitlines())
    assert "u:p@" not in text
    assert json.loads(text)["problems"][0]["message"] == nasty.replace("u:p@", "***@")
