"""The navigation of one page: its own part of the version's.

Material draws the whole navigation on every page. What is given to it holds only a page's own part: the items on each
level of its path, a window of them where a folder is large, and its children. Cost per page is then flat, whatever the
size of the site.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from kbgen.view import NavNode, nav_part

WINDOW = 60  # items of one folder that a page shows; the page's own item is in the middle

Trail = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class NavItem:
    """A line of a page's part: a link, the section that holds the page with its items, or the page itself (`here`).

    A section that does not hold the page `is_closed`: a link to its list or its first page; `part` is the file with
    its items. `list_url` is that of an open section that its list stands for, which may be the page (`lists`).
    """

    title: str
    url: str
    is_closed: bool = False
    is_index: bool = False
    icon: str = ""
    status: str = ""
    here: bool = False
    items: tuple[NavItem, ...] = ()
    list_url: str = ""
    part: str = ""
    lists: bool = False


@dataclass(frozen=True, slots=True)
class Navigation:
    """The navigation of a version, from which each page gets its part."""

    nodes: tuple[NavNode, ...]
    list_url: str = ""
    _trails: dict[str, Trail] = field(default_factory=dict)
    _links: dict[int, tuple[NavItem, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, nodes: tuple[NavNode, ...], list_url: str = "") -> Navigation:
        """Return the navigation made of `nodes`; `list_url` is that of the list of all on the first level."""
        return cls(nodes, list_url, trails(nodes))

    def part(self, url: str) -> tuple[NavItem, ...]:
        """Return what the page or list at `url` shows; one that is not in the navigation shows the first level."""
        return self._level(self.nodes, self._trails.get(url, ()), (), self.list_url)

    def _level(self, nodes: tuple[NavNode, ...], trail: Trail, above: Trail, list_url: str) -> tuple[NavItem, ...]:
        """Return the items of one level; the one at `trail[0]` is, or holds, the page. The level itself is `above`."""
        at = trail[0] if trail else -1
        first, last = _window(len(nodes), at)
        items = list(self._linked(nodes, above)[first:last])
        if at >= 0:
            items[at - first] = self._open(nodes[at], trail[1:], (*above, at))
        if first:
            items.insert(0, NavItem(f"… {first:,} before", nodes[first - 1].url))
        if last < len(nodes):
            items.append(NavItem(f"… {len(nodes) - last:,} more", nodes[last].url))
        if list_url and last - first < len(nodes):
            items.insert(0, NavItem(f"All {len(nodes):,}", list_url))
        return tuple(items)

    def _open(self, node: NavNode, trail: Trail, here: Trail) -> NavItem:
        if not node.children:
            return NavItem(node.title, node.url, here=True)
        items = self._level(node.children, trail, here, node.list_url)
        stands_for = node.list_url if node.url == node.list_url else ""
        return NavItem(node.title, node.url, items=items, list_url=stands_for, lists=not trail)

    def _linked(self, nodes: tuple[NavNode, ...], above: Trail) -> tuple[NavItem, ...]:
        """Return the links of one level, made once: all pages of a folder share them."""
        found = self._links.get(id(nodes))
        if found is None:
            found = self._links[id(nodes)] = tuple(_link(node, (*above, n)) for n, node in enumerate(nodes))
        return found


def _link(node: NavNode, trail: Trail) -> NavItem:
    """Return a link: to a page, or to the list or the first page of a section, whose items are not shown."""
    part = nav_part(trail) if node.children else ""
    return NavItem(node.title, node.url, bool(node.children), node.is_index, node.icon, node.status, part=part)


def _window(count: int, at: int) -> tuple[int, int]:
    """Return the range of items to show: all of a small folder, else `WINDOW` of them around item `at`."""
    if count <= WINDOW:
        return 0, count
    first = min(max(0, at - WINDOW // 2), count - WINDOW)
    return first, first + WINDOW


def trails(nodes: Sequence[NavNode]) -> dict[str, Trail]:
    """Return, for the URL of each page and list in the navigation, the indices that lead to its first place in it."""
    found: dict[str, Trail] = {}
    waiting: list[tuple[NavNode, Trail]] = [(node, (n,)) for n, node in reversed(list(enumerate(nodes)))]
    while waiting:
        node, trail = waiting.pop()
        if node.children:
            if node.list_url:
                found.setdefault(node.list_url, trail)
            waiting += [(child, (*trail, n)) for n, child in reversed(list(enumerate(node.children)))]
        else:
            found.setdefault(node.url, trail)
    return found
