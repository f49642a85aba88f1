"""Files of one commit that another one has under another name, found by their texts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kbgen.git.run import run


@dataclass(frozen=True, slots=True, order=True)
class Rename:
    """A file that is `new` in one commit and was `old` in another; `similarity` in percent."""

    similarity: int
    old: str
    new: str


def list_renames(git_dir: Path, old: str, new: str) -> tuple[Rename, ...]:
    """Return the files that are alike by half or more and whose path is in one of the two commits only, as git pairs
    them. Raises `GitError`.

    `-l0` takes away git's limit, beyond which many moved files would be as many deleted and added ones.
    """
    argv = ["diff-tree", "-r", "-z", "-M50%", "-l0", "--diff-filter=R", "--end-of-options", old, new]
    return tuple(parse_renames(run(argv, git_dir=git_dir)))


def parse_renames(data: bytes) -> Iterator[Rename]:
    """Parse the output of `diff-tree -z`: `:mode mode oid oid Rnnn NUL old NUL new NUL`."""
    fields = iter(data.decode("utf-8", "surrogateescape").split("\0"))
    for head in fields:
        if head.startswith(":"):
            yield Rename(int(head.rpartition("R")[2]), next(fields), next(fields))
