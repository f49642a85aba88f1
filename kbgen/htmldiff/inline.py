"""What changed in a line of text: words as insertions and deletions, with the formatting that each has. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby
from typing import Final

from kbgen.htmldiff.nodes import Attributes, Element, Nodes, elements, start_tag, write
from kbgen.htmldiff.sequences import runs

WORD: Final = re.compile(r"[\u3400-\u9fff\u3040-\u30ff\uac00-\ud7af\u0e00-\u0e7f]|\s+|[^\W_]+|.", re.DOTALL)
"""A word; scripts that do not part words by blanks are compared sign by sign."""
LEAST_KEPT: Final = 0.3
"""Of the letters: where less is kept, old and new are shown one after the other."""
WHOLE: Final = frozenset(["arithmatex", "twemoji", "keys"])
"""Classes of elements that are shown as a whole or not at all."""
MEDIA: Final = ("svg", "picture", "video", "audio", "progress")
UNTICKED, TICKED = "\u2610", "\u2611"
"""Boxes of task lists as signs: Material draws its own in one place, old and new would hide each other."""
TAGS: Final = {"gone": "del", "new": "ins"}

Formatting = tuple[tuple[str, Attributes], ...]


@dataclass(frozen=True, slots=True)
class Token:
    """A word, or a picture or formula as a whole, with the elements around it; `text` is what it is compared by."""

    text: str
    html: str
    formatting: Formatting = ()
    is_whole: bool = False

    @property
    def is_blank(self) -> bool:
        """Whether nothing of it is seen."""
        return not self.html.strip()

    @property
    def letters(self) -> int:
        """How much there is to read; what is no word counts as one letter."""
        return 0 if self.is_blank else 1 if self.is_whole else len(self.text)


Step = tuple[str, list[Token]]
"""What became of tokens: "same", "gone" or "new"."""


def tokens(nodes: Nodes, formatting: Formatting = ()) -> Iterator[Token]:
    """Yield the tokens of inline nodes. Pictures, formulas, boxes to tick and keys are one token each."""
    for node in nodes:
        if isinstance(node, str):
            for match in WORD.finditer(node):
                text = " " if match[0].isspace() else match[0]
                yield Token(text, escape(text, quote=False), formatting)
        elif "task-list-control" in node.classes:
            box = (
                TICKED if any(name == "checked" for each in elements(node) for name, _ in each.attributes) else UNTICKED
            )
            yield Token(box, box, formatting, is_whole=True)
        elif _is_whole(node):
            html = write([node])
            yield Token(html, html, formatting, is_whole=True)
        else:
            yield from tokens(node.children, (*formatting, (node.tag, node.attributes)))


def _is_whole(node: Element) -> bool:
    return not node.children or bool(WHOLE & node.classes) or node.tag in MEDIA


def merged(old: Nodes, new: Nodes) -> str:
    """Return inline HTML with what went as `<del>` and what came as `<ins>`."""
    return emitted(steps(list(tokens(old)), list(tokens(new))))


def marked(nodes: Nodes, kind: str) -> str:
    """Return inline HTML that is all gone or all new; "" where there is nothing to see."""
    found = list(tokens(nodes))
    return emitted([(kind, found)]) if any(not token.is_blank for token in found) else write(nodes)


def steps(old: Sequence[Token], new: Sequence[Token]) -> list[Step]:
    """Return how one list of tokens becomes the other: phrases rather than single words."""
    found: list[Step] = []
    for run in runs(old, new):
        if run.same:
            found.append(("same", list(new[run.k : run.l])))
        else:
            found += [("gone", list(old[run.i : run.j])), ("new", list(new[run.k : run.l]))]
    smooth = _joined(_without_scraps(found))
    kept = sum(token.letters for kind, part in smooth if kind == "same" for token in part)
    least = min(sum(token.letters for token in side) for side in (old, new))
    return smooth if kept >= LEAST_KEPT * least else _joined([("gone", list(old)), ("new", list(new))])


def _without_scraps(found: Sequence[Step]) -> Iterator[Step]:
    """Yield the steps; blanks and signs that are the same between two changes belong to both."""
    for n, (kind, part) in enumerate(found):
        is_inside = 0 < n < len(found) - 1
        if kind == "same" and is_inside and not any(char.isalnum() for token in part for char in token.text):
            yield from (("gone", part), ("new", part))
        else:
            yield kind, part


def _joined(found: Iterable[Step]) -> list[Step]:
    """Return steps of which no two neighbours are of one kind; what is gone comes before what is new."""
    joined: list[Step] = []
    for is_same, group in groupby(found, key=lambda step: step[0] == "same"):
        parts = list(group)
        for kind in ("same",) if is_same else ("gone", "new"):
            own = [token for each, part in parts if each == kind for token in part]
            joined += [(kind, own)] if own else []
    return joined


def emitted(found: Iterable[Step]) -> str:
    """Return the HTML of steps. Formatting opens inside of `<ins>` and `<del>`, so that both can begin anywhere."""
    return "".join(_wrapped(kind, _formatted(part)) for kind, part in found)


def _wrapped(kind: str, html: str) -> str:
    tag = TAGS.get(kind)
    return f"<{tag}>{html}</{tag}>" if tag and html else html


def _formatted(found: Sequence[Token]) -> str:
    parts: list[str] = []
    opened: Formatting = ()
    for token in found:
        parts.append(_change(opened, token.formatting))
        parts.append(token.html)
        opened = token.formatting
    return "".join((*parts, _change(opened, ())))


def _change(before: Formatting, after: Formatting) -> str:
    """Return the tags that lead from one formatting to another."""
    shared = next((n for n, (one, other) in enumerate(zip(before, after, strict=False)) if one != other), None)
    kept = min(len(before), len(after)) if shared is None else shared
    closing = "".join(f"</{tag}>" for tag, _ in reversed(before[kept:]))
    return closing + "".join(start_tag(tag, attributes) for tag, attributes in after[kept:])


def bag(text: str) -> Counter[str]:
    """Return the words of a text with how often each is there, for weighing what is alike."""
    return Counter(word for word in WORD.findall(text) if not word.isspace())
