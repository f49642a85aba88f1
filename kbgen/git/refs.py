"""Branches and tags of a git folder, and of a repository elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from kbgen.git.environment import Access
from kbgen.git.run import GitError, run
from kbgen.model import Ref, RefKind

HEAD_REF = "refs/kbgen/HEAD"
"""Where a mirror keeps the commit that its source's HEAD points to."""

_FIELDS = ("refname", "objecttype", "objectname", "committerdate:unix")
_PEELED = ("*objecttype", "*objectname", "*committerdate:unix")
_FORMAT = "%00".join(f"%({name})" for name in (*_FIELDS, *_PEELED))
_LATEST = datetime(9999, 12, 31, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Listing:
    """What a repository offers: full ref name -> oid (not peeled), its HEAD, and the branch that HEAD stands for.

    `head_oid` is "" without a HEAD; `head_branch` is "" when HEAD is detached, absent, or not told.
    """

    refs: dict[str, str] = field(default_factory=dict)
    head_oid: str = ""
    head_branch: str = ""


def list_refs(git_dir: Path) -> tuple[Ref, ...]:
    """Return HEAD (of a mirror), the branches and the tags that point to commits, sorted by full name."""
    data = run(["for-each-ref", f"--format={_FORMAT}", "refs/heads", "refs/tags", HEAD_REF], git_dir=git_dir)
    refs = [*parse_refs(data), *(_peel(git_dir, name) for name in nested_tags(data))]
    return tuple(sorted(refs, key=lambda ref: (ref.kind, ref.name)))


def raw_refs(git_dir: Path) -> dict[str, str]:
    """Return full ref name -> oid, not peeled, of a mirror: what `Listing.refs` holds for its source."""
    data = run(
        ["for-each-ref", "--format=%(objectname) %(refname)", "refs/heads", "refs/tags", HEAD_REF], git_dir=git_dir
    )
    lines = data.decode("utf-8", "surrogateescape").split("\n")
    return {name: oid for oid, _, name in (line.partition(" ") for line in lines if line)}


def parse_refs(data: bytes) -> tuple[Ref, ...]:
    """Parse what `for-each-ref` prints in `list_refs`; refs to anything but a commit are left out."""
    return tuple(ref for record in _records(data) if (ref := _ref(*record)))


def nested_tags(data: bytes) -> tuple[str, ...]:
    """Return the full names of tags of tags, which git before 2.45 peels only once."""
    return tuple(record[0] for record in _records(data) if record[4] == "tag")


def list_remote(url: str, access: Access, *, deadline: float = 60.0) -> Listing:
    """Ask the repository or bundle at `url` what it offers; raises `GitError` when it does not answer."""
    return parse_listing(run(["ls-remote", "--symref", "--end-of-options", url], access=access, deadline=deadline))


def parse_listing(data: bytes) -> Listing:
    """Parse the output of `ls-remote --symref`; only branches, tags and HEAD are kept."""
    refs: dict[str, str] = {}
    head_oid = head_branch = ""
    for line in data.decode("utf-8", "surrogateescape").split("\n"):
        value, _, name = line.partition("\t")
        if name == "HEAD" and value.startswith("ref: "):
            head_branch = value.removeprefix("ref: refs/heads/") if value.startswith("ref: refs/heads/") else ""
        elif name == "HEAD":
            head_oid = value
        elif name.startswith(("refs/heads/", "refs/tags/")) and not name.endswith("^{}"):
            refs[name] = value
    return Listing(refs, head_oid, head_branch)


def resolve_commit(git_dir: Path, ref: str) -> str:
    """Return the full oid of the commit that `ref` points to; raises `GitError` if there is none."""
    return run(["rev-parse", "--verify", "--end-of-options", f"{ref}^{{commit}}"], git_dir=git_dir).decode().strip()


def merge_base(git_dir: Path, one: str, other: str) -> str:
    """Return the full oid of the best common ancestor of two commits; raises `GitError` if there is none."""
    oids = [resolve_commit(git_dir, ref) for ref in (one, other)]
    return run(["merge-base", *oids], git_dir=git_dir).decode().split()[0]


def default_branch(git_dir: Path) -> str:
    """Return the name of the branch that HEAD stands for (it may have no commit yet), or "" if HEAD is detached."""
    try:
        name = run(["symbolic-ref", "--quiet", "HEAD"], git_dir=git_dir)
    except GitError as error:
        if error.status == 1:
            return ""
        raise
    return name.decode("utf-8", "surrogateescape").strip().removeprefix("refs/heads/")


def is_shallow(git_dir: Path) -> bool:
    """Say whether the history in `git_dir` is cut off."""
    return run(["rev-parse", "--is-shallow-repository"], git_dir=git_dir).strip() == b"true"


def moment(seconds: str) -> datetime:
    """Return the time of so many `seconds` since 1970, kept between 1970 and 9999, which is what datetime takes."""
    try:
        return datetime.fromtimestamp(max(0, int(seconds)), UTC)
    except (ValueError, OverflowError, OSError):
        return _LATEST if seconds.isdecimal() else datetime.fromtimestamp(0, UTC)


def _records(data: bytes) -> Iterator[list[str]]:
    return (line.split("\0") for line in data.decode("utf-8", "surrogateescape").split("\n") if line)


def _ref(full: str, kind: str, oid: str, date: str, peeled: str, peeled_oid: str, peeled_date: str) -> Ref | None:
    if "commit" not in (kind, peeled):
        return None
    target, seconds = (oid, date) if kind == "commit" else (peeled_oid, peeled_date)
    return Ref(*_short(full), target, moment(seconds))


def _short(full: str) -> tuple[str, RefKind]:
    if full == HEAD_REF:
        return "HEAD", RefKind.HEAD
    kind = RefKind.BRANCH if full.startswith("refs/heads/") else RefKind.TAG
    return full.split("/", 2)[2], kind


def _peel(git_dir: Path, full: str) -> Ref:
    oid = resolve_commit(git_dir, full)
    seconds = run(["log", "-1", "--no-walk", "--format=%ct", oid, "--"], git_dir=git_dir).decode().strip()
    return Ref(*_short(full), oid, moment(seconds))
