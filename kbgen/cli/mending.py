"""`kbgen check --fix`: makes the edits that findings carry, in the working folders of sources."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from kbgen.cli.console import Console
from kbgen.replacing import replace_file
from kbgen.report_text import Span, Style

if TYPE_CHECKING:
    from kbgen.check import CheckReport, Edit
    from kbgen.config import Config


def mend(report: CheckReport, config: Config, console: Console) -> None:
    """Make all edits of the report, and tell how many there were in how many files."""
    done = [_mended(file, edits) for file, edits in _edits(report, config).items()]
    files = sum(1 for count in done if count)
    text = f"{sum(done):,} finding{'' if sum(done) == 1 else 's'} mended in {files:,} file{'' if files == 1 else 's'}."
    console.say([(Span(text, Style.GOOD if files else Style.PLAIN),)])


def _edits(report: CheckReport, config: Config) -> Mapping[Path, list[Edit]]:
    """Return the edits by file: those that lie inside the folder of their source, and are no symbolic links."""
    folders = {source.name: Path(source.url) for source in config.sources}
    found: dict[Path, list[Edit]] = {}
    for each in report.findings:
        path = report.paths.get(each.file)
        if each.edit is None or path is None:
            continue
        folder = folders[each.problem.where.collection]
        file = folder / path
        if file.is_file() and file.resolve() == folder.resolve() / path:
            found.setdefault(file, []).append(each.edit)
    return found


def _mended(file: Path, edits: list[Edit]) -> int:
    """Make the edits of one file, which is replaced whole, and return how many were made."""
    from kbgen.check import mended

    data, done = mended(file.read_bytes(), edits)
    if done:
        replace_file(file, data)
    return done
