"""A page as its author wrote it: where in the file links, headings and other things stand. Pure.

Python-Markdown tells what a page becomes, not where that was written. So what is wrong is found in the article, and
looked up here: in the text without code and comments, in which nothing is a link.
"""

from __future__ import annotations

import html
import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

_FENCE = re.compile(r"^(?P<indent>[ \t>]*)(?P<fence>`{3,}|~{3,})(?P<info>[^\n]*)$", re.MULTILINE)
_CODE_SPAN = re.compile(r"(?<![\\`])(`+)(?!`)(?P<code>(?:(?!\n[ \t]*\n).)+?)(?<!`)\1(?!`)", re.DOTALL)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_INLINE = re.compile(r"\]\(")
_DEFINITION = re.compile(r"^ {0,3}\[[^\]\n]+\]:[ \t]*<?(?P<target>[^\s>]+)", re.MULTILINE)
_ATTRIBUTE = re.compile(r"""\b(?:href|src)\s*=\s*(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<bare>[^\s"'>]+))""")
_TITLE = re.compile(r"""\s+(?:"[^\n]*"|'[^\n]*')\s*\Z""")
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()>#+.!-])")
_HEADING = re.compile(r"^[ \t>]*(?P<marks>#{1,6})[ \t]*(?P<text>[^\n]*?)[ \t]*#*[ \t]*$", re.MULTILINE)
_UNDERLINED = re.compile(r"^(?P<text>[^\n]*\S[^\n]*)\n(?P<marks>=+|-+)[ \t]*$", re.MULTILINE)
LONGEST_TARGET = 4_000
"""Characters that are looked through for the end of a link's target."""


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
    """A heading in the source: its level, its text as written, and where it is."""

    level: int
    text: str
    place: Place


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
        return self._starts[min(self.body_line, len(self._starts)) - 1]

    @cached_property
    def without_code(self) -> str:
        """The text with blanks in place of the head and of code: every offset is that of `text`."""
        blank = _blanked(self.text, [(0, self.body_start), *_fences(self.text, self.body_start)])
        return _blanked(blank, [match.span() for match in _CODE_SPAN.finditer(blank)])

    @cached_property
    def prose(self) -> str:
        """The same with blanks in place of comments too."""
        return _blanked(self.without_code, [match.span() for match in _COMMENT.finditer(self.without_code)])

    @cached_property
    def targets(self) -> tuple[tuple[str, Place], ...]:
        """The targets of all links and images, as the article has them, and where each is written."""
        found = sorted({*_inline(self.prose), *_definitions(self.prose), *_attributes(self.prose)})
        return tuple((_unescaped(self.text[start:end]), self.place(start, end)) for start, end in found)

    @cached_property
    def headings(self) -> tuple[WrittenHeading, ...]:
        """The headings, in their order."""
        marked = [(m.start("marks"), m.end(), len(m["marks"]), m["text"]) for m in _HEADING.finditer(self.prose)]
        lined = [
            (m.start("text"), m.end("text"), 1 if m["marks"][0] == "=" else 2, m["text"].strip())
            for m in _UNDERLINED.finditer(self.prose)
            if not _HEADING.match(m["text"])
        ]
        return tuple(WrittenHeading(level, text, self.place(a, b)) for a, b, level, text in sorted(marked + lined))

    def places(self, target: str) -> tuple[Place, ...]:
        """Return where a link's target is written; () when it is made by syntax that has no target of its own."""
        return tuple(place for written, place in self.targets if written == target)

    def place(self, start: int, end: int) -> Place:
        """Return the place of the text between two offsets."""
        line, column = self._position(start)
        return Place(line, column, *self._position(end), self.text[start:end])

    def line(self, number: int) -> str:
        """Return a line of the file, "" if it has none of this number."""
        if not 1 <= number <= len(self._starts):
            return ""
        return self.text[self._starts[number - 1] :].partition("\n")[0]

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *(match.end() for match in re.finditer("\n", self.text))]

    def _position(self, offset: int) -> tuple[int, int]:
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1


def _blanked(text: str, spans: list[tuple[int, int]]) -> str:
    """Return the text with blanks instead of all but the line ends in `spans`, which are in order."""
    parts, at = [], 0
    for start, end in spans:
        if start >= at:
            parts += [text[at:start], re.sub(r"[^\n]", " ", text[start:end])]
            at = end
    return "".join([*parts, text[at:]])


def _fences(text: str, start: int) -> Iterator[tuple[int, int]]:
    """Yield the stretches of fenced code, from the line after the opening to the closing fence, or to the end."""
    opened: re.Match[str] | None = None
    for match in _FENCE.finditer(text, start):
        if opened is None:
            opened = match
        elif match["fence"].startswith(opened["fence"]) and not match["info"].strip():
            yield opened.start("fence"), match.end()
            opened = None
    if opened is not None and "\n" in text[opened.end() :]:
        yield opened.start("fence"), opened.end()


def _inline(prose: str) -> Iterator[tuple[int, int]]:
    """Yield the targets of `[text](target "title")` and of images."""
    for match in _INLINE.finditer(prose):
        end = _closing(prose, match.end())
        if end is not None:
            inside = _TITLE.sub("", prose[match.end() : end])
            target = inside.strip().removeprefix("<").removesuffix(">")
            start = match.end() + inside.find(target)
            if target:
                yield start, start + len(target)


def _closing(prose: str, start: int) -> int | None:
    """Return where the parenthesis that was opened before `start` is closed."""
    depth = 1
    for at in range(start, min(len(prose), start + LONGEST_TARGET)):
        depth += {"(": 1, ")": -1}.get(prose[at], 0)
        if depth == 0:
            return at
    return None


def _definitions(prose: str) -> Iterator[tuple[int, int]]:
    return (match.span("target") for match in _DEFINITION.finditer(prose))


def _attributes(prose: str) -> Iterator[tuple[int, int]]:
    for match in _ATTRIBUTE.finditer(prose):
        yield match.span(match.lastgroup or 0)


def _unescaped(target: str) -> str:
    return html.unescape(_ESCAPED.sub(r"\1", target))
