"""Findings as annotations of GitHub Actions, and as the summary of its job.

Commands and their escapes: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands.
GitHub shows 10 annotations of each kind for a step, and takes 1 MiB of summary: the summary holds what the annotations
leave out.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator

from kbgen.check.finding import Finding
from kbgen.check.report import CheckReport
from kbgen.model import Location, Problem, Severity
from kbgen.paths import shown
from kbgen.redact import redact

MOST = 10
"""Annotations of one kind that GitHub shows for a step."""
MOST_BYTES = 1_000_000
"""Of a summary; GitHub takes 1,048,576."""
_OLD_COMMAND = re.compile(r"##(?=\w*\[)")
"""What older runners, and those of others, obey anywhere in a line."""
_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}
_PLAIN = {"|": "&#124;", "<": "&lt;", ">": "&gt;", "`": "&#96;", "*": "&#42;", "_": "&#95;", "[": "&#91;", "]": "&#93;"}


def notices(report: CheckReport, path_of: Callable[[Location], str]) -> Iterator[str]:
    """Yield the lines that annotate a pull request: the gravest first, of each kind as many as are shown."""
    told: Counter[Severity] = Counter()
    for each in sorted(_all(report), key=lambda each: list(Severity).index(each.problem.severity)):
        told[each.problem.severity] += 1
        if told[each.problem.severity] <= MOST:
            yield _annotation(each, path_of(each.problem.where))


def _all(report: CheckReport) -> list[Finding]:
    return [*(Finding(problem) for problem in report.problems), *report.findings]


def _annotation(each: Finding, path: str) -> str:
    problem, where = each.problem, each.problem.where
    properties = {"file": path, "line": where.line, "col": where.column, "endLine": each.end[0]}
    properties |= {"endColumn": each.end[1], "title": problem.code}
    written = ",".join(f"{name}={_property(str(value))}" for name, value in properties.items() if value)
    text = f"{problem.message}\nhint: {problem.hint}" if problem.hint else problem.message
    return f"::{_COMMANDS[problem.severity]} {written}::{_data(text)}"


def _data(text: str) -> str:
    lines = (_OLD_COMMAND.sub(r"#\\#", shown(redact(line))) for line in text.split("\n"))
    return "\n".join(lines).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def job_summary(report: CheckReport, path_of: Callable[[Location], str]) -> str:
    """Return the findings as a Markdown table, with a count of those that there is no room for."""
    found = _all(report)
    number = Counter(each.problem.severity for each in found)
    head = f"## kbgen check\n\n{_counts(number, report)}\n"
    if not found:
        return head
    rows = [_row(each.problem, path_of(each.problem.where)) for each in found]
    table = "\n| Where | What | Hint |\n|---|---|---|\n"
    kept, size = [], len(head.encode()) + len(table)
    for row in rows:
        size += len(row.encode())
        if size > MOST_BYTES:
            break
        kept.append(row)
    rest = f"\n… and {len(rows) - len(kept):,} more.\n" if len(kept) < len(rows) else ""
    return f"{head}{table}{''.join(kept)}{rest}"


def _counts(number: Counter[Severity], report: CheckReport) -> str:
    said = f"{number[Severity.ERROR]:,} errors, {number[Severity.WARNING]:,} warnings, {number[Severity.INFO]:,} notes"
    mended = f"; {len(report.mended):,} mended" if report.mended else ""
    return f"{said} in {report.files:,} pages{mended}."


def _row(problem: Problem, path: str) -> str:
    where = ":".join([_cell(path), *(str(n) for n in (problem.where.line, problem.where.column) if n)])
    return (
        f"| {where} | **{problem.code}** {problem.severity.value}: {_cell(problem.message)} | {_cell(problem.hint)} |\n"
    )


def _cell(text: str) -> str:
    """Return text as a table cell that shows it and does nothing else."""
    plain = shown(redact(text)).replace("&", "&amp;").replace("@", "&#64;").replace("#", "&#35;")
    return "".join(_PLAIN.get(char, char) for char in plain)
