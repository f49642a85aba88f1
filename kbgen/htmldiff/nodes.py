"""A piece of sanitised HTML as a tree, and back. Pure.

The tree is for showing differences, not for publishing: what only makes sense once in a page is dropped (ids, names),
and so are links to a heading itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

from kbgen.html_reader import HtmlReader

VOID: Final = frozenset(["area", "br", "col", "hr", "img", "input", "link", "meta", "source", "track", "wbr"])
DEEPEST: Final = 60
"""Elements below this depth are dropped, and their text stays: no author nests so deep, and recursion has an end."""
_ONCE: Final = frozenset(
    ("id", "name", "for", "headers", "aria-labelledby", "aria-describedby", "data-search-exclude", "open")
)

Attributes = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Element:
    """An element with its attributes and what is in it."""

    tag: str
    attributes: Attributes = ()
    children: tuple[Node, ...] = ()

    @property
    def classes(self) -> frozenset[str]:
        """The names in its class attribute."""
        return frozenset(dict(self.attributes).get("class", "").split())


Node = Element | str
Nodes = Sequence[Node]


def parse(html: str) -> tuple[Node, ...]:
    """Return the nodes of a piece of HTML."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.tree()


def write(nodes: Nodes) -> str:
    """Return nodes as HTML."""
    return "".join(escape(node, quote=False) if isinstance(node, str) else _written(node) for node in nodes)


def start_tag(tag: str, attributes: Attributes) -> str:
    """Return the start tag of an element."""
    return "".join(("<", tag, *(f' {name}="{escape(value)}"' for name, value in attributes), ">"))


def elements(node: Element) -> Iterator[Element]:
    """Yield the elements in an element, at any depth, in order."""
    for child in node.children:
        if isinstance(child, Element):
            yield child
            yield from elements(child)


def text_of(nodes: Nodes) -> str:
    """Return the text in nodes; pictures count by what they are."""
    return "".join(_texts(nodes))


def _texts(nodes: Nodes) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, str):
            yield node
        elif node.tag == "img":
            yield f" {dict(node.attributes).get('src', '')} "
        else:
            yield from _texts(node.children)


def _written(element: Element) -> str:
    start = start_tag(element.tag, element.attributes)
    return start if element.tag in VOID else f"{start}{write(element.children)}</{element.tag}>"


class _Reader(HtmlReader):
    """Builds the tree; an end tag closes what is open inside of its element, and one without any is nothing."""

    def __init__(self) -> None:
        super().__init__()
        self._open: list[tuple[str, Attributes, list[Node]]] = [("", (), [])]
        self._too_deep: list[str] = []

    def tree(self) -> tuple[Node, ...]:
        while len(self._open) > 1:
            self._close()
        return tuple(self._open[0][2])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = tuple((name, value or "") for name, value in attrs if name not in _ONCE)
        if tag in VOID:
            self._open[-1][2].append(Element(tag, attributes))
        elif len(self._open) > DEEPEST:
            self._too_deep.append(tag)
        else:
            self._open.append((tag, attributes, []))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if self._too_deep and self._too_deep[-1] == tag:
            self._too_deep.pop()
        elif any(tag == open_tag for open_tag, _, _ in self._open):
            while self._close() != tag:
                pass

    def handle_data(self, data: str) -> None:
        self._open[-1][2].append(data)

    def _close(self) -> str:
        tag, attributes, children = self._open.pop()
        element = Element(tag, attributes, tuple(children))
        if "headerlink" not in element.classes:
            self._open[-1][2].append(element)
        return tag
