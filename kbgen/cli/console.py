"""The one printer. Whatever reaches a terminal or a CI log passes here and is made harmless.

Control and direction characters are escaped, secrets are masked, and no line is one that a CI system would obey.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TextIO

from kbgen.paths import shown
from kbgen.redact import redact
from kbgen.report_text import Line, Span, Style

LONGEST = 2000
"""Characters of one span; more is no message but a file."""

_SGR: Mapping[Style, str] = {
    Style.ERROR: "1;31",
    Style.WARNING: "33",
    Style.INFO: "36",
    Style.GOOD: "32",
    Style.FAINT: "2",
    Style.STRONG: "1",
}
# GitHub Actions obeys `::command` at the start of a line (blanks do not count) and `##[command]` anywhere in it;
# Azure Pipelines `##vso[`, TeamCity `##teamcity[`.
_AT_START = re.compile(r"^(\s*)::")
_ANYWHERE = re.compile(r"##(?=\w*\[)")


def harmless(text: str) -> str:
    """Return `text` as a part of one line that no terminal and no CI log obeys, without secrets."""
    escaped = shown(redact(text if len(text) <= LONGEST else f"{text[:LONGEST]}…"))
    return _ANYWHERE.sub(r"#\\#", _AT_START.sub(r"\1\\::", escaped))


def wants_colour(stream: TextIO, *, no_color: bool = False) -> bool:
    """Tell whether `stream` is a terminal that may be coloured (https://no-color.org, TERM=dumb)."""
    refused = no_color or bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"
    return not refused and stream.isatty()


@dataclass(frozen=True, slots=True)
class Console:
    """Prints messages to stderr and data to stdout. A reader that has gone away is no error."""

    colour: bool = False

    @classmethod
    def of(cls, *, no_color: bool = False) -> Console:
        """Return the printer for this process."""
        return cls(wants_colour(sys.stderr, no_color=no_color))

    def say(self, lines: Iterable[Line]) -> None:
        """Print lines to stderr, however many they are, in one piece."""
        text = "".join(f"{''.join(map(self._span, line))}\n" for line in lines)
        _write(sys.stderr, text.encode(sys.stderr.encoding or "utf-8", "backslashreplace"))

    def show(self, lines: Iterable[str]) -> None:
        """Print lines to stdout that are the answer of a command, made harmless: text of others is in them."""
        _write(sys.stdout, "".join(f"{harmless(line)}\n" for line in lines).encode())

    def answer(self, lines: Iterable[Line]) -> None:
        """Print lines to stdout that are the answer of a command, coloured where stdout is a terminal."""
        printer = Console(self.colour and sys.stdout.isatty())
        _write(sys.stdout, "".join(f"{''.join(map(printer._span, line))}\n" for line in lines).encode())

    def data(self, text: str) -> None:
        """Print a document of ours to stdout, in UTF-8 and as it is."""
        _write(sys.stdout, text.encode())

    def _span(self, span: Span) -> str:
        text = harmless(span.text)
        return f"\x1b[{_SGR[span.style]}m{text}\x1b[0m" if self.colour and span.style else text


def _write(stream: TextIO, data: bytes) -> None:
    try:
        stream.flush()
        stream.buffer.write(data)
        stream.buffer.flush()
    except BrokenPipeError:
        # As Python's manual advises (signal, "Note on SIGPIPE"): nothing is left to fail when the stream is closed.
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
