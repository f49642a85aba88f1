"""The blocks of an article: paragraphs, lists, code, tables and what holds them. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from kbgen.htmldiff.inline import bag
from kbgen.htmldiff.nodes import Attributes, Element, Node, Nodes, text_of, write

LINES: Final = frozenset(["p", "h1", "h2", "h3", "h4", "h5", "h6", "summary", "figcaption", "caption"])
"""Elements that hold inline content only."""
BLOCKS: Final = LINES.union(
    ("address", "article", "aside", "blockquote", "center", "dd", "details", "div", "dl", "dt", "figure", "footer"),
    ("header", "hr", "li", "main", "nav", "ol", "pre", "section"),
    ("table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul"),
)
CELLS: Final = ("td", "th")


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """A block: `tag` is "" for text that stands in no element of its own. `source` is what it was made of.

    `parts` are the blocks in it. One without parts is a line of inline content, or is taken as a whole.
    """

    tag: str
    attributes: Attributes
    source: tuple[Node, ...]
    parts: tuple[Block, ...] = ()
    kind: str = "line"
    html: str = field(default="")

    @property
    def words(self) -> Counter[str]:
        """The words in it."""
        return bag(text_of(self.source))

    @property
    def is_heading(self) -> bool:
        """Whether it is a heading."""
        return len(self.tag) == 2 and self.tag[0] == "h" and self.tag[1].isdigit()


def fits(one: Block, other: Block) -> bool:
    """Tell whether two blocks may be two states of one: of one kind, and of one look."""
    return (one.kind, one.tag, one.attributes) == (other.kind, other.tag, other.attributes)


def blocks(nodes: Nodes) -> tuple[Block, ...]:
    """Return the blocks of nodes; inline content between two of them is a block too."""
    found: list[Block] = []
    line: list[Node] = []
    for node in nodes:
        if isinstance(node, str) or not _is_block(node):
            line.append(node)
        else:
            found += [*_line(line), *_block(node)]
            line = []
    return (*found, *_line(line))


def _is_block(node: Element) -> bool:
    return node.tag in BLOCKS or any(isinstance(child, Element) and _is_block(child) for child in node.children)


def _line(nodes: Sequence[Node]) -> Iterator[Block]:
    if any(not isinstance(node, str) or node.strip() for node in nodes):
        yield Block("", (), tuple(nodes), html=write(nodes))


def _block(node: Element) -> Iterator[Block]:
    """Yield the block of an element, or those that stand for it."""
    if "tabbed-set" in node.classes and (tabs := _tabs(node)):
        yield from tabs
        return
    kind = _kind(node)
    parts = blocks(node.children) if kind in ("box", "table") else ()
    source = node.children if kind == "line" else (node,)
    yield Block(node.tag, node.attributes, source, parts, kind, write([node]))


def _kind(node: Element) -> str:
    if node.tag == "pre" or "highlight" in node.classes or "highlighttable" in node.classes:
        return "code"
    if node.tag == "hr" or "arithmatex" in node.classes:
        return "whole"
    if node.tag == "table":
        return "table" if _is_regular(node) else "whole"
    has_blocks = any(isinstance(child, Element) and _is_block(child) for child in node.children)
    return "box" if has_blocks and node.tag not in LINES else "line"


def _is_regular(table: Element) -> bool:
    """Tell whether all rows of a table have the same columns."""
    rows = [[cell for cell in row.children if isinstance(cell, Element)] for row in rows_of(table)]
    spans = any(name in ("colspan", "rowspan") for row in rows for cell in row for name, _ in cell.attributes)
    return len({len(row) for row in rows}) == 1 and not spans


def rows_of(node: Element) -> Iterator[Element]:
    """Yield the rows of a table, but not those of tables in it."""
    for child in node.children:
        if isinstance(child, Element):
            if child.tag == "tr":
                yield child
            elif child.tag in ("thead", "tbody", "tfoot"):
                yield from rows_of(child)


def _tabs(node: Element) -> tuple[Block, ...]:
    """Return tabs one below the other, each below its label: a comparison must show what changed in any of them."""
    labels = [each for each in _elements(node) if "tabbed-labels" in each.classes]
    contents = [each for each in _elements(node) if "tabbed-content" in each.classes]
    if len(labels) != 1 or len(contents) != 1:
        return ()
    names, panels = list(_elements(labels[0])), list(_elements(contents[0]))
    if len(names) != len(panels):
        return ()
    found: list[Block] = []
    for name, panel in zip(names, panels, strict=True):
        label = Element("p", (("class", "kb-diff__tab"),), name.children)
        found += [*_block(label), *blocks(panel.children)]
    return tuple(found)


def _elements(node: Element) -> Iterator[Element]:
    return (child for child in node.children if isinstance(child, Element))
