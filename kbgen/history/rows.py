"""What git's log says, row by row: the values that the parser gives and the database holds. No git, no SQL here.

Paths and names are text in which surrogates stand for bytes that are not UTF-8. Times are seconds since 1970 as
git prints them; 0 where git prints none.
"""

from __future__ import annotations

from typing import NamedTuple

from kbgen.facts import Identity, Role

EMPTY_BLOBS = frozenset(
    {
        "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391",  # SHA-1
        "473a0f4c3be8a93681a267e3b1e9a7dcda1185436fe141f7749120a303721813",  # SHA-256
    }
)
"""The object ids of the empty file: it is everywhere, and so proves nothing about where a page came from."""


class ChangeRow(NamedTuple):
    """One file that a commit changed against its (first) parent: a `:` row of `--raw` with its `--numstat`.

    `status` is one of A, C, D, M, R, T; `similarity` is in percent, for C and R. `old_path` equals `path` but for
    C and R. An oid of zeros says that there is no file on that side. `added` and `deleted` count lines.
    """

    status: str
    similarity: int
    old_path: str
    path: str
    old_oid: str
    oid: str
    added: int
    deleted: int


class Side(NamedTuple):
    """What one parent of a merge has in place of a file of the merge."""

    status: str
    path: str
    oid: str


class CombinedRow(NamedTuple):
    """One file of a merge that differs from the files of all parents, which are `sides` in their order."""

    path: str
    oid: str
    sides: tuple[Side, ...]


class Named(NamedTuple):
    """A person named in the message of a commit."""

    role: Role
    identity: Identity


class CommitRow(NamedTuple):
    """A commit as git stores it. `files`, `added` and `deleted` count over all of its files.

    `marks` are the keys and values of trailers that may say that the commit is mechanical, and `verified` the
    pages that it confirms.
    """

    oid: str
    parents: tuple[str, ...]
    authored: int
    committed: int
    author: Identity
    committer: Identity
    subject: str
    named: tuple[Named, ...]
    marks: tuple[tuple[str, str], ...]
    verified: tuple[str, ...]
    files: int = 0
    added: int = 0
    deleted: int = 0


class Link(NamedTuple):
    """Of a commit only what it follows."""

    parents: tuple[str, ...]


class Record(NamedTuple):
    """A commit with what one pass of the log says of its files."""

    commit: CommitRow
    changes: tuple[ChangeRow, ...] = ()
    combined: tuple[CombinedRow, ...] = ()


def is_absent(oid: str) -> bool:
    """Say whether `oid` stands for no file."""
    return not oid.strip("0")
