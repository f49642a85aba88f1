"""Replay the whole of a history: commits in landing order to pages, and forks of the state for other refs. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

from kbgen.history.identity import Event, Identities, page_id
from kbgen.history.landing import first_parent_chain, landing_groups, reach, sort_group
from kbgen.history.merges import merge_aside, reconcile, settle
from kbgen.history.rows import ChangeRow, CombinedRow, CommitRow

Tree = Mapping[str, str]
"""The pages of a commit: path -> object id."""


@dataclass(frozen=True, slots=True)
class Rows:
    """All that git said: commits, and by commit the changes and the combined rows of pages."""

    commits: Mapping[str, CommitRow]
    changes: Mapping[str, Sequence[ChangeRow]]
    combined: Mapping[str, Sequence[CombinedRow]]


@dataclass(frozen=True, slots=True)
class Landed:
    """The order of a mainline, or of what came to it: its chain, what landed with each commit of it, and positions.

    `number` gives the position of the commits of the chain alone. Positions begin at `first`.
    """

    chain: tuple[str, ...]
    groups: tuple[tuple[str, ...], ...]
    position: Mapping[str, int]
    number: Mapping[str, int]
    first: int = 0

    @classmethod
    def of(cls, commits: Mapping[str, CommitRow], tip: str, first: int = 0) -> Landed:
        """Return the order in which all of `commits` that `tip` reaches has landed; `first` positions were before."""
        line = tuple(first_parent_chain(commits, tip))
        groups = tuple(map(tuple, landing_groups(commits, line)))
        position = {oid: number for number, group in enumerate(groups, first) for oid in group}
        return cls(line, groups, position, {oid: number for number, oid in enumerate(line, first)}, first)

    def until(self, position: int) -> frozenset[str]:
        """Return the commits that have landed at `position`."""
        return frozenset(chain.from_iterable(self.groups[: position + 1 - self.first]))

    def base(self, commits: Mapping[str, CommitRow], ref: str) -> int:
        """Return the newest position of the mainline that `ref` contains, -1 if there is none."""
        if ref in self.number:
            return self.number[ref]
        parents = {parent for oid in reach(commits, [ref], self.number) for parent in commits[oid].parents}
        return max((self.number[oid] for oid in parents if oid in self.number), default=-1)


@dataclass(slots=True)
class Replay:
    """The outcome: the state at the tip, paths that differ from its tree, and of other refs their pages.

    `n_pages` gives the number of live pages before each commit, and `touched` the pages that came to another path or
    from one. `forks` maps the commit id of a ref that is not on the mainline to the state there, with the events of
    its own commits.
    """

    pages: Identities
    touched: set[int] = field(default_factory=set)
    wrong: list[str] = field(default_factory=list)
    n_pages: dict[str, int] = field(default_factory=dict)
    maps: dict[str, dict[str, int]] = field(default_factory=dict)
    forks: dict[str, Identities] = field(default_factory=dict)


def replay(
    pages: Identities, rows: Rows, landed: Landed, trees: Mapping[str, Tree], bases: Mapping[str, int]
) -> Replay:
    """Replay what landed on `pages`; `trees` are those of the tip and of refs, `bases` what each ref contains.

    A base is a position; a ref that contains nothing of the mainline has the position -1.
    """
    out = Replay(pages)
    at: dict[int, list[str]] = {}
    for oid, position in bases.items():
        at.setdefault(position, []).append(oid)
    _branch_off(out, rows, landed, -1, at.get(-1, ()), trees)
    for position, group in enumerate(landed.groups, landed.first):
        _land(out, rows, group)
        out.touched.update(_touched(pages))
        _branch_off(out, rows, landed, position, at.get(position, ()), trees)
    if landed.chain:
        tip = landed.chain[-1]
        out.wrong = reconcile(out.pages, tip, trees[tip])
    return out


def _land(out: Replay, rows: Rows, group: Sequence[str]) -> None:
    """Replay one commit of the mainline and what landed with it."""
    out.pages.journal = {}
    since = len(out.pages.events)
    for oid in group[:-1]:
        _step(out.pages, rows, oid, out.n_pages)
    last = group[-1]
    if len(rows.commits[last].parents) > 1:
        settle(out.pages, last, rows.changes.get(last, ()), rows.combined.get(last, ()), since)
    else:
        _step(out.pages, rows, last, out.n_pages)


def _touched(pages: Identities) -> Iterator[int]:
    """Yield the pages at whose paths the last commit of the mainline, and what landed with it, changed something."""
    for path, before in pages.journal.items():
        for page in (before, pages.live.get(path)):
            if page is not None:
                yield page


def _step(pages: Identities, rows: Rows, oid: str, n_pages: dict[str, int]) -> None:
    if len(rows.commits[oid].parents) > 1:
        merge_aside(pages, oid, rows.combined.get(oid, ()))
    elif changes := rows.changes.get(oid):
        n_pages[oid] = len(pages.live)
        pages.commit(oid, changes)


def _branch_off(
    out: Replay, rows: Rows, landed: Landed, position: int, refs: Collection[str], trees: Mapping[str, Tree]
) -> None:
    """Replay refs whose base is at `position`: their own commits on a copy of the state, the rest by their tree."""
    contained = landed.until(position) if refs else frozenset()
    for ref in refs:
        own = sort_group(rows.commits, reach(rows.commits, [ref], contained))
        if not own:
            out.maps[ref] = dict(out.pages.live)
            continue
        fork = out.pages.fork()
        for oid in own:
            _step(fork, rows, oid, {})
        reconcile(fork, ref, trees[ref])
        out.maps[ref], out.forks[ref] = dict(fork.live), fork


def ids(source: str, pages: Identities) -> list[str]:
    """Return the id of each page of the state."""
    return [page_id(source, page.born_commit, page.born_path) for page in pages.pages]


@dataclass(slots=True)
class AsidePage:
    """What commits that are not on the mainline did to a page, and where it was born."""

    born_commit: str
    born_path: str
    events: list[Event] = field(default_factory=list)


def aside_pages(source: str, outcome: Replay, landed: Landed) -> dict[str, AsidePage]:
    """Return by page id what refs hold beside the mainline, each event once however many refs hold it."""
    pages: dict[str, AsidePage] = {}
    seen: set[tuple[str, str, str]] = set()
    for fork in outcome.forks.values():
        names = ids(source, fork)
        for event in fork.events:
            key = (names[event.page], event.commit, event.path)
            if event.commit not in landed.position and key not in seen:
                seen.add(key)
                line = fork.pages[event.page]
                pages.setdefault(key[0], AsidePage(line.born_commit, line.born_path)).events.append(event)
    return pages
