"""Trees and blobs, read by object id from a git folder. Nothing is ever checked out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from kbgen.git.run import READ_DEADLINE, GitError, opened, run


@dataclass(frozen=True, slots=True)
class TreeEntry:
    """A file of a commit.

    `path` is UTF-8 text, in which surrogates stand for bytes that are not UTF-8 (`surrogateescape`).
    `mode` is octal text: 100644, 100755, 120000 (symbolic link) or 160000 (submodule).
    `kind` is "blob", or "commit" for a submodule. `size` is in bytes, 0 for a submodule.
    """

    path: str
    mode: str
    kind: str
    oid: str
    size: int


def list_tree(git_dir: Path, oid: str) -> tuple[TreeEntry, ...]:
    """Return all files of the commit or tree `oid` in git's order (bytes of the path); raises `GitError`."""
    return parse_tree(run(["ls-tree", "-r", "-z", "-l", "--full-tree", "--end-of-options", oid], git_dir=git_dir))


def parse_tree(data: bytes) -> tuple[TreeEntry, ...]:
    """Parse the output of `ls-tree -r -z -l`: `mode kind oid size TAB path NUL`."""
    return tuple(_entry(record) for record in data.split(b"\0") if record)


def list_changes(git_dir: Path, old: str, new: str) -> dict[str, str]:
    """Return path -> object id of the files in which the commit `new` differs from `old`; "" where it has no file.

    Submodules are no files. Raises `GitError`.
    """
    argv = ["diff-tree", "-r", "-z", "--raw", "--no-abbrev", "--no-renames", "--end-of-options", old, new]
    fields = run(argv, git_dir=git_dir).split(b"\0")
    rows = ((head.decode("ascii").split(), path) for head, path in zip(fields[::2], fields[1::2], strict=False))
    return {
        path.decode("utf-8", "surrogateescape"): oid if mode[:2] in ("10", "12") else ""
        for (_, mode, _, oid, _), path in rows
    }


def read_blobs(git_dir: Path, oids: Iterable[str], *, deadline: float = READ_DEADLINE) -> Iterator[tuple[str, bytes]]:
    """Yield (oid, content) for each of `oids`, in their order, from one git process.

    Memory holds one blob at a time. Raises `GitError` for an object that is missing or damaged.
    """
    feed = (f"{oid}\n".encode("ascii") for oid in oids)
    argv = ["cat-file", "--batch", "--buffer"]
    with opened(argv, git_dir=git_dir, deadline=deadline, feed=feed) as stdout:
        while header := stdout.readline():
            yield _blob(header, stdout, git_dir)


def _entry(record: bytes) -> TreeEntry:
    head, _, path = record.partition(b"\t")
    mode, kind, oid, size = head.decode("ascii").split()
    return TreeEntry(path.decode("utf-8", "surrogateescape"), mode, kind, oid, int(size) if size != "-" else 0)


def _blob(header: bytes, stdout: IO[bytes], git_dir: Path) -> tuple[str, bytes]:
    """Read one answer of `cat-file --batch`: `oid type size LF content LF`, or `oid missing LF`."""
    oid, *rest = header.decode("ascii", "replace").split()
    if len(rest) != 2:
        raise GitError(f"object {oid} is missing in {git_dir}")
    size = int(rest[1])
    content = stdout.read(size + 1)
    if len(content) != size + 1:
        raise GitError(f"object {oid} in {git_dir} cannot be read to its end")
    return oid, content[:-1]
