"""What changed in a table: rows and columns that came or went, and the words in the cells of the others. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from kbgen.htmldiff.blocks import CELLS, Block
from kbgen.htmldiff.folding import Item, folded
from kbgen.htmldiff.inline import bag
from kbgen.htmldiff.nodes import start_tag, text_of
from kbgen.htmldiff.pairing import Pair, paired
from kbgen.htmldiff.sequences import runs

AROUND = 2
"""Rows that are shown before and after one that changed."""

Merge = Callable[[Block, Block], str]
"""Returns the HTML of what is in a cell that is on both sides."""
Whole = Callable[[Block, str], str]
"""Returns the HTML of what is in a cell that is all "gone" or all "new"."""


@dataclass(frozen=True, slots=True)
class _Row:
    cells: tuple[Block, ...]
    is_head: bool

    @property
    def text(self) -> str:
        return "\0".join(text_of(cell.source) for cell in self.cells)


@dataclass(frozen=True, slots=True)
class _Column:
    """A column: its place, what its first cell says, and what all of them do."""

    place: int
    head: str
    text: str


Columns = Sequence[Pair[_Column]]
"""The columns of both sides in order, those together that are one."""


def changed_table(old: Block, new: Block, merge: Merge, whole: Whole) -> str:
    """Return a table with what went and came; of rows that are the same, only those around a change, and the head."""
    before, after = _rows(old), _rows(new)
    columns = _columns(_columns_of(before), _columns_of(after))
    drawing = _Drawing(columns, merge, whole)
    pairs = list(_paired(before, after))
    items = [drawing.row(was, now) for was, now in pairs]
    heads = [any(row.is_head for row in pair if row) for pair in pairs]
    rows = "".join(folded(items, AROUND, drawing.skipped, heads))
    caption = "".join(part.html for part in new.parts if part.tag == "caption")
    return f"{start_tag('table', new.attributes)}{caption}{rows}</table>"


def _rows(table: Block) -> list[_Row]:
    found: list[_Row] = []
    for part in table.parts:
        for row in (part,) if part.tag == "tr" else part.parts:
            cells = tuple(cell for cell in row.parts if cell.tag in CELLS)
            found += [_Row(cells, part.tag == "thead")] if cells else []
    return found


def _columns_of(rows: Sequence[_Row]) -> list[_Column]:
    columns = zip(*(row.cells for row in rows), strict=True)
    texts = ([text_of(cell.source).strip() for cell in column] for column in columns)
    return [_Column(n, cells[0], " ".join(cells)) for n, cells in enumerate(texts)]


def _columns(old: Sequence[_Column], new: Sequence[_Column]) -> Columns:
    """Return which columns are one: by their heads, else by their number, else by what is in them."""
    return [
        pair
        for run in runs([column.head for column in old], [column.head for column in new])
        for pair in _paired_columns(old[run.i : run.j], new[run.k : run.l])
    ]


def _paired_columns(gone: Sequence[_Column], come: Sequence[_Column]) -> Columns:
    if len(gone) == len(come):
        return list(map(Pair, gone, come))
    return list(paired(gone, come, _words, lambda *_: True))


def _words(column: _Column) -> Counter[str]:
    return bag(column.text)


def _paired(before: Sequence[_Row], after: Sequence[_Row]) -> Iterator[Pair[_Row]]:
    for run in runs([row.text for row in before], [row.text for row in after]):
        gone, come = before[run.i : run.j], after[run.k : run.l]
        if run.same:
            yield from map(Pair, gone, come)
        else:
            yield from paired(gone, come, lambda row: bag(row.text), lambda one, other: one.is_head == other.is_head)


@dataclass(frozen=True, slots=True)
class _Drawing:
    """Draws rows with the columns of both sides."""

    columns: Columns
    merge: Merge
    whole: Whole

    def row(self, was: _Row | None, now: _Row | None) -> Item:
        """Return the HTML of a row, and whether something in it changed."""
        kind = "gone" if now is None else "new" if was is None else ""
        cells = [self._cell(was, now, old, new) for old, new in self.columns]
        name = f' class="kb-diff__row--{kind}"' if kind else ""
        return f"<tr{name}>{''.join(html for html, _ in cells)}</tr>", any(changed for _, changed in cells)

    def _cell(self, was: _Row | None, now: _Row | None, old: _Column | None, new: _Column | None) -> Item:
        before = was.cells[old.place] if was and old else None
        after = now.cells[new.place] if now and new else None
        if before and after:
            if before.html == after.html:
                return after.html, False
            return _in_cell(after, self.merge(before, after)), True
        if cell := before or after:
            kind = "gone" if before else "new"
            return _in_cell(cell, self.whole(cell, kind)), True
        return "<td></td>", True

    def skipped(self, hidden: Sequence[str]) -> str:
        """Return the row that stands for rows that are the same."""
        said = f"… {len(hidden):,} rows that are the same"
        return f'<tr class="kb-diff__skip"><td colspan="{len(self.columns)}">{said}</td></tr>'


def _in_cell(cell: Block, html: str) -> str:
    return f"{start_tag(cell.tag, cell.attributes)}{html}</{cell.tag}>"
