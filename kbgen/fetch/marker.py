"""What we note of a mirror after each good fetch."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from kbgen.git import HEAD_REF, GitError, Listing, raw_refs

MARKER = "kbgen.json"


@dataclass(frozen=True, slots=True)
class Marker:
    """What we noted after the last good fetch: when it was, the default branch, and size and mtime of the packs."""

    fetched: datetime
    head: str = ""
    packs: Mapping[str, tuple[int, int]] = field(default_factory=dict)


def default_head(listing: Listing) -> tuple[str, str]:
    """Return the default branch and the oid that HEAD stands for; ("", oid) if detached, ("", "") if unknown.

    A bundle or an old server does not tell which branch HEAD is: then it is one with the same commit. Without a
    HEAD it is `main`, `master`, or the only branch.
    """
    branches = {name.removeprefix("refs/heads/"): oid for name, oid in listing.refs.items() if name[5:11] == "heads/"}
    if listing.head_branch in branches:
        return listing.head_branch, branches[listing.head_branch]
    wanted = {name: oid for name, oid in branches.items() if oid == listing.head_oid or not listing.head_oid}
    for name in ("main", "master", *(wanted if len(wanted) == 1 else ())):
        if name in wanted:
            return name, wanted[name]
    return "", listing.head_oid


def read_marker(git_dir: Path) -> Marker:
    """Return the marker; when it is missing or damaged, one that knows only the age of the mirror."""
    try:
        data = json.loads((git_dir / MARKER).read_text("utf-8"))
        packs = {str(name): (int(size), int(mtime)) for name, (size, mtime) in data["packs"].items()}
        return Marker(datetime.fromisoformat(data["fetched"]).astimezone(UTC), str(data["head"]), packs)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        fetched = datetime.fromtimestamp(int(git_dir.stat().st_mtime), UTC)
        return Marker(fetched, default_head(_own_listing(git_dir))[0])


def write_marker(git_dir: Path, marker: Marker) -> None:
    """Write the marker, whole or not at all."""
    data = {"fetched": marker.fetched.isoformat(timespec="seconds"), "head": marker.head, "packs": marker.packs}
    temporary = git_dir / f"{MARKER}.tmp"
    temporary.write_text(json.dumps(data, indent=1), "utf-8")
    temporary.replace(git_dir / MARKER)


def _own_listing(git_dir: Path) -> Listing:
    try:
        refs = raw_refs(git_dir)
    except GitError:
        return Listing()
    return Listing({name: oid for name, oid in refs.items() if name != HEAD_REF}, refs.get(HEAD_REF, ""))


def packs_of(git_dir: Path) -> dict[str, tuple[int, int]]:
    """Return name -> (size, mtime in whole seconds, since archives of a cache keep no more) of packs and indexes."""
    files = (path for path in (git_dir / "objects/pack").glob("pack-*") if path.suffix in (".pack", ".idx"))
    stats = {path.name: path.stat() for path in sorted(files)}
    return {name: (stat.st_size, int(stat.st_mtime)) for name, stat in stats.items()}
