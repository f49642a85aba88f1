"""Where the parts of a Markdown text stand, as pairs of offsets: code, comments, links and headings. Pure.

Patterns begin with the character that is rarest in them, so that long texts are passed quickly; what comes before it in
its line is looked at then.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from kbgen.links import without_entities

Span = tuple[int, int]

# What follows three backticks holds none, else it is code within a line.
_FENCES = (
    re.compile(r"(?P<marks>````*)(?P<info>[^`\n]*)$", re.MULTILINE),
    re.compile(r"(?P<marks>~~~~*)(?P<info>[^\n]*)$", re.MULTILINE),
)
_TICKS = re.compile("`+")
_BLANK_LINE = re.compile(r"\n[ \t]*\n")
_BLANK_LINES = re.compile(r"\n(?:[ \t]*\n)+")
INDENTATION = ("    ", "\t")
_INDENTED = re.compile(r"\n[ \t]*\n(?: {4}|\t)")
_CONTAINER = re.compile(r"^[ \t]*(?:[-*+:]|\d+[.)]|!!!|\?\?\?|===|///|\[\^|<|>)", re.MULTILINE)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_INLINE = re.compile(r"\]\(")
_DEFINITION = re.compile(r"\[[^\]\n]+\]:[ \t]*<?(?P<target>[^\s>]+)")
_ATTRIBUTE = re.compile(r"""\b(?:href|src)\s*=\s*(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<bare>[^\s"'>]+))""")
_PARENTHESIS = re.compile("[()]")
_TITLE = re.compile(r"""\s+(?:"[^\n]*"|'[^\n]*')\s*\Z""")
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()>#+.!-])")
_HEADING = re.compile("#+")
_UNDERLINE = re.compile(r"\n(?P<marks>=+|-+)[ \t]*$", re.MULTILINE)
_RAW_HEADING = re.compile(r"<[hH](?P<level>[1-6])\b[^>]*>(?P<text>.*?)</[hH](?P=level)\s*>", re.DOTALL)
DEEPEST = 6
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
    return sorted((m for m in found if _begins_line(text, m.start())), key=lambda match: match.start())


def code_spans(text: str) -> Iterator[Span]:
    """Yield the code within lines of a text that is without fenced code: between as many backticks, in a paragraph."""
    runs = [match.span() for match in _TICKS.finditer(text)]
    done = 0
    for number, (start, end) in enumerate(runs):
        if start < done or text[start - 1 : start] == "\\":
            continue
        blank = _BLANK_LINE.search(text, end)
        limit = blank.start() if blank else len(text)
        for other, close in runs[number + 1 :]:
            if other >= limit:
                break
            if close - other == end - start:
                yield start, close
                done = close
                break


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
    defined = (match.span("target") for match in _DEFINITION.finditer(prose) if _begins_line(prose, match.start()))
    return sorted({*_inline(prose), *defined, *_attributes(prose)})


def _attributes(prose: str) -> Iterator[Span]:
    if "href" in prose or "src" in prose:
        yield from (match.span(match.lastgroup or 0) for match in _ATTRIBUTE.finditer(prose))


def unescaped(target: str) -> str:
    """Return a target as the article has it."""
    return without_entities(_ESCAPED.sub(r"\1", target))


def headings(prose: str, text: str) -> list[tuple[Span, int, Span]]:
    """Return the span, level and span of the text of each heading, in their order; `prose` is `text` without code."""
    raw = ((m.span(), int(m["level"]), m.span("text")) for m in _RAW_HEADING.finditer(prose))
    return sorted([*_marked(prose, text), *_underlined(prose), *raw])


def _marked(prose: str, text: str) -> Iterator[tuple[Span, int, Span]]:
    for match in _HEADING.finditer(prose):
        if len(match[0]) <= DEEPEST and _begins_line(prose, match.start()):
            line = _rest_of_line(text, match.end()).rstrip()
            said = line.rstrip("#").rstrip()
            start = match.end() + len(said) - len(said.lstrip())
            yield (match.start(), match.end() + len(line)), len(match[0]), (start, match.end() + len(said))


def _underlined(prose: str) -> Iterator[tuple[Span, int, Span]]:
    for match in _UNDERLINE.finditer(prose):
        start = prose.rfind("\n", 0, match.start()) + 1
        text = prose[start : match.start()]
        if text.strip() and not text.lstrip(" \t>").startswith("#"):
            yield (start, match.start()), 1 if match["marks"][0] == "=" else 2, (start, match.start())


def _inline(prose: str) -> Iterator[Span]:
    """Yield the targets of `[text](target "title")` and of images."""
    for match in _INLINE.finditer(prose):
        end = closing(prose, match.end())
        if end is not None:
            inside = _TITLE.sub("", prose[match.end() : end])
            target = inside.strip().removeprefix("<").removesuffix(">")
            start = match.end() + inside.find(target)
            if target:
                yield start, start + len(target)


def closing(prose: str, start: int) -> int | None:
    """Return where the parenthesis that was opened before `start` is closed."""
    depth = 1
    for match in _PARENTHESIS.finditer(prose, start, start + LONGEST_TARGET):
        depth += 1 if match[0] == "(" else -1
        if depth == 0:
            return match.start()
    return None


def _rest_of_line(text: str, start: int) -> str:
    end = text.find("\n", start)
    return text[start : end if end >= 0 else len(text)]


def _begins_line(text: str, start: int) -> bool:
    """Tell whether nothing but blanks and the marks of quotations come before `start` in its line."""
    return not text[text.rfind("\n", 0, start) + 1 : start].strip(" \t>")


def _stripped(match: re.Match[str], group: str) -> Span:
    """Return the span of a group without blanks around it."""
    text = match[group]
    start = match.start(group) + len(text) - len(text.lstrip())
    return start, start + len(text.strip())
