"""Where the headings of a Markdown text stand, as pairs of offsets. Pure."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

from kbgen.written_spans import Span, begins_line

_HEADING = re.compile("#+")
_UNDERLINE = re.compile(r"\n(?P<marks>=+|-+)[ \t]*$", re.MULTILINE)
_RAW_HEADING = re.compile(r"<(?P<close>/?)[hH](?P<level>[1-6])\b[^<>]*+>")
DEEPEST = 6


def headings(prose: str, text: str) -> list[tuple[Span, int, Span]]:
    """Return the span, level and span of the text of each heading, in their order; `prose` is `text` without code."""
    return sorted([*_marked(prose, text), *_underlined(prose), *_raw(prose)])


def _raw(prose: str) -> Iterator[tuple[Span, int, Span]]:
    """Yield the headings that are written in HTML."""
    tags = list(_RAW_HEADING.finditer(prose))
    ends: dict[str, list[re.Match[str]]] = {}
    for tag in tags:
        if tag["close"]:
            ends.setdefault(tag["level"], []).append(tag)
    done = 0
    for tag in tags:
        closing = ends.get(tag["level"], [])
        at = bisect_left(closing, tag.end(), key=lambda end: end.start())
        if not tag["close"] and tag.start() >= done and at < len(closing):
            done = closing[at].end()
            yield (tag.start(), done), int(tag["level"]), (tag.end(), closing[at].start())


def _marked(prose: str, text: str) -> Iterator[tuple[Span, int, Span]]:
    for match in _HEADING.finditer(prose):
        if len(match[0]) <= DEEPEST and begins_line(prose, match.start()):
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


def _rest_of_line(text: str, start: int) -> str:
    end = text.find("\n", start)
    return text[start : end if end >= 0 else len(text)]
