"""Where the parts of a Markdown text stand, as pairs of offsets: code, comments, links and headings. Pure.

Patterns begin with the character that is rarest in them, so that long texts are passed quickly; what comes before it in
its line is looked at then.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator

from kbgen.links import without_entities

Span = tuple[int, int]

# What follows three backticks holds none, else it is code within a line.
_FENCES = (
    re.compile(r"(?<!`)(?P<marks>````*+)(?P<info>[^`\n]*+)$", re.MULTILINE),
    re.compile(r"(?<!~)(?P<marks>~~~~*+)(?P<info>[^\n]*+)$", re.MULTILINE),
)
_TICKS = re.compile("`+")
_BLANK_LINE = re.compile(r"\n[ \t]*\n")
_BLANK_LINES = re.compile(r"\n(?:[ \t]*\n)+")
INDENTATION = ("    ", "\t")
_INDENTED = re.compile(r"\n[ \t]*\n(?: {4}|\t)")
_CONTAINER = re.compile(r"^[ \t]*(?:[-*+:]|\d+[.)]|!!!|\?\?\?|===|///|\[\^|<|>)", re.MULTILINE)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_INLINE = re.compile(r"\]\(")
_DEFINITION = re.compile(r"\]:[ \t]*+<?(?P<target>[^\s>]++)")
_ATTRIBUTE = re.compile(r"""\b(?:href|src)\s*=\s*(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<bare>[^\s"'>]+))""")
_PARENTHESIS = re.compile("[()]")
_TITLE = re.compile(r"""(?<!\s)\s++(?:"[^\n]*"|'[^\n]*')\s*+\Z""")
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()>#+.!-])")
LONGEST_TARGET = 4_000
"""Characters that are looked through for the end of a link's target."""


def blanked(text: str, spans: Iterable[Span]) -> str:
    """Return the text with blanks instead of all but the line ends in `spans`, which are in order."""
    parts, at = [], 0
    for start, end in spans:
        if start >= at:
            parts += [text[at:start], "\n".join(" " * len(line) for line in text[start:end].split("\n"))]
            at = end
    return "".join([*parts, text[at:]])


def fences(text: str, start: int) -> Iterator[tuple[Span, Span]]:
    """Yield the span of each fenced code, to the closing fence or only the opening line where none closes it, and of
    what is said after the marks of the opening.
    """
    opened: re.Match[str] | None = None
    for match in _fence_lines(text, start):
        if opened is None:
            opened = match
        elif match["marks"].startswith(opened["marks"]) and not match["info"].strip():
            yield (opened.start(), match.end()), _stripped(opened, "info")
            opened = None
    if opened is not None and "\n" in text[opened.end() :]:
        yield opened.span(), _stripped(opened, "info")


def _fence_lines(text: str, start: int) -> Iterable[re.Match[str]]:
    found = [match for pattern in _FENCES for match in pattern.finditer(text, start)]
    return sorted((m for m in found if begins_line(text, m.start())), key=lambda match: match.start())


def code_spans(text: str) -> Iterator[Span]:
    """Yield the code within lines of a text that is without fenced code: between as many backticks, in a paragraph."""
    runs = [match.span() for match in _TICKS.finditer(text)]
    as_long: dict[int, list[int]] = {}
    for start, end in runs:
        as_long.setdefault(end - start, []).append(start)
    done, limit = 0, -1
    for start, end in runs:
        if start < done or text[start - 1 : start] == "\\":
            continue
        if end > limit:
            blank = _BLANK_LINE.search(text, end)
            limit = blank.start() if blank else len(text)
        same = as_long[end - start]
        at = bisect_left(same, end)
        if at < len(same) and same[at] < limit:
            done = same[at] + end - start
            yield start, done


def indented_code(text: str) -> Iterator[Span]:
    """Yield the indented code of a text without fenced code, as far as it is certain: what is indented after a list, a
    note, a tab, a definition or HTML may belong to that.
    """
    may_belong, at = True, 0
    for block in _BLANK_LINES.split(text) if _INDENTED.search(text) else ():
        start = text.index(block, at) if block else at
        at = start + len(block)
        if block.startswith(INDENTATION):
            if not may_belong:
                yield start, at
        elif block:
            may_belong = _CONTAINER.search(block) is not None


def comments(text: str) -> Iterator[Span]:
    """Yield the HTML comments."""
    return (match.span() for match in _COMMENT.finditer(text))


def targets(prose: str) -> list[Span]:
    """Return the targets of all links and images of a text without code, in their order."""
    return sorted({*_inline(prose), *_defined(prose), *_attributes(prose)})


def _defined(prose: str) -> Iterator[Span]:
    """Yield the targets of `[name]: target`, which begin their lines."""
    done = 0
    for match in _DEFINITION.finditer(prose):
        if match.start() < done:  # not the first in its line
            continue
        name = prose[prose.rfind("\n", done, match.start()) + 1 : match.start()].lstrip(" \t>")
        done = prose.find("\n", match.end())
        done = len(prose) if done < 0 else done
        if len(name) > 1 and name.startswith("[") and "]" not in name:
            yield match.span("target")


def _attributes(prose: str) -> Iterator[Span]:
    if "href" in prose or "src" in prose:
        yield from (match.span(match.lastgroup or 0) for match in _ATTRIBUTE.finditer(prose))


def unescaped(target: str) -> str:
    """Return a target as the article has it."""
    return without_entities(_ESCAPED.sub(r"\1", target))


def _inline(prose: str) -> Iterator[Span]:
    """Yield the targets of `[text](target "title")` and of images."""
    closings = Closings(prose)
    for match in _INLINE.finditer(prose):
        end = closings.of(match.end())
        if end is not None:
            inside = _TITLE.sub("", prose[match.end() : end])
            target = inside.strip().removeprefix("<").removesuffix(">")
            start = match.end() + inside.find(target)
            if target:
                yield start, start + len(target)


class Closings:
    """Where parentheses of a text are closed, for those that are asked about in their order: each is passed once."""

    def __init__(self, prose: str) -> None:
        self._prose = prose
        self._at = 0
        self._open: list[int] = []
        self._closed: dict[int, int] = {}

    def of(self, start: int) -> int | None:
        """Return where the parenthesis that was opened before `start` is closed, if not too far away."""
        if self._at < start:
            self._at, self._open = start, [start]
        limit = start + LONGEST_TARGET
        while start not in self._closed and self._at < limit:
            match = _PARENTHESIS.search(self._prose, self._at, limit)
            self._at = match.end() if match else limit
            if match and match[0] == "(":
                self._open.append(match.end())
            elif match and self._open:
                self._closed[self._open.pop()] = match.start()
        end = self._closed.get(start, limit)
        return end if end < limit else None


def begins_line(text: str, start: int) -> bool:
    """Tell whether nothing but blanks and the marks of quotations come before `start` in its line."""
    while start and text[start - 1] in " \t>":
        start -= 1
    return not start or text[start - 1] == "\n"


def _stripped(match: re.Match[str], group: str) -> Span:
    """Return the span of a group without blanks around it."""
    text = match[group]
    start = match.start(group) + len(text) - len(text.lstrip())
    return start, start + len(text.strip())
