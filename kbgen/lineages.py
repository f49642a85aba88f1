"""Which pages of a collection's versions are one page: the lineages of all versions, joined. Pure.

History knows most of it: pages with one page id are one page. The rest is found by what a page says of itself
(`redirect_from`, which wins over history), by an equal text where two versions share no history, by an equal address,
and by a similar text. No lineage has two pages in one version: a pair that would make it so is not joined.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import chain, pairwise

from kbgen import urls
from kbgen.lineage import Lineage
from kbgen.model import Content, Page

Node = tuple[int, str]
"""A page of a version: the version's place in the list (0 = newest), and the page's `src_uri`."""
Pair = tuple[Node, Node]


@dataclass(frozen=True, slots=True)
class Edition:
    """A version and what history knows of its pages."""

    content: Content
    known: Lineage

    def known_ids(self) -> Mapping[str, Page]:
        """Return the page of each id; where a symbolic link gives an id twice, the file itself has it."""
        found: dict[str, Page] = {}
        for page in sorted(self.content.pages, key=lambda page: (not page.path.endswith(page.src_uri), page.src_uri)):
            if name := self.known.ids.get(page.src_uri):
                found.setdefault(name, page)
        return found


def joined(editions: Sequence[Edition], similar: Iterable[Pair] = ()) -> tuple[Lineage, ...]:
    """Return the lineages of the versions of one collection (newest first), one value for each: every page has an id.

    `similar` are pairs of pages whose texts are alike, the most alike first. An id is 12 hex digits: the page id by
    which history knows the newest page of the lineage, else a hash of the collection and the oldest address.
    """
    groups = _Groups({(n, page.src_uri) for n, each in enumerate(editions) for page in each.content.pages})
    for one, other in chain(_declared(editions), _known(editions), _equal(editions), _in_place(editions), similar):
        groups.join(one, other)
    return _named(editions, groups)


@dataclass(slots=True)
class _Groups:
    """Disjoint sets of nodes, of which none has two nodes of one version."""

    nodes: Iterable[Node]
    group: dict[Node, list[Node]] = field(init=False)

    def __post_init__(self) -> None:
        self.group = {node: [node] for node in sorted(self.nodes)}

    def join(self, one: Node, other: Node) -> None:
        """Make one group of the two, unless they have a version in common."""
        larger, smaller = sorted((self.group[one], self.group[other]), key=len, reverse=True)
        if larger is not smaller and {version for version, _ in smaller}.isdisjoint(version for version, _ in larger):
            larger.extend(smaller)
            self.group.update(dict.fromkeys(smaller, larger))

    def all(self) -> Iterator[Sequence[Node]]:
        """Yield each group once, in the order of its newest page; the newest page of a group comes first."""
        distinct = {id(members): members for members in self.group.values()}
        return (sorted(members) for members in distinct.values())


def _declared(editions: Sequence[Edition]) -> Iterator[Pair]:
    """Yield the pages that say where they were, with the pages that are there in other versions."""
    at = [{page.dest_uri: page for page in each.content.pages} for each in editions]
    for n, each in enumerate(editions):
        as_folders = each.content.settings.use_directory_urls
        for page in each.content.pages:
            for written in page.front.redirect_from:
                dest = urls.dest_of_written(written, as_folders)
                places = () if dest in at[n] else range(len(editions))
                yield from (((n, page.src_uri), (m, at[m][dest].src_uri)) for m in places if dest in at[m])


def _known(editions: Sequence[Edition]) -> Iterator[Pair]:
    """Yield the pages of one page id."""
    nodes: dict[str, list[Node]] = {}
    for n, each in enumerate(editions):
        for name, page in sorted(each.known_ids().items()):
            nodes.setdefault(name, []).append((n, page.src_uri))
    return (pair for same in nodes.values() for pair in pairwise(same))


def unrelated(editions: Sequence[Edition]) -> Iterator[tuple[int, int]]:
    """Yield the neighbouring versions whose pages have no page id in common: they share no history."""
    for n, (newer, older) in enumerate(pairwise(editions)):
        if set(newer.known.ids.values()).isdisjoint(older.known.ids.values()):
            yield n, n + 1


def _equal(editions: Sequence[Edition]) -> Iterator[Pair]:
    """Yield the pages of unrelated neighbours whose text is the same and stands once in each."""
    for n, m in unrelated(editions):
        newer, older = (_by_text(editions[k].content.pages) for k in (n, m))
        yield from (((n, newer[oid]), (m, older[oid])) for oid in newer if oid in older)


def _by_text(pages: Sequence[Page]) -> Mapping[str, str]:
    found: dict[str, list[str]] = {}
    for page in pages:
        found.setdefault(page.oid, []).append(page.src_uri)
    return {oid: uris[0] for oid, uris in found.items() if len(uris) == 1}


def _in_place(editions: Sequence[Edition]) -> Iterator[Pair]:
    """Yield the pages of one address, the newest first: readers expect them to be one page."""
    nodes: dict[str, list[Node]] = {}
    for n, each in enumerate(editions):
        for page in each.content.pages:
            nodes.setdefault(page.dest_uri, []).append((n, page.src_uri))
    return (pair for same in nodes.values() for pair in pairwise(same))


def _named(editions: Sequence[Edition], groups: _Groups) -> tuple[Lineage, ...]:
    """Return the lineages with the names of the groups, and for each name what history knows of the group."""
    ids: list[dict[str, str]] = [{} for _ in editions]
    present: dict[str, str] = {}
    former: dict[str, dict[str, int]] = {}
    used: set[str] = set()
    owned = [{page.src_uri: name for name, page in each.known_ids().items()} for each in editions]
    for members in groups.all():
        known = dict.fromkeys(owned[n].get(uri, "") for n, uri in members)
        names = [name for name in known if name]
        name = next((each for each in names if each not in used), "") or _new_name(editions, members[-1], used)
        used.add(name)
        for n, uri in members:
            ids[n][uri] = name
        if names:
            present[name] = next(filter(None, (_present(editions, each) for each in names)), "")
        former[name] = _former(editions, names)
    return tuple(Lineage(each, present, former) for each in ids)


def _new_name(editions: Sequence[Edition], oldest: Node, used: set[str]) -> str:
    content = editions[oldest[0]].content
    for number in range(len(used) + 1):
        text = "\0".join((content.collection.name, "", oldest[1], *([str(number)] if number else [])))
        name = sha256(text.encode("utf-8", "surrogateescape")).hexdigest()[:12]
        if name not in used:
            break
    return name


def _present(editions: Sequence[Edition], name: str) -> str:
    return next((each.known.present[name] for each in editions if name in each.known.present), "")


def _former(editions: Sequence[Edition], names: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for name in names:
        for path, when in next((each.known.former[name] for each in editions if name in each.known.former), {}).items():
            found[path] = max(when, found.get(path, when))
    return found
