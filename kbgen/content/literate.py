"""Read a navigation from the last list of a Markdown file, as the literate-nav plugin for MkDocs does.

`* [Title](page.md)`, `* Section` with a list below, `* [Folder](folder/)`, `* *.md`. CommonMark instead of
Python-Markdown reads the list, which accepts two spaces of indentation as well as four, and gives lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

LISTS = ("bullet_list", "ordered_list")
MARKER = "<!--nav-->"
# A wildcard alone, which CommonMark would read as a list in a list.
LONE_STAR = re.compile(r"^(\s*(?:[*+-]|\d+[.)])\s+)\*\s*?$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry as it was written: `target` is a path, a folder with `/`, a wildcard or a URL; "" = none."""

    title: str | None
    target: str
    children: tuple[Entry, ...] = ()
    line: int = 0


def parse_entries(text: str) -> tuple[Entry, ...]:
    """Return the entries of the nav list: the first list after `<!--nav-->`, else the last list of the text."""
    plain = LONE_STAR.sub(r"\1\\*", _without_front_matter(text))
    root = SyntaxTreeNode(MarkdownIt("commonmark").parse(plain))
    lists = [node for node in _after_marker(root) if node.type in LISTS]
    if not lists:
        return ()
    chosen = lists[0] if _marker_index(root) is not None else lists[-1]
    return tuple(_entry(item) for item in chosen.children)


def _without_front_matter(text: str) -> str:
    """Blank the front matter out, so that line numbers stay those of the file."""
    lines = text.split("\n")
    if lines[0].rstrip() != "---":
        return text
    end = next((n for n, line in enumerate(lines[1:], 1) if line.rstrip() in ("---", "...")), None)
    return text if end is None else "\n".join([""] * (end + 1) + lines[end + 1 :])


def _marker_index(root: SyntaxTreeNode) -> int | None:
    found = [n for n, node in enumerate(root.children) if node.type == "html_block" and node.content.strip() == MARKER]
    return found[-1] if found else None


def _after_marker(root: SyntaxTreeNode) -> list[SyntaxTreeNode]:
    marker = _marker_index(root)
    return root.children if marker is None else root.children[marker + 1 :]


def _entry(item: SyntaxTreeNode) -> Entry:
    line = item.map[0] + 1 if item.map else 0
    children = tuple(_entry(sub) for node in item.children if node.type in LISTS for sub in node.children)
    inline = next(_inlines(item), None)
    if inline is None:
        return Entry(None, "", children, line)
    link = next((node for node in inline.children if node.type == "link"), None)
    if link is not None:
        return Entry(_text(link), unquote(str(link.attrs.get("href", ""))), children, line)
    words = inline.content.strip().replace("\\*", "*")
    return Entry(None, words, children, line) if "*" in words and not children else Entry(words, "", children, line)


def _inlines(item: SyntaxTreeNode) -> Iterator[SyntaxTreeNode]:
    for node in item.children:
        if node.type == "paragraph":
            yield from node.children


def _text(node: SyntaxTreeNode) -> str:
    if node.type in ("text", "code_inline"):
        return node.content
    return "".join(" " if child.type == "softbreak" else _text(child) for child in node.children)
