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

from kbgen.errors import ExitCode, KbgenError
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


class AnswerError(KbgenError):
    """What a command was asked for cannot be written to stdout, as on a full disk."""

    exit_code = ExitCode.BUG


def harmless(text: str) -> str:
    """Return `text` as a part of one line that no terminal and no CI log obeys, without secrets."""
    escaped = shown(redact(text if len(text) <= LONGEST else f"{text[:LONGEST]}…"))
    return _ANYWHERE.sub(r"#\\#", _AT_START.sub(r"\1\\::", escaped))


def is_terminal(stream: TextIO | None) -> bool:
    """Tell whether a standard stream is there and leads to a terminal: one that was closed at the start is None."""
    return stream is not None and stream.isatty()


def wants_colour(stream: TextIO | None, *, no_color: bool = False) -> bool:
    """Tell whether `stream` is a terminal that may be coloured (https://no-color.org, TERM=dumb)."""
    refused = no_color or bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"
    return not refused and is_terminal(stream)


@dataclass(frozen=True, slots=True)
class Console:
    """Prints messages to stderr and data to stdout. A reader that has gone away is no error.

    Messages that cannot be written are lost, for they are not what was asked for. Data that cannot be written raises
    AnswerError.
    """

    colour: bool = False

    @classmethod
    def of(cls, *, no_color: bool = False) -> Console:
        """Return the printer for this process."""
        return cls(wants_colour(sys.stderr, no_color=no_color))

    def say(self, lines: Iterable[Line]) -> None:
        """Print lines to stderr, however many they are, in one piece."""
        text = "".join(f"{''.join(map(self._span, line))}\n" for line in lines)
        encoding = getattr(sys.stderr, "encoding", "") or "utf-8"
        _write(sys.stderr, text.encode(encoding, "backslashreplace"))

    def show(self, lines: Iterable[str]) -> None:
        """Print lines to stdout that are the answer of a command, made harmless: text of others is in them."""
        _write(sys.stdout, "".join(f"{harmless(line)}\n" for line in lines).encode())

    def answer(self, lines: Iterable[Line]) -> None:
        """Print lines to stdout that are the answer of a command, coloured where stdout is a terminal."""
        printer = Console(self.colour and is_terminal(sys.stdout))
        _write(sys.stdout, "".join(f"{''.join(map(printer._span, line))}\n" for line in lines).encode())

    def data(self, text: str) -> None:
        """Print a document of ours to stdout, in UTF-8 and as it is."""
        _write(sys.stdout, text.encode())

    def _span(self, span: Span) -> str:
        text = harmless(span.text)
        return f"\x1b[{_SGR[span.style]}m{text}\x1b[0m" if self.colour and span.style else text


def _write(stream: TextIO | None, data: bytes) -> None:
    if stream is None:  # closed by who started us, as by `2>&-`
        return
    try:
        stream.flush()
        stream.buffer.write(data)
        stream.buffer.flush()
    except OSError as error:
        # As Python's manual advises (signal, "Note on SIGPIPE"): nothing is left to fail when the stream is closed.
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
        if stream is sys.stdout and not isinstance(error, BrokenPipeError):
            message = f"the answer cannot be written to standard output: {error.strerror or error}"
            raise AnswerError(message, hint="check where it leads, and the free space there") from error
