"""`kbgen verify`: pages that were read and found right say so, with a commit in the name of who read them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from kbgen.cli.console import Console
from kbgen.cli.failure import tell_failure
from kbgen.errors import ExitCode
from kbgen.report_text import Span, Style

if TYPE_CHECKING:
    from kbgen.confirming import Confirmed


@dataclass(frozen=True, slots=True)
class VerifyOptions:
    """The options of `kbgen verify` as they were given."""

    pages: tuple[Path, ...]
    due: date | None = None
    note: str = ""
    commits: bool = True
    quiet: bool = False
    no_color: bool = False


def verify(options: VerifyOptions, argv: Sequence[str]) -> ExitCode:
    """Confirm the pages, print their paths, and return the exit code; `argv` is for the log of a fault."""
    console = Console.of(no_color=options.no_color)
    try:
        from kbgen.confirmation import Confirmation
        from kbgen.confirming import ConfirmRequest, confirm  # brings git and YAML

        today = datetime.now(UTC).date()
        pages = tuple(Path.cwd() / page for page in options.pages)
        done = confirm(ConfirmRequest(pages, Confirmation(today, options.due), options.note, options.commits))
    except (Exception, KeyboardInterrupt) as error:
        return tell_failure(error, argv, console, None)
    console.show(done.pages)
    if not options.quiet:
        console.say([(Span(_said(done), Style.GOOD),)])
    return ExitCode.OK


def _said(done: Confirmed) -> str:
    many = len(done.pages) > 1
    if done.by is None:
        return f"Confirmed in the front matter; commit {'them' if many else 'it'} to say so to others."
    count = f"{len(done.pages)} pages" if many else "the page"
    return f"Committed in the name of {done.by.name}: {count} will be shown as reviewed."
