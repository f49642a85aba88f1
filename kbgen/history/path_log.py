"""What `git log -- path` says of any number of paths, worked out of one log. Pure: text in, commits out.

An oracle for the audit. It knows paths and blobs alone: no page, no rename, no copy, and nothing of the index.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

ARGV = (
    *("log", "--topo-order", "--reverse", "-z", "--raw", "--root", "--no-abbrev", "--no-renames"),
    *("--diff-merges=first-parent", "--format=%x01%H %P"),
)
"""The log to read: of each commit its rows against its first parent, parents before children."""

Entry = tuple[str, str]
"""Mode and object id of a file; all zeros where there is none."""


@dataclass(frozen=True, slots=True)
class PathLog:
    """A history: the parents of each commit, parents first, and what each changed against its first parent, by path."""

    parents: Mapping[str, Sequence[str]]
    rows: Mapping[str, Mapping[str, tuple[Entry, Entry]]]

    @classmethod
    def parse(cls, text: str) -> PathLog:
        """Return what the output of `ARGV` says."""
        parents: dict[str, Sequence[str]] = {}
        rows: dict[str, dict[str, tuple[Entry, Entry]]] = {}
        oid = ""
        tokens = iter(text.split("\0"))
        for token in tokens:
            mark = token.lstrip("\n")
            if mark.startswith("\x01"):
                oid, *others = mark[1:].split()
                parents[oid] = others
            elif mark.startswith(":"):
                old_mode, mode, old_oid, new_oid, _ = mark[1:].split(" ")
                rows.setdefault(next(tokens), {})[oid] = ((old_mode, old_oid), (mode, new_oid))
        return cls(parents, rows)

    def full(self, path: str) -> set[str]:
        """Return the commits of `git log --no-merges --full-history -- path`."""
        return {oid for oid in self.rows.get(path, ()) if len(self.parents[oid]) < 2}

    def simple(self, path: str, tip: str) -> set[str]:
        """Return the commits of `git log --no-merges -- path` from `tip`.

        By the rules of git-log(1), "History Simplification", default mode: a merge that has the path as a parent
        has it is followed to the first such parent alone.
        """
        return self.full(path).intersection(self._walk(path, tip))

    def _walk(self, path: str, tip: str) -> Iterator[str]:
        entries = self._entries(path)
        seen, todo = {tip}, [tip]
        while todo:
            oid = todo.pop()
            yield oid
            same = [parent for parent in self.parents[oid] if entries[parent] == entries[oid]]
            following = same[:1] or self.parents[oid]
            todo.extend(parent for parent in following if parent not in seen)
            seen.update(following)

    def _entries(self, path: str) -> dict[str, Entry | None]:
        """Return what each commit has at `path`."""
        found: dict[str, Entry | None] = {}
        changed = self.rows.get(path, {})
        for oid, parents in self.parents.items():
            if oid in changed:
                entry = changed[oid][1]
                found[oid] = entry if entry[1].strip("0") else None
            else:
                found[oid] = found[parents[0]] if parents else None
        return found

    def is_deleted_once(self, path: str) -> bool:
        """Say whether any commit, a merge too, took the file at `path` away."""
        return any(not after[1].strip("0") for _, after in self.rows.get(path, {}).values())
