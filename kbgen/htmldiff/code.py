"""What changed in a piece of code: whole lines, each with a sign before it, and in changed lines the words. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import escape
from itertools import groupby
from typing import Final

from kbgen.htmldiff.blocks import Block
from kbgen.htmldiff.folding import folded
from kbgen.htmldiff.inline import Formatting, Step, Token, bag, emitted, steps
from kbgen.htmldiff.nodes import Element, Nodes, elements, text_of
from kbgen.htmldiff.pairing import Pair, paired
from kbgen.htmldiff.sequences import runs

AROUND: Final = 3
"""Lines that are shown before and after a change."""
SIGNS: Final = {"same": " ", "gone": "−", "new": "+"}
_WORD: Final = re.compile(r"\n|[^\S\n]+|\w+|.")

Line = tuple[Token, ...]
Row = tuple[str, str]
"""What became of a line ("same", "gone", "new"), and its HTML."""


def changed_code(old: Block, new: Block) -> str:
    """Return the code with its changed lines; of those that are the same, only the ones around a change."""
    rows = list(_rows(_lines(old), _lines(new)))
    shown = folded([(html, kind != "same") for kind, html in rows], AROUND, _skipped)
    return _framed(_name(new), "".join(shown))


def whole_code(block: Block, kind: str) -> str:
    """Return code that is all gone or all new."""
    return _framed(_name(block), "".join(_row(kind, [(kind, list(line))]) for line in _lines(block)))


def _skipped(hidden: Sequence[str]) -> str:
    return f'<span class="kb-diff__skip">… {len(hidden):,} lines that are the same\n</span>'


def _framed(name: str, rows: str) -> str:
    head = f'<span class="filename">{escape(name)}</span>' if name else ""
    return f'<div class="highlight kb-diff__code">{head}<pre><span class="kb-diff__lines">{rows}</span></pre></div>'


def _name(block: Block) -> str:
    """Return the title that a piece of code has."""
    return next((text_of([each]) for each in _all(block) if "filename" in each.classes), "")


def _all(block: Block) -> Iterator[Element]:
    for node in block.source:
        if isinstance(node, Element):
            yield node
            yield from elements(node)


def _lines(block: Block) -> list[Line]:
    """Return the lines of the code, with the colours of its words."""
    found = [each for each in _all(block) if each.tag == "pre"]
    code = found[-1].children if found else block.source  # with line numbers, the numbers are in the first one
    lines: list[list[Token]] = [[]]
    for token in _tokens(code):
        if token.text == "\n":
            lines.append([])
        else:
            lines[-1].append(token)
    return [tuple(line) for line in (lines if lines[-1] else lines[:-1])]


def _tokens(nodes: Nodes, formatting: Formatting = ()) -> Iterator[Token]:
    """Yield the words of code; blanks count, and of the elements only those that colour a word."""
    for node in nodes:
        if isinstance(node, str):
            yield from (Token(text, escape(text, quote=False), formatting) for text in _WORD.findall(node))
        else:
            inner = (*formatting, (node.tag, node.attributes)) if node.tag == "span" and node.attributes else formatting
            yield from _tokens(node.children, inner)


def _rows(before: Sequence[Line], after: Sequence[Line]) -> Iterator[Row]:
    for run in runs([_text(line) for line in before], [_text(line) for line in after]):
        if run.same:
            yield from (("same", _row("same", [("same", list(line))])) for line in after[run.k : run.l])
            continue
        pairs = paired(before[run.i : run.j], after[run.k : run.l], lambda line: bag(_text(line)), lambda *_: True)
        for _, group in groupby(pairs, key=lambda pair: None in pair):
            yield from _changed(list(group))


def _changed(pairs: Sequence[Pair[Line]]) -> Iterator[Row]:
    """Yield the rows of lines that changed: all as they were, then all as they are, with the words that differ."""
    found = [steps(_plain(old or ()), _plain(new or ())) for old, new in pairs]
    for kind, side in (("gone", 0), ("new", 1)):
        for pair, differing in zip(pairs, found, strict=True):
            line = pair[side]
            if line is not None:
                yield kind, _row(kind, list(_coloured(line, differing, kind)))


def _plain(line: Line) -> list[Token]:
    """Return the words without their colours, which depend on what stands around them."""
    return [Token(token.text, token.html) for token in line]


def _coloured(line: Line, differing: Sequence[Step], kind: str) -> Iterator[Step]:
    """Yield the steps that one side of a line has, with the colours of its words."""
    at = 0
    for of, part in differing:
        if of in ("same", kind):
            yield of, list(line[at : at + len(part)])
            at += len(part)


def _row(kind: str, found: Sequence[Step]) -> str:
    state = "" if kind == "same" else f" kb-diff__line--{kind}"
    sign = f'<span class="kb-diff__sign">{SIGNS[kind]} </span>'
    return f'<span class="kb-diff__line{state}">{sign}{emitted(found)}\n</span>'


def _text(line: Line) -> str:
    return "".join(token.text for token in line)
