"""Which lines of a Markdown text are code: fenced, or indented outside of lists and admonitions. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

_QUOTE = re.compile(r"^(?:\s*>)*\s*(?:(?:[-*+]|\d+[.)])\s+)*")
_FENCE = re.compile(r"(`{3,}(?=[^`]*$)|~{3,})")
_INDENTED = re.compile(r"(?: {4}|\t)")
_HOLDS_BLOCKS = re.compile(
    r"\s{0,3}(?:[-*+]\s|\d+[.)]\s|!!!|\?\?\?|===|///|:\s|\[\^)"
)  # what is indented below is text


def parts(body: str) -> Iterator[tuple[bool, str]]:
    """Yield the text in pieces, each with whether it is code; joined they are the text."""
    for is_code, lines in groupby(_lines(body), key=lambda line: line[0]):
        yield is_code, "".join(text for _, text in lines)


def _lines(body: str) -> Iterator[tuple[bool, str]]:
    lines = body.splitlines(keepends=True)
    fenced = frozenset(_fenced(lines))
    is_indented, after_blank, in_block = False, True, False
    for number, line in enumerate(lines):
        if number in fenced:
            yield True, line
            after_blank = False
            continue
        if line.strip():
            is_inside = bool(_INDENTED.match(line))
            is_indented = is_inside and not in_block and (after_blank or is_indented)
            if not is_inside:
                in_block = bool(_HOLDS_BLOCKS.match(line)) or (in_block and not after_blank)
        after_blank = not line.strip()
        yield is_indented, line


def _fenced(lines: Sequence[str]) -> Iterator[int]:
    """Yield the numbers of the lines of fenced blocks. A fence that nothing closes is text, as in Python-Markdown."""
    unclosed: dict[str, int] = {}  # the shortest fence of a kind that nothing closes from here on
    end = 0
    for number, line in enumerate(lines):
        fence = _opening(line) if number >= end else ""
        if fence and len(fence) < unclosed.get(fence[0], len(fence) + 1):
            closing = (n for n in range(number + 1, len(lines)) if _closes(lines[n], fence))
            end = next(closing, number - 1) + 1
            if end <= number:
                unclosed[fence[0]] = len(fence)
        if number < end:
            yield number


def _opening(line: str) -> str:
    found = _FENCE.match(_QUOTE.sub("", line.rstrip("\n")))
    return found[1] if found else ""


def _closes(line: str, fence: str) -> bool:
    bare = _QUOTE.sub("", line).strip()
    return len(bare) >= len(fence) and set(bare) == {fence[0]}
