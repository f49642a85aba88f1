"""Problems and the outcome of a build as lines of text. Pure: what it gives is not yet safe for a terminal.

    guides/setup.md:12:5: KB021 warning: link target 'instal.md' not found
      hint: did you mean 'install.md'?

A line is made of spans, so that the one printer (`cli/console.py`) can escape, redact and colour each of them.
"""

from __future__ import annotations

import os
import shlex
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from kbgen.codes import CODES
from kbgen.model import Location, Problem, Severity

if TYPE_CHECKING:  # the module of the report imports the whole pipeline, and `kbgen --help` must not wait for it
    from kbgen.report import BuildReport

MOST_OF_A_CODE = 10
NAMED_PAGES = 3
"""Pages that are named for each reason to render them anew."""
_GRAVITY = {Severity.INFO: 0, Severity.WARNING: 1, Severity.ERROR: 2}


class Style(StrEnum):
    """How a span looks where there are colours."""

    PLAIN = ""
    ERROR = "error"
    WARNING = "warning"
    INFO = "info"
    GOOD = "good"
    FAINT = "faint"
    STRONG = "strong"


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a line, all of one style."""

    text: str
    style: Style = Style.PLAIN


Line = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Places:
    """How locations are written: `prefixes` holds what stands before the paths of a collection.

    A collection without an entry has versions, and its paths begin with `collection@ref:`.
    """

    cwd: Path = Path()
    prefixes: Mapping[str, str] = field(default_factory=dict)

    def text(self, where: Location) -> str:
        """Return `path:line:column`, as far as they are known; `kbgen` for no place at all."""
        parts = [self._path(where), *(str(number) for number in (where.line, where.column if where.line else 0))]
        return ":".join(part for part in parts if part not in ("", "0")) or "kbgen"

    def _path(self, where: Location) -> str:
        if not where.collection:
            return _relative(where.path, self.cwd)
        if not where.path:
            versioned = where.ref and where.collection not in self.prefixes
            return f"{where.collection}@{where.ref}" if versioned else where.collection
        ref = f"@{where.ref}" if where.ref else ""
        path = self.prefixes.get(where.collection, f"{where.collection}{ref}:") + where.path
        return os.path.relpath(self.cwd / path, self.cwd) if path.startswith("../") else path  # back down: ../here/a.md


def problem_lines(problem: Problem, places: Places) -> Iterator[Line]:
    """Yield the line of a problem, and a second one with its hint if it has one."""
    style = Style(problem.severity.value)
    place = places.text(problem.where)
    message = problem.message.removeprefix(f"{place}: ")
    yield (
        Span(place, Style.STRONG),
        Span(f": {problem.code} "),
        Span(problem.severity.value, style),
        Span(f": {message}"),
    )
    if problem.hint:
        yield (Span(f"  hint: {problem.hint}", Style.FAINT),)


def listing(problems: Iterable[Problem], places: Places, *, most: int | None = MOST_OF_A_CODE) -> Iterator[Line]:
    """Yield the lines of all problems, at most `most` of each code (None: all), the gravest last.

    The gravest stand last because that is where a terminal ends; problems of one severity keep their order.
    """
    shown: Counter[tuple[Severity, str]] = Counter()
    ordered = sorted(problems, key=lambda problem: _GRAVITY[problem.severity])
    totals = Counter((problem.severity, problem.code) for problem in ordered)
    for problem in ordered:
        kind = problem.severity, problem.code
        shown[kind] += 1
        if most is None or shown[kind] <= most:
            yield from problem_lines(problem, places)
        if most is not None and shown[kind] == totals[kind] > most:
            yield _more(totals[kind] - most, problem.code)


def _more(count: int, code: str) -> Line:
    name = f" ({CODES[code].name})" if code in CODES else ""
    return (Span(f"… and {count} more {code}{name}; -v shows all, --report FILE keeps all", Style.FAINT),)


def summary(
    report: BuildReport, cwd: Path, *, verbose: bool = False, keep_going: bool = False, had_site: bool = False
) -> Iterator[Line]:
    """Yield what was published where and how long it took, or why nothing was, and what to do next.

    `had_site` tells whether there was a site in the output folder before, `keep_going` whether errors were allowed.
    """
    yield from _stale(report)
    if verbose:
        yield from _details(report)
    if report.published:
        yield from _published(report, _relative(report.output, cwd))
    else:
        yield untouched(counts(report.problems), report.output, cwd, had_site=had_site)
        yield _way_on(report, keep_going)


def untouched(why: str, output: str, cwd: Path, *, had_site: bool) -> Line:
    """Return the line that tells that nothing was published, why, and what became of the site that was there."""
    before = f" The site in {_relative(output, cwd)} is as it was." if had_site else ""
    return (Span(f"Nothing was published: {why}.{before}", Style.STRONG),)


def published_late(then: str, output: str, cwd: Path) -> Line:
    """Return the line for a build that was interrupted, or failed, when the new site was already in place."""
    return (Span(f"Published to {_relative(output, cwd)}, then {then}: the site is whole.", Style.STRONG),)


def counts(problems: Sequence[Problem]) -> str:
    """Return the numbers of errors and warnings in words."""
    number = Counter(problem.severity for problem in problems)
    return f"{_many(number[Severity.ERROR], 'error')}, {_many(number[Severity.WARNING], 'warning')}"


def _published(report: BuildReport, output: str) -> Iterator[Line]:
    pages = sum(version.pages for version in report.versions)
    collections = len({version.collection for version in report.versions})
    what = f"{_many(pages, 'page')}, {_many(len(report.versions), 'version')}"
    what += f", {collections} collections" if collections > 1 else ""
    done = "Nothing changed in" if report.published == "unchanged" else "Published to"
    line = f"{done} {output}: {what}, {sum(report.seconds.values()):.1f} s; {counts(report.problems)}."
    yield (Span(line, Style.STRONG if report.exit_code else Style.GOOD),)
    if report.exit_code and not any(problem.severity is Severity.ERROR for problem in report.problems):
        yield (Span(f"--strict: warnings count as errors, so the exit code is {int(report.exit_code)}."),)
    yield (Span(f"To see it: python -m http.server -d {shlex.quote(output)}"),)


def _way_on(report: BuildReport, keep_going: bool) -> Line:
    """Return what can be done about a site that was refused (see `kbgen.report.refuses`)."""
    from kbgen.report import SHRUNK, SOURCE_TROUBLE  # has been imported by whoever made the report

    errors = [problem for problem in report.problems if problem.severity is Severity.ERROR]
    if any(problem.code == SHRUNK for problem in errors):
        return (Span("If these pages are meant to go, publish without them by --allow-shrink."),)
    if not keep_going and any(problem.code not in SOURCE_TROUBLE for problem in errors):
        return (Span("Correct the errors and build again, or publish all the same with --keep-going."),)
    lost = sorted({problem.where.collection for problem in errors if problem.code in SOURCE_TROUBLE})
    return (Span(f"The pages of {', '.join(lost)} would vanish from it: build again when they can be read."),)


def _stale(report: BuildReport) -> Iterator[Line]:
    since = {version.collection: version.stale_since for version in report.versions if version.stale_since}
    for collection, moment in since.items():
        text = f"{collection} could not be reached: its pages are those of {moment}, and say so."
        yield (Span(text, Style.WARNING),)


def _details(report: BuildReport) -> Iterator[Line]:
    for version in report.versions:
        name = f"{version.collection} {version.version}".strip()
        done = f"{version.articles_converted} converted, {version.pages_rendered} rendered"
        made = f"{_many(version.pages, 'page')} ({done})"
        text = f"  {name}: {made}, {_many(version.assets, 'file')} from {version.ref} ({version.commit[:10]})"
        yield (Span(text),)
    yield (Span(f"  {_many(report.rendered, 'page')} rendered, {report.reused:,} reused"),)
    yield from _reasons(report)
    yield (Span("  " + ", ".join(f"{stage} {seconds:.1f} s" for stage, seconds in report.seconds.items())),)


def _reasons(report: BuildReport) -> Iterator[Line]:
    """Yield why pages were rendered anew, and some of the pages of each reason."""
    by_reason: dict[tuple[str, ...], list[str]] = {}
    for each in report.rebuilt:
        by_reason.setdefault(each.because, []).append(each.page)
    for because, pages in sorted(by_reason.items()):
        more = f" and {len(pages) - NAMED_PAGES:,} more" if len(pages) > NAMED_PAGES else ""
        yield (Span(f"    {', '.join(because)}: {', '.join(pages[:NAMED_PAGES])}{more}", Style.FAINT),)


def _many(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def _relative(path: str, cwd: Path) -> str:
    """Return a path below the working directory without the way to it, and any other as it is."""
    inside = path and os.path.isabs(path) and Path(path).is_relative_to(cwd)  # noqa: PTH117 - no Path for ""
    return str(Path(path).relative_to(cwd)) if inside else path
