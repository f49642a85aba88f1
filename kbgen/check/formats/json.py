"""The report of a check as one JSON document, and the JSON Schema of that document."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from kbgen import __version__
from kbgen.check.finding import Finding
from kbgen.check.report import CheckReport
from kbgen.codes import CODES, Code
from kbgen.model import Location, Severity
from kbgen.redact import redact

SCHEMA = 1


def document(report: CheckReport, path_of: Callable[[Location], str], codes: Mapping[str, Code] = CODES) -> str:
    """Return the document, in ASCII and without secrets. `path_of` gives the path under which a file is known here."""
    found = [*(Finding(problem) for problem in report.problems), *report.findings]
    number = Counter(each.problem.severity for each in found)
    value = {
        "schema": SCHEMA,
        "tool": {"name": "kbgen", "version": __version__},
        "summary": {**{severity.value: number[severity] for severity in Severity}, "files": report.files},
        "problems": _told(found, path_of, codes),
        "mended": _told(report.mended, path_of, codes),
    }
    # GitHub's older form of log commands, `##[...]`, is obeyed anywhere in a line; in JSON only strings can hold it.
    return json.dumps(value, indent=1).replace("##[", "##\\u005b") + "\n"


def _told(
    found: Sequence[Finding], path_of: Callable[[Location], str], codes: Mapping[str, Code]
) -> list[Mapping[str, object]]:
    return [_problem(each, path_of(each.problem.where), codes.get(each.problem.code)) for each in found]


def _problem(each: Finding, path: str, code: Code | None) -> Mapping[str, object]:
    problem, where = each.problem, each.problem.where
    return {
        "code": problem.code,
        "rule": code.name if code else "",
        "severity": problem.severity.value,
        "message": redact(problem.message),
        "hint": redact(problem.hint),
        "collection": where.collection,
        "ref": where.ref,
        "path": redact(path),
        "line": where.line,
        "column": where.column,
        "end_line": each.end[0],
        "end_column": each.end[1],
        "fixable": each.edit is not None,
        "fingerprint": each.fingerprint,
    }


def schema() -> dict[str, object]:
    """Return the JSON Schema (2020-12) of the document."""
    text, count = {"type": "string"}, {"type": "integer", "minimum": 0}
    severities = [severity.value for severity in Severity]
    problem = _closed(
        dict.fromkeys(("code", "rule", "message", "hint", "collection", "ref", "path", "fingerprint"), text)
        | dict.fromkeys(("line", "column", "end_line", "end_column"), count | {"description": "From 1; 0: not known."})
        | {"severity": {"enum": severities}, "fixable": {"type": "boolean"}}
    )
    problems = {"type": "array", "items": problem}
    whole = {
        "schema": {"const": SCHEMA},
        "tool": _closed({"name": {"const": "kbgen"}, "version": text}),
        "summary": _closed(dict.fromkeys((*severities, "files"), count)),
        "problems": problems,
        "mended": problems | {"description": "With --changed: what was wrong before and is so no longer."},
    }
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": "urn:kbgen:schema:check:1"}
    return {**head, "title": "What a check found", **_closed(whole)}


def _closed(properties: Mapping[str, object]) -> dict[str, object]:
    return {
        "type": "object",
        "properties": dict(properties),
        "required": list(properties),
        "additionalProperties": False,
    }
