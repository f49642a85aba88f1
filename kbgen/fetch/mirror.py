"""One mirror on disk: made, updated, verified and replaced. The caller holds its lock."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from kbgen.fetch.intact import is_intact
from kbgen.fetch.marker import Marker, default_head, packs_of, write_marker
from kbgen.git import HEAD_REF, Access, GitError, Listing, list_refs, raw_refs, run
from kbgen.model import Ref

MOST_PACKS = 50
"""Every fetch adds a pack; with more than this they are joined, because git searches them one after another."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a mirror is fetched from, and what is there now. `complete` asks for history that was cut off before."""

    url: str
    access: Access
    listing: Listing
    complete: bool = False


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
    write_marker(git_dir, Marker(datetime.now(UTC), default_head(origin.listing)[0], packs_of(git_dir)))
    return refs


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
        if os.path.lexists(git_dir):
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
    if old.is_dir() and not git_dir.exists():
        old.rename(git_dir)
    _delete(old)


def _remove_leftovers(git_dir: Path) -> None:
    """Remove what a killed git left; the lock is ours, so nobody is using it."""
    for pattern in ("*.lock", "refs/**/*.lock", "objects/pack/tmp_*", "objects/pack/*.lock"):
        for path in git_dir.glob(pattern):
            path.unlink(missing_ok=True)


def _delete(folder: Path) -> None:
    """Remove a mirror, or whatever is in its place."""
    if folder.is_dir() and not folder.is_symlink():
        shutil.rmtree(folder)
    else:
        folder.unlink(missing_ok=True)
