"""One mirror on disk: made, updated, verified and replaced. The caller holds its lock."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha1, sha256
from pathlib import Path

from kbgen.git import HEAD_REF, Access, GitError, Listing, list_refs, raw_refs, run
from kbgen.model import Ref

MOST_PACKS = 50
"""Every fetch adds a pack; with more than this they are joined, because git searches them one after another."""
_MARKER = "kbgen.json"


@dataclass(frozen=True, slots=True)
class Marker:
    """What we noted after the last good fetch: when it was, the default branch, and size and mtime of the packs."""

    fetched: datetime
    head: str = ""
    packs: Mapping[str, tuple[int, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a mirror is fetched from, and what is there now. `complete` asks for history that was cut off before."""

    url: str
    access: Access
    listing: Listing
    complete: bool = False


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


def synchronise(git_dir: Path, origin: Origin) -> tuple[Ref, ...]:
    """Bring the mirror to what `origin` offers and return its refs; an unchanged one is not fetched.

    A damaged mirror is cloned anew beside it and then replaced. Raises `GitError`; the mirror is then as before.
    """
    _recover(git_dir)
    try:
        refs = _update_if_needed(git_dir, origin)
    except GitError:
        if is_intact(git_dir, thorough=True):
            raise
        refs = _rebuild(git_dir, origin)
    write_marker(git_dir, Marker(datetime.now(UTC), default_head(origin.listing)[0], _packs(git_dir)))
    return refs


def is_intact(git_dir: Path, *, thorough: bool = False) -> bool:
    """Say whether the mirror is whole. Packs that have not been touched since the marker was written are trusted.

    Otherwise their checksums are computed, and git is asked whether every object of every ref is there.
    """
    if not git_dir.is_dir():
        return False
    packs = _packs(git_dir)
    if not thorough and packs and read_marker(git_dir).packs == packs:
        return True
    return all(_has_good_checksum(git_dir / "objects/pack" / name) for name in packs) and _is_connected(git_dir)


def read_marker(git_dir: Path) -> Marker:
    """Return the marker; when it is missing or damaged, one that knows only the age of the mirror."""
    try:
        data = json.loads((git_dir / _MARKER).read_text("utf-8"))
        packs = {str(name): (int(size), int(mtime)) for name, (size, mtime) in data["packs"].items()}
        return Marker(datetime.fromisoformat(data["fetched"]).astimezone(UTC), str(data["head"]), packs)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        fetched = datetime.fromtimestamp(int(git_dir.stat().st_mtime), UTC)
        return Marker(fetched, default_head(_own_listing(git_dir))[0])


def write_marker(git_dir: Path, marker: Marker) -> None:
    """Write the marker, whole or not at all."""
    data = {"fetched": marker.fetched.isoformat(timespec="seconds"), "head": marker.head, "packs": marker.packs}
    temporary = git_dir / f"{_MARKER}.tmp"
    temporary.write_text(json.dumps(data, indent=1), "utf-8")
    temporary.replace(git_dir / _MARKER)


def complete_history(git_dir: Path, url: str, access: Access) -> None:
    """Fetch from `url` what is missing below the cut of a shallow mirror; raises `GitError`."""
    run([*_FETCH, "--unshallow", "--end-of-options", url, "HEAD"], git_dir=git_dir, access=access)


_FETCH = (
    *("fetch", "--quiet", "--prune", "--force", "--no-tags", "--no-recurse-submodules"),
    *("--no-auto-maintenance", "--no-write-fetch-head", "--no-show-forced-updates"),
)


def _update_if_needed(git_dir: Path, origin: Origin) -> tuple[Ref, ...]:
    if not is_intact(git_dir):
        raise GitError(f"the mirror {git_dir} is missing or damaged")
    if origin.complete or raw_refs(git_dir) != _expected(origin.listing):
        _update(git_dir, origin)
    return list_refs(git_dir)


def _expected(listing: Listing) -> dict[str, str]:
    head = default_head(listing)[1]
    return listing.refs | ({HEAD_REF: head} if head else {})


def _update(git_dir: Path, origin: Origin) -> None:
    _remove_leftovers(git_dir)
    options = [*(("--update-shallow",) if origin.access.paths else ()), *(("--unshallow",) if origin.complete else ())]
    refspecs = ["+refs/heads/*:refs/heads/*", "+refs/tags/*:refs/tags/*"]
    if origin.listing.head_oid:
        refspecs.append(f"+HEAD:{HEAD_REF}")
    argv = [*_FETCH, *options, "--end-of-options", origin.url, *refspecs]
    run(argv, git_dir=git_dir, access=origin.access)
    _set_head(git_dir, origin.listing)
    if len(list((git_dir / "objects/pack").glob("*.pack"))) > MOST_PACKS:
        run(["repack", "-a", "-d", "-k", "-q"], git_dir=git_dir)


def _set_head(git_dir: Path, listing: Listing) -> None:
    """Keep HEAD where a source without one gets it from, and in the mirror's own HEAD, for `git status`."""
    if not listing.head_oid:
        oid = default_head(listing)[1]
        run(["update-ref", HEAD_REF, oid] if oid else ["update-ref", "-d", HEAD_REF], git_dir=git_dir)
    if head := raw_refs(git_dir).get(HEAD_REF):
        run(["update-ref", "--no-deref", "HEAD", head], git_dir=git_dir)


def _rebuild(git_dir: Path, origin: Origin) -> tuple[Ref, ...]:
    fresh, old = git_dir.with_name(f"{git_dir.name}.new"), git_dir.with_name(f"{git_dir.name}.old")
    _delete(fresh)
    try:
        _create(fresh, origin.listing)
        _update(fresh, origin)
        run(["pack-refs", "--all"], git_dir=fresh)
        refs = list_refs(fresh)
        if git_dir.exists():
            git_dir.rename(old)
        fresh.rename(git_dir)
    finally:
        _delete(fresh)
    _delete(old)
    return refs


def _create(git_dir: Path, listing: Listing) -> None:
    digits = max((len(oid) for oid in listing.refs.values()), default=40)
    object_format = "--object-format=sha256" if digits == 64 else "--object-format=sha1"
    git_dir.parent.mkdir(parents=True, exist_ok=True)
    run(["init", "--quiet", "--bare", "--template=", "--initial-branch=main", object_format, str(git_dir)])


def _recover(git_dir: Path) -> None:
    """Finish or undo a replacement that was interrupted."""
    old = git_dir.with_name(f"{git_dir.name}.old")
    if old.exists() and not git_dir.exists():
        old.rename(git_dir)
    _delete(old)


def _remove_leftovers(git_dir: Path) -> None:
    """Remove what a killed git left; the lock is ours, so nobody is using it."""
    for pattern in ("*.lock", "refs/**/*.lock", "objects/pack/tmp_*", "objects/pack/*.lock"):
        for path in git_dir.glob(pattern):
            path.unlink(missing_ok=True)


def _delete(folder: Path) -> None:
    if folder.exists():
        shutil.rmtree(folder)


def _own_listing(git_dir: Path) -> Listing:
    try:
        refs = raw_refs(git_dir)
    except GitError:
        return Listing()
    return Listing({name: oid for name, oid in refs.items() if name != HEAD_REF}, refs.get(HEAD_REF, ""))


def _packs(git_dir: Path) -> dict[str, tuple[int, int]]:
    """Return name -> (size, mtime in whole seconds, since archives of a cache keep no more) of packs and indexes."""
    files = (path for path in (git_dir / "objects/pack").glob("pack-*") if path.suffix in (".pack", ".idx"))
    stats = {path.name: path.stat() for path in sorted(files)}
    return {name: (stat.st_size, int(stat.st_mtime)) for name, stat in stats.items()}


def _has_good_checksum(path: Path) -> bool:
    """Verify the trailer of a pack or index: the hash of all bytes before it (gitformat-pack)."""
    digest = sha256() if len(path.stem) == len("pack-") + 64 else sha1(usedforsecurity=False)
    with path.open("rb") as file:
        left = path.stat().st_size - digest.digest_size
        while left > 0 and (chunk := file.read(min(left, 1 << 20))):
            digest.update(chunk)
            left -= len(chunk)
        return file.read() == digest.digest()


def _is_connected(git_dir: Path) -> bool:
    try:
        run(["rev-list", "--objects", "--all", "--quiet"], git_dir=git_dir)
    except GitError:
        return False
    return True
