"""Two articles as one that shows what changed between them. Pure.

article = compare(before, after)      # sanitised HTML of both; what comes out holds only what was in them

Blocks are compared first, then the words of those that are two states of one block. Text that went is in `<del>`, text
that came in `<ins>`; blocks of one kind only have a label besides. What is far from every change is folded.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from kbgen.htmldiff.blocks import Block, blocks, fits
from kbgen.htmldiff.code import changed_code, whole_code
from kbgen.htmldiff.folding import Item, folded
from kbgen.htmldiff.inline import marked, merged
from kbgen.htmldiff.nodes import parse, start_tag
from kbgen.htmldiff.pairing import Pair, paired
from kbgen.htmldiff.sequences import runs
from kbgen.htmldiff.tables import changed_table

AROUND: Final = 1
"""Blocks that are shown before and after one that changed."""
AROUND_ITEMS: Final = 2
"""The same for the items of a list."""
LABELS: Final = {"gone": "Removed", "new": "Added"}
TAGS: Final = {"gone": "del", "new": "ins"}
INSIDE: Final = frozenset(
    ("li", "dt", "dd", "td", "th", "summary", "figcaption", "caption", "thead", "tbody", "tfoot", "tr")
)
"""Elements that only certain parents may have: what came or went is marked inside of them."""
LISTS: Final = ("ul", "ol")


@dataclass(frozen=True, slots=True)
class Compared:
    """The article that shows both, and whether anything in it differs."""

    html: str
    differs: bool


def compare(before: str, after: str) -> Compared:
    """Return what changed between two pieces of sanitised HTML."""
    pairs = _without_title(list(_pairs(blocks(parse(before)), blocks(parse(after)))))
    items = [_item(old, new) for old, new in pairs]
    changed = [differs for _, differs in items]
    shown = folded(items, AROUND, _fold, _leading([new or old for old, new in pairs], changed))
    return Compared("".join(shown), any(changed))


def _without_title(pairs: list[Pair[Block]]) -> list[Pair[Block]]:
    """Return the pairs without a title that is the same: whoever shows the comparison has put it above."""
    old, new = pairs[0] if pairs else (None, None)
    return pairs[1:] if old and new and new.tag == "h1" and old.html == new.html else pairs


def _fold(hidden: Sequence[str]) -> str:
    summary = f"<summary>{len(hidden):,} parts that are the same</summary>"
    return f'<details class="kb-diff__fold">{summary}{"".join(hidden)}</details>'


def _leading(found: Sequence[Block | None], changed: Sequence[bool]) -> list[bool]:
    """Tell of each block whether it is the heading above a change, without which nobody knows where that is."""
    kept = [False] * len(found)
    heading: int | None = None
    for n, (block, is_changed) in enumerate(zip(found, changed, strict=True)):
        heading = n if block and block.is_heading else heading
        if is_changed and heading is not None:
            kept[heading] = True
    return kept


def _pairs(old: Sequence[Block], new: Sequence[Block]) -> Iterator[Pair[Block]]:
    """Yield the blocks of both sides in order, those together that are one."""
    for run in runs([block.html for block in old], [block.html for block in new]):
        gone, come = old[run.i : run.j], new[run.k : run.l]
        if run.same:
            yield from map(Pair, gone, come)
        else:
            yield from paired(gone, come, lambda block: block.words, fits)


def _item(old: Block | None, new: Block | None) -> Item:
    if old is None or new is None:
        block = old or new
        assert block is not None  # one of the two is there
        return _whole(block, "gone" if old else "new"), True
    return (new.html, False) if old.html == new.html else (_merged(old, new), True)


def _merged(old: Block, new: Block) -> str:
    """Return a block that changed, with what differs in it."""
    if new.kind == "code":
        return changed_code(old, new)
    if new.kind == "table":
        return changed_table(old, new, _inner, _inner_whole)
    if new.kind == "whole":
        return _whole(old, "gone") + _whole(new, "new")
    return _within(new, _inner(old, new), is_open=True)


def _inner(old: Block, new: Block) -> str:
    """Return what is in a block that changed."""
    if old.kind == new.kind == "line":
        return merged(old.source, new.source)
    if old.kind == new.kind == "box":
        items = [_item(*pair) for pair in _pairs(old.parts, new.parts)]
        return "".join(folded(items, AROUND_ITEMS, _skipped) if new.tag in LISTS else (html for html, _ in items))
    return _inner_whole(old, "gone") + _inner_whole(new, "new")


def _skipped(hidden: Sequence[str]) -> str:
    return f'<li class="kb-diff__skip">… {len(hidden):,} that are the same</li>'


def _within(block: Block, html: str, *, is_open: bool = False) -> str:
    """Return the element of a block around its content; one that folds is open, to show what changed."""
    if not block.tag:
        return f"<p>{html}</p>"
    attributes = (*block.attributes, *((("open", ""),) if is_open and block.tag == "details" else ()))
    return f"{start_tag(block.tag, attributes)}{html}</{block.tag}>"


def _whole(block: Block, kind: str) -> str:
    """Return a block that is all gone or all new."""
    if block.tag in INSIDE:
        return _within(block, _inner_whole(block, kind))
    label = f'<span class="kb-diff__label">{LABELS[kind]}</span>'
    content = whole_code(block, kind) if block.kind == "code" else block.html if block.tag else f"<p>{block.html}</p>"
    return f'<{TAGS[kind]} class="kb-diff__block">{label}{content}</{TAGS[kind]}>'


def _inner_whole(block: Block, kind: str) -> str:
    """Return what is in a block that is all gone or all new."""
    if block.kind == "line":
        return marked(block.source, kind)
    return "".join(_whole(part, kind) for part in block.parts)
