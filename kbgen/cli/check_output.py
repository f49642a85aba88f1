"""How the findings of a check are printed, and written into files."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from kbgen.cli.commands.check import CheckFormat
from kbgen.cli.console import Console, harmless
from kbgen.errors import ConfigError
from kbgen.model import Location, Severity
from kbgen.replacing import replace_file
from kbgen.report_text import Line, Places, Span, Style, counts, problem_lines

if TYPE_CHECKING:
    from kbgen.check import CheckReport


def tell(report: CheckReport, form: CheckFormat, output: Path | None, places: Places, console: Console) -> None:
    """Print the report to stdout, or write it into the file `output`. Raises ConfigError when that fails."""
    if form is CheckFormat.TEXT and output is None:
        console.answer(_lines(report, places))
        return
    text = _text(report, form, places)
    if output is None:
        console.data(text)
    else:
        write_answer(output, text)
    summary_file = os.environ.get("GITHUB_STEP_SUMMARY")
    if form is CheckFormat.GITHUB and summary_file:
        _add_summary(report, Path(summary_file), places)


def _add_summary(report: CheckReport, file: Path, places: Places) -> None:
    from kbgen.check.formats import job_summary

    with file.open("a", encoding="utf-8") as stream:
        stream.write(job_summary(report, _path_of(places)))


def _text(report: CheckReport, form: CheckFormat, places: Places) -> str:
    from kbgen.check.formats import document, notices, sarif

    match form:
        case CheckFormat.JSON:
            return document(report, _path_of(places))
        case CheckFormat.SARIF:
            return sarif(report, _path_of(places))
        case CheckFormat.GITHUB:
            return "".join(f"{line}\n" for line in notices(report, _path_of(places)))
        case CheckFormat.TEXT:
            lines = ("".join(span.text for span in line) for line in _lines(report, places))
            return "".join(f"{harmless(line)}\n" for line in lines)


def _lines(report: CheckReport, places: Places) -> Iterator[Line]:
    for each in (*report.problems, *(found.problem for found in report.findings)):
        yield from problem_lines(each, places)


def _path_of(places: Places) -> Callable[[Location], str]:
    """Return what gives the path of a file from here, without its line; "" for no file."""
    return lambda where: places.text(Location(where.path, 0, 0, where.collection, where.ref)) if where.path else ""


def summary(report: CheckReport, *, is_fixing: bool, has_notes: bool) -> Iterator[Line]:
    """Yield how much was found, what became better, and what to do next."""
    found = [*report.problems, *(each.problem for each in report.findings)]
    number = Counter(each.severity for each in found)
    count = number[Severity.INFO]
    notes = f", {count:,} note{'' if count == 1 else 's'}" if count else ""
    notes += " (-v shows them)" if count and not has_notes else ""
    mended = f"; {len(report.mended):,} mended" if report.mended else ""
    style = Style.ERROR if number[Severity.ERROR] else Style.WARNING if number[Severity.WARNING] else Style.GOOD
    pages = f"{report.files:,} page{'' if report.files == 1 else 's'}"
    yield (Span(f"{pages} checked: {counts(found)}{notes}{mended}.", style),)
    fixable = sum(each.edit is not None and each.file in report.paths for each in report.findings)
    if fixable and not is_fixing:
        yield (Span(f"{fixable:,} can be mended safely: kbgen check --fix"),)


def write_answer(path: Path, text: str) -> None:
    """Write what was asked for into a file, whole or not at all. Raises ConfigError when that fails."""
    try:
        replace_file(path, text.encode())
    except OSError as error:
        raise ConfigError(
            f"{path} cannot be written: {error.strerror or error}", hint="choose another place"
        ) from error
