"""The outcome of a command as one JSON document, and the JSON Schema of that document.

`--json` prints it and `--report FILE` writes it, also when a build fails (`report` is then null). It is ASCII
and redacted; no line of it is one that a terminal or a CI log would obey.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from kbgen import __version__
from kbgen.codes import CODES
from kbgen.errors import ExitCode
from kbgen.model import Problem, Severity
from kbgen.redact import redact

if TYPE_CHECKING:  # the module of the report imports the whole pipeline, and `kbgen --help` must not wait for it
    from kbgen.report import BuildReport, VersionReport

SCHEMA = 1


def document(exit_code: ExitCode, report: BuildReport | None, problems: Sequence[Problem]) -> str:
    """Return the document of a command that ended with `exit_code`; `report` is None if it made none."""
    number = Counter(problem.severity for problem in problems)
    value = {
        "schema": SCHEMA,
        "tool": {"name": "kbgen", "version": __version__},
        "exit_code": int(exit_code),
        "summary": {severity.value: number[severity] for severity in Severity},
        "report": _report(report) if report else None,
        "problems": [_problem(problem) for problem in problems],
    }
    # GitHub's older form of log commands, `##[...]`, is obeyed anywhere in a line; in JSON only strings can hold it.
    return json.dumps(value, indent=1).replace("##[", "##\\u005b") + "\n"


def _problem(problem: Problem) -> Mapping[str, object]:
    where = problem.where
    return {
        "code": problem.code,
        "rule": CODES[problem.code].name if problem.code in CODES else "",
        "severity": problem.severity.value,
        "message": redact(problem.message),
        "hint": redact(problem.hint),
        "collection": where.collection,
        "ref": where.ref,
        "path": redact(where.path),
        "line": where.line,
        "column": where.column,
    }


def _report(report: BuildReport) -> Mapping[str, object]:
    return {
        "output": redact(report.output),
        "published": report.published,
        "strict": report.strict,
        "seconds": dict(report.seconds),
        "rendered": report.rendered,
        "reused": report.reused,
        "rebuilt": [{"page": redact(each.page), "because": list(each.because)} for each in report.rebuilt],
        "versions": [_version(version) for version in report.versions],
    }


def _version(version: VersionReport) -> Mapping[str, object]:
    return {
        "collection": version.collection,
        "version": version.version,
        "ref": version.ref,
        "commit": version.commit,
        "root": version.root,
        "pages": version.pages,
        "assets": version.assets,
        "articles_converted": version.articles_converted,
        "pages_rendered": version.pages_rendered,
        "stale_since": version.stale_since or None,
    }


def schema() -> dict[str, object]:
    """Return the JSON Schema (2020-12) of the document."""
    text, count = {"type": "string"}, {"type": "integer", "minimum": 0}
    severities = [severity.value for severity in Severity]
    version = _closed(
        dict.fromkeys(("collection", "version", "ref", "commit", "root"), text)
        | dict.fromkeys(("pages", "assets", "articles_converted", "pages_rendered"), count)
        | {"stale_since": {"type": ["string", "null"], "description": "Time of the last good fetch, if not reached."}}
    )
    rebuilt = _closed({"page": text, "because": {"type": "array", "items": text}})
    report = _closed(
        {
            "output": text,
            "published": {"enum": ["new", "replaced", "unchanged", ""], "description": "Empty: nothing was published."},
            "strict": {"type": "boolean"},
            "seconds": {"type": "object", "additionalProperties": {"type": "number"}, "description": "By stage."},
            "rendered": {**count, "description": "HTML pages rendered now, with those that kbgen itself makes."},
            "reused": {**count, "description": "HTML pages from the cache: nothing that they show has changed."},
            "rebuilt": {
                "type": "array",
                "items": rebuilt,
                "description": "Of pages that were rendered over an earlier edition, what in them had changed.",
            },
            "versions": {"type": "array", "items": version},
        }
    )
    problem = _closed(
        dict.fromkeys(("code", "rule", "message", "hint", "collection", "ref", "path"), text)
        | {"severity": {"enum": severities}, "line": count, "column": count}
    )
    whole = {
        "schema": {"const": SCHEMA},
        "tool": _closed({"name": {"const": "kbgen"}, "version": text}),
        "exit_code": {"enum": [int(code) for code in ExitCode]},
        "summary": _closed(dict.fromkeys(severities, count)),
        "report": {
            "anyOf": [report, {"type": "null"}],
            "description": "Null: the command failed before a site was planned.",
        },
        "problems": {"type": "array", "items": problem},
    }
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": "urn:kbgen:schema:report:1"}
    return {**head, "title": "What a build did", **_closed(whole)}


def _closed(properties: Mapping[str, object]) -> dict[str, object]:
    """Return the schema of an object that has exactly these properties."""
    return {
        "type": "object",
        "properties": dict(properties),
        "required": list(properties),
        "additionalProperties": False,
    }
