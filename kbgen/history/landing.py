"""The order in which commits became part of the mainline. Pure.

For each commit of the first-parent chain, oldest first: the commits that it reaches and its first parent does not,
parents before children, ties by committer date and object id; itself last. The order does not depend on where an
incremental run began.
"""

from __future__ import annotations

import heapq
from collections.abc import Collection, Iterator, Mapping

from kbgen.history.rows import CommitRow, Link

Commits = Mapping[str, CommitRow]
Links = Mapping[str, CommitRow] | Mapping[str, Link]


def first_parent_chain(commits: Links, tip: str) -> list[str]:
    """Return the mainline that ends at `tip`, oldest first."""
    chain, oid = [], tip
    while oid in commits:
        chain.append(oid)
        oid = next(iter(commits[oid].parents), "")
    return chain[::-1]


def landing_groups(commits: Commits, chain: Collection[str]) -> list[list[str]]:
    """Return for each commit of the chain what landed with it, in landing order, itself last."""
    landed: set[str] = set()
    groups = []
    for oid in chain:
        group = reach(commits, [oid], landed)
        landed |= group
        groups.append(sort_group(commits, group) if len(group) > 1 else [oid])
    return groups


def reach(commits: Links, tips: Collection[str], stop: Collection[str] = frozenset()) -> set[str]:
    """Return the commits that `tips` reach without passing one of `stop`."""
    found: set[str] = set()
    pending = [oid for oid in tips if oid in commits and oid not in stop]
    while pending:
        oid = pending.pop()
        if oid not in found:
            found.add(oid)
            pending.extend(p for p in commits[oid].parents if p in commits and p not in stop and p not in found)
    return found


def sort_group(commits: Commits, group: Collection[str]) -> list[str]:
    """Return the group with parents before children, ties by (committer date, object id)."""
    return list(_sorted(commits, set(group)))


def _sorted(commits: Commits, group: set[str]) -> Iterator[str]:
    missing = {oid: sum(parent in group for parent in set(commits[oid].parents)) for oid in group}
    children: dict[str, list[str]] = {}
    for oid in group:
        for parent in set(commits[oid].parents) & group:
            children.setdefault(parent, []).append(oid)
    ready = [(commits[oid].committed, oid) for oid, count in missing.items() if not count]
    heapq.heapify(ready)
    while ready:
        _, oid = heapq.heappop(ready)
        yield oid
        for child in children.get(oid, ()):
            missing[child] -= 1
            if not missing[child]:
                heapq.heappush(ready, (commits[child].committed, child))
