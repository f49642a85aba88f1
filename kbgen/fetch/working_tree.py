"""The files of a working folder as a git tree, whether they are committed or not.

The user's repository is only read: git works in our mirror, with an index of our own beside it, so that objects are
written there. Nothing that the repository or the user configures is started: no filters, no hooks, no submodules.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from kbgen import git, paths
from kbgen.fetch.local import LocalRepository

_STAT_DIFFERS = 1  # the exit status of `update-index --refresh` where a file is not what the index has


def write_tree(repository: LocalRepository, mirror_dir: Path, head: str) -> str:
    """Return the object id of a tree with the files of the folder: those tracked and those new and not ignored.

    `head` is the commit that is checked out; the mirror has it. Writes objects and an index into the mirror, for which
    the caller holds the lock. Raises `GitError`.
    """
    index = mirror_dir / f"kbgen-working-{head}.index"
    tree = _Folder(repository, mirror_dir, index)
    if not index.exists():
        tree.begin(head)
    changed = [path for path in tree.changed() if tree.may_be_added(path)]
    if changed:
        tree.update(changed)
    return tree.run("write-tree").decode().strip()


class _Folder:
    """The working folder, seen by git from our mirror with our index."""

    def __init__(self, repository: LocalRepository, mirror_dir: Path, index: Path) -> None:
        self.path, self.mirror_dir, self.index = repository.path, mirror_dir, index
        exclude = repository.common_dir / "info" / "exclude"
        config = ("core.fileMode=false", "core.symlinks=true", f"core.excludesFile={exclude}")
        self.options = [*(part for each in config for part in ("-c", each)), f"--work-tree={self.path}"]

    def begin(self, head: str) -> None:
        """Make the index from the commit, and let it know the files that are as committed."""
        for other in self.mirror_dir.glob("kbgen-working-*"):
            other.unlink()
        self.run("read-tree", head)
        try:
            self.run("update-index", "-q", "--refresh")
        except git.GitError as error:
            if error.status != _STAT_DIFFERS:
                raise

    def changed(self) -> list[str]:
        """Return the paths of files that are new, changed or gone, compared with the index."""
        argv = ("ls-files", "-z", "--others", "--modified", "--deleted", "--exclude-standard")
        return sorted({os.fsdecode(path) for path in self.run(*argv).split(b"\0") if path})

    def may_be_added(self, path: str) -> bool:
        """Tell whether a path is a file, or gone. Folders are repositories of their own, and stay as they are."""
        place = self.path / path
        is_folder = path.endswith("/") or (place.is_dir() and not place.is_symlink())
        return not is_folder and not paths.why_unsafe(path)

    def update(self, changed: Sequence[str]) -> None:
        """Bring the index to what these files are now."""
        self.run("update-index", "-z", "--add", "--remove", "--replace", "--stdin", feed=_terminated(changed))

    def run(self, *argv: str, feed: Iterator[bytes] | None = None) -> bytes:
        """Run git over the folder and return what it says."""
        with suppress(FileNotFoundError):
            Path(f"{self.index}.lock").unlink()  # of a git that was killed: the lock of the mirror is ours
        variables = {"GIT_INDEX_FILE": str(self.index)}
        with git.opened([*self.options, *argv], git_dir=self.mirror_dir, feed=feed, variables=variables) as stdout:
            return stdout.read()


def _terminated(changed: Sequence[str]) -> Iterator[bytes]:
    return (os.fsencode(path) + b"\0" for path in changed)
