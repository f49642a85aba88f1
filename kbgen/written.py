"""A page as its author wrote it: where in the file links, headings and other things stand. Pure.

Python-Markdown tells what a page becomes, not where that was written. So what is wrong is found in the article, and
looked up here: in the text without code and comments, in which nothing is a link.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from kbgen import written_spans as spans
from kbgen.written_headings import headings


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of a file: lines and columns from 1, the end being the column after its last character."""

    line: int
    column: int
    end_line: int
    end_column: int
    text: str


@dataclass(frozen=True, slots=True)
class WrittenHeading:
    """A heading in the source: its level, its text as written, and the offsets at which it begins and ends."""

    level: int
    text: str
    span: spans.Span


class Written:
    """The text of a file with `\\n` as line end; its body begins at line `body_line`."""

    def __init__(self, text: str, body_line: int = 1) -> None:
        self.text = text
        self.body_line = body_line

    @classmethod
    def of(cls, data: bytes, body_line: int = 1) -> Written:
        """Return the text of a file that is read as a page."""
        text = data.decode("utf-8-sig", "replace")
        return cls(text.replace("\r\n", "\n").replace("\r", "\n"), body_line)

    @cached_property
    def body_start(self) -> int:
        """The offset at which the body begins."""
        start = 0
        for _ in range(self.body_line - 1):
            start = self.text.find("\n", start) + 1 or start
        return start

    @cached_property
    def without_code(self) -> str:
        """The text with blanks in place of the head and of code: every offset is that of `text`."""
        blank = spans.blanked(self.text, [(0, self.body_start), *(whole for whole, _ in self._fenced)])
        blank = spans.blanked(blank, spans.indented_code(blank))
        return spans.blanked(blank, spans.code_spans(blank))

    @cached_property
    def prose(self) -> str:
        """The same with blanks in place of comments too."""
        return spans.blanked(self.without_code, spans.comments(self.without_code))

    @cached_property
    def targets(self) -> tuple[tuple[str, spans.Span], ...]:
        """The targets of all links and images, as the article has them, and between which offsets each is written."""
        return tuple((spans.unescaped(self.text[start:end]), (start, end)) for start, end in spans.targets(self.prose))

    @cached_property
    def headings(self) -> tuple[WrittenHeading, ...]:
        """The headings, in their order."""
        found = headings(self.prose, self.text)
        return tuple(WrittenHeading(level, self.text[slice(*text)], span) for span, level, text in found)

    @property
    def languages(self) -> tuple[spans.Span, ...]:
        """Where it is said what fenced code is written in: after the marks that open it, and it may be nothing."""
        return tuple(said for _, said in self._fenced)

    def places(self, target: str) -> tuple[Place, ...]:
        """Return where a link's target is written; () when it is made by syntax that has no target of its own."""
        return tuple(self.place(*span) for span in self._by_target.get(target, ()))

    def place(self, start: int, end: int) -> Place:
        """Return the place of the text between two offsets."""
        line, column = self._position(start)
        return Place(line, column, *self._position(end), self.text[start:end])

    def line(self, number: int) -> str:
        """Return a line of the file, "" if it has none of this number."""
        if not 1 <= number <= len(self._starts):
            return ""
        end = self._starts[number] - 1 if number < len(self._starts) else len(self.text)
        return self.text[self._starts[number - 1] : end]

    @cached_property
    def _by_target(self) -> Mapping[str, list[spans.Span]]:
        found: dict[str, list[spans.Span]] = {}
        for written, span in self.targets:
            found.setdefault(written, []).append(span)
        return found

    @cached_property
    def _fenced(self) -> tuple[tuple[spans.Span, spans.Span], ...]:
        return tuple(spans.fences(self.text, self.body_start))

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *accumulate(len(line) + 1 for line in self.text.split("\n"))][:-1]

    def _position(self, offset: int) -> tuple[int, int]:
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1
