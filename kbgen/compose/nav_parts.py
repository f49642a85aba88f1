"""The parts of the navigation that a reader asks for: what is in each section, as JSON. Pure.

A page shows its own part of the tree; `themes/commons/assets/commons/nav-tree.js` loads the rest section by section.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from kbgen.plan import SitePlan
from kbgen.view import NavNode, nav_part

MOST_ITEMS = 200


def nav_files(plan: SitePlan) -> Iterator[tuple[str, bytes]]:
    """Yield the part of each section of each version: items are [title, address, part], from the version's root."""
    for version in plan.versions:
        roots = (version.frame.root, *(version.alias_roots if plan.latest_is_copied else ()))
        for trail, node in _sections(version.frame.nav, ()):
            body = _part(node, trail)
            yield from ((root + nav_part(trail), body) for root in roots)


def _sections(nodes: Sequence[NavNode], above: tuple[int, ...]) -> Iterator[tuple[tuple[int, ...], NavNode]]:
    for number, node in enumerate(nodes):
        if node.children:
            yield (*above, number), node
            yield from _sections(node.children, (*above, number))


def _part(node: NavNode, trail: tuple[int, ...]) -> bytes:
    shown = node.children[:MOST_ITEMS]
    items = [[child.title, child.url, nav_part((*trail, n)) if child.children else ""] for n, child in enumerate(shown)]
    rest = len(node.children) - len(shown)
    document = {"schema": 1, "items": items, "more": rest, "all": node.list_url}
    return (json.dumps(document, ensure_ascii=False, separators=(",", ":")) + "\n").encode("utf-8", "replace")
