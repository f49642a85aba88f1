"""Objects that git's own commands would not make: written as they are given, past all of git's checks."""

from __future__ import annotations

from collections.abc import Iterable

from repo_builder import RepoBuilder

AUTHOR = b"author Ada <ada@example.org> 1700000000 +0000"
COMMITTER = b"committer Ada <ada@example.org> 1700000000 +0000"

Entry = tuple[bytes, bytes, str]
"""Mode, name and object id of an entry of a tree."""


def write_blob(repo: RepoBuilder, data: bytes) -> str:
    """Write a file's bytes and return their object id."""
    return _write(repo, "blob", data)


def write_tree(repo: RepoBuilder, entries: Iterable[Entry]) -> str:
    """Write a tree with these entries in git's order, whatever their names are, and return its object id."""
    ordered = sorted(entries, key=lambda entry: entry[1] + (b"/" if entry[0] == b"40000" else b""))
    return _write(
        repo, "tree", b"".join(b"%b %b\0%b" % (mode, name, bytes.fromhex(oid)) for mode, name, oid in ordered)
    )


def write_commit(
    repo: RepoBuilder,
    tree: str,
    *parents: str,
    author: bytes = AUTHOR,
    committer: bytes = COMMITTER,
    header: bytes = b"",
    message: bytes = b"A commit\n",
) -> str:
    """Write a commit of these very lines and return its object id; `header` is one more line above the message."""
    lines = [b"tree %b" % tree.encode(), *(b"parent %b" % parent.encode() for parent in parents), author, committer]
    return _write(repo, "commit", b"\n".join([*lines, *([header] if header else []), b"", message]))


def _write(repo: RepoBuilder, kind: str, data: bytes) -> str:
    return repo.git("hash-object", "-t", kind, "-w", "--stdin", "--literally", stdin=data)
