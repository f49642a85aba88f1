"""Findings as SARIF 2.1.0 (https://docs.oasis-open.org/sarif/sarif/v2.1.0/), as GitHub's code scanning reads it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from urllib.parse import quote

from kbgen import __version__
from kbgen.check.finding import Finding
from kbgen.check.report import CheckReport
from kbgen.codes import CODES, Code
from kbgen.model import Location, Severity
from kbgen.redact import redact

MOST_RESULTS = 5_000
"""Of one run, as GitHub takes them (code scanning, "SARIF results exceed limits")."""
SCHEMA_URI = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
Json = Mapping[str, object]


def sarif(report: CheckReport, path_of: Callable[[Location], str], codes: Mapping[str, Code] = CODES) -> str:
    """Return the log. Paths are relative to the folder that is checked; the gravest findings come first."""
    found = [*(Finding(problem) for problem in report.problems), *report.findings]
    ordered = sorted(found, key=lambda each: list(Severity).index(each.problem.severity))[:MOST_RESULTS]
    known = sorted({each.problem.code for each in ordered})
    driver = {
        "name": "kbgen",
        "semanticVersion": __version__,
        "rules": [_rule(code, codes.get(code)) for code in known],
    }
    results = [_result(each, path_of(each.problem.where), known) for each in ordered]
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return json.dumps({"$schema": SCHEMA_URI, "version": "2.1.0", "runs": [run]}, indent=1) + "\n"


def _rule(number: str, code: Code | None) -> Json:
    if code is None:
        return {"id": number}
    level = _LEVELS[code.checked or code.severity]
    said = {"shortDescription": {"text": code.summary}, "defaultConfiguration": {"level": level}}
    return {"id": number, "name": "".join(map(str.capitalize, code.name.split("-"))), **said}


def _result(each: Finding, path: str, known: Sequence[str]) -> Json:
    problem = each.problem
    text = redact(f"{problem.message}\n{problem.hint}" if problem.hint else problem.message)
    result: dict[str, object] = {
        "ruleId": problem.code,
        "ruleIndex": known.index(problem.code),
        "level": _LEVELS[problem.severity],
        "message": {"text": text},
    }
    if path:
        result["locations"] = [{"physicalLocation": _location(each, path)}]
    if each.fingerprint:
        result["partialFingerprints"] = {"kbgen/v1": each.fingerprint}
    return result


def _location(each: Finding, path: str) -> Json:
    where = each.problem.where
    artifact = {"uri": quote(redact(path)), "uriBaseId": "%SRCROOT%"}
    region = {"startLine": where.line, "startColumn": where.column, "endLine": each.end[0], "endColumn": each.end[1]}
    given = {name: number for name, number in region.items() if number}
    return {"artifactLocation": artifact, **({"region": given} if where.line else {})}
