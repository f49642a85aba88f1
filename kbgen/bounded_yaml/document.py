"""A document that was read: its plain value, and where each part of it stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import yaml

from kbgen.bounded_yaml.core import TEXT, core_value
from kbgen.codes import problem
from kbgen.model import Location, Problem

Path = tuple[str | int, ...]


class YamlError(Exception):
    """The document is refused. `code` is KB010, KB015, KB016 or KB017; line and column count from 1."""

    def __init__(self, code: str, message: str, line: int, column: int, hint: str = "") -> None:
        super().__init__(message)
        self.code, self.message, self.line, self.column, self.hint = code, message, line, column, hint

    def problem(self, where: Location) -> Problem:
        """Return the error as a finding in the file of `where`."""
        return problem(self.code, self.message, replace(where, line=self.line, column=self.column), hint=self.hint)


@dataclass(frozen=True, slots=True)
class YamlDocument:
    """A document's plain value, and where each part of it stands. `root` is None for an empty document."""

    value: object
    root: yaml.Node | None
    first_line: int = 1

    def mark(self, path: Path) -> tuple[int, int]:
        """Return line and column of the key (or list item) at `path`, or of its nearest ancestor that exists."""
        found = self.root
        for _, at in self._walk(path):
            found = at
        mark = found.start_mark if found is not None else None
        return (mark.line + self.first_line, mark.column + 1) if mark else (self.first_line, 1)

    def node(self, path: Path) -> yaml.Node | None:
        """Return the node of the value at `path`, or None."""
        steps = list(self._walk(path))
        if len(steps) < len(path):
            return None
        return steps[-1][0] if steps else self.root

    def written(self, path: Path) -> str | None:
        """Return the text of the scalar at `path` as it was written (`1.10`, not 1.1), or None for other values."""
        node = self.node(path)
        return node.value if isinstance(node, yaml.ScalarNode) else None

    def known(self, path: Path) -> Path:
        """Return `path` without the steps that the document does not have."""
        kept: Path = ()
        for part in path:
            if self.node((*kept, part)) is not None:
                kept = (*kept, part)
        return kept

    def written_key(self, path: Path) -> str:
        """Return the last key of `path` as it was written."""
        parent = self.node(path[:-1])
        pairs = parent.value if isinstance(parent, yaml.MappingNode) else []
        return next((str(key.value) for key, _ in pairs if _is_key(key, path[-1])), str(path[-1]))

    def _walk(self, path: Path) -> Iterator[tuple[yaml.Node, yaml.Node]]:
        node = self.root
        for part in path:
            step = _step(node, part)
            if step is None:
                return
            node = step[0]
            yield step


def _step(node: yaml.Node | None, part: str | int) -> tuple[yaml.Node, yaml.Node] | None:
    """Return the value node at `part` of a collection and the node that marks it."""
    if isinstance(node, yaml.MappingNode):
        return next(((value, key) for key, value in node.value if _is_key(key, part)), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(part, int) and 0 <= part < len(node.value):
        return node.value[part], node.value[part]
    return None


def _is_key(node: yaml.Node, part: str | int) -> bool:
    if not isinstance(node, yaml.ScalarNode):
        return False
    return bool(node.value == str(part)) or (node.tag != TEXT and str(core_value(node)) == str(part))
