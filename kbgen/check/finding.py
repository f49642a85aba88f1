"""A finding: a problem, the stretch of the file that it is about, and the edit that would mend it. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from types import MappingProxyType

from kbgen.codes import CODES, problem
from kbgen.model import Location, Problem, Severity
from kbgen.written import Place, Written

FileKey = tuple[str, str, str]
"""A file of a version: collection, ref, and the path as problems show it."""


_QUOTED = re.compile(r"'([^']+)'")


@dataclass(frozen=True, slots=True)
class Renamed:
    """What pages were called before: their files, and how messages name them, by what they are called now."""

    files: Mapping[FileKey, FileKey] = field(default_factory=dict)
    uris: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Edit:
    """The smallest change that mends a finding: on one line, `old` at `column` becomes `new`."""

    line: int
    column: int
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule found. `end` is a line and the column after the last character, (0, 0) where that is not known.

    `fingerprint` tells the finding from others also when lines move: see `fingerprinted`.
    """

    problem: Problem
    end: tuple[int, int] = (0, 0)
    edit: Edit | None = None
    fingerprint: str = ""

    @property
    def file(self) -> FileKey:
        """The file that the finding is about."""
        where = self.problem.where
        return where.collection, where.ref, where.path


def finding(
    code: str,
    message: str,
    where: Location,
    place: Place | None = None,
    *,
    hint: str = "",
    severity: Severity | None = None,
    new: str | None = None,
) -> Finding:
    """Return a finding of `code` at a place of the file `where`; `new` is what the text there should be.

    Without `severity` it weighs what the catalogue says, and as a warning if the code is that of another package.
    """
    severity = severity or (CODES[code].checked if code in CODES else Severity.WARNING)
    if place is None:
        return Finding(problem(code, message, where, hint=hint, severity=severity))
    at = replace(where, line=place.line, column=place.column)
    edit = Edit(place.line, place.column, place.text, new) if new is not None and "\n" not in place.text else None
    found = problem(code, message, at, hint=hint, severity=severity)
    return Finding(found, (place.end_line, place.end_column), edit)


def of_problem(told: Problem) -> Finding:
    """Return the finding of a problem that a build tells too."""
    code = CODES.get(told.code)
    severity = code.checked if code and code.checked and told.severity is code.severity else told.severity
    return Finding(replace(told, severity=severity))


def fingerprinted(
    findings: Iterable[Finding],
    texts: Mapping[FileKey, Written],
    levels: Mapping[str, str] = MappingProxyType({}),
    before: Renamed | None = None,
) -> tuple[Finding, ...]:
    """Return the findings in order, with the severities that `levels` gives their codes, and with fingerprints.

    A fingerprint is a hash of code, path, message, the text that the finding is about (its line, where no end is known)
    without its blanks, and which of the same it is: so a finding keeps it when what is around it changes. With `before`
    they are those that the findings would have had before files were renamed.
    """
    seen: Counter[tuple[str, ...]] = Counter()
    marked = []
    for each in sorted(_weighed(findings, levels), key=_order):
        said = _said(each, texts.get(each.file), before or Renamed())
        seen[said] += 1
        digest = sha256("\0".join((*said, str(seen[said]))).encode("utf-8", "surrogatepass")).hexdigest()
        marked.append(replace(each, fingerprint=digest[:20]))
    return tuple(marked)


def _weighed(findings: Iterable[Finding], levels: Mapping[str, str]) -> Iterator[Finding]:
    for each in dict.fromkeys(findings):
        level = levels.get(each.problem.code, each.problem.severity.value)
        if level != "off":
            yield replace(each, problem=replace(each.problem, severity=Severity(level)))


def _order(each: Finding) -> tuple[object, ...]:
    where = each.problem.where
    return where.collection, where.ref, where.path, where.line, where.column, each.problem.code, each.problem.message


def _said(each: Finding, written: Written | None, before: Renamed) -> tuple[str, ...]:
    where = each.problem.where
    line = written.line(where.line) if written and where.line else ""
    text = line[where.column - 1 : each.end[1] - 1] if each.end[0] == where.line else line
    collection, _, path = before.files.get(each.file, each.file)
    message = each.problem.message
    if before.uris:
        message = _QUOTED.sub(lambda match: f"'{before.uris.get(match[1], match[1])}'", message)
    return each.problem.code, collection, path, " ".join(text.split()), message
