"""From a tree of nodes to plain values."""

from __future__ import annotations

from typing import Any

import yaml

from kbgen.bounded_yaml.core import CORE_PREFIX, MERGE, TIMESTAMP, Tagged, core_value, is_core, short_tag
from kbgen.bounded_yaml.document import YamlError
from kbgen.bounded_yaml.limits import Limits
from kbgen.suggest import shown


class _Keys:
    """The keys of one mapping: `1`, `1.0` and `true` are three to YAML, and one to Python."""

    def __init__(self) -> None:
        self._lines: dict[tuple[type, object], int] = {}
        self._known: set[object] = set()

    def add(self, key: object, written: str, line: int) -> tuple[object, int]:
        """Return the key to use, and the line of an equal one before it, 0 = none."""
        kinds = [(type(key), key)]
        if key in self._known and kinds[0] not in self._lines:
            key = written
            kinds.append((str, key))
        earlier = max(self._lines.get(kind, 0) for kind in kinds)
        self._known.add(key)
        self._lines.update(dict.fromkeys(kinds, line))
        return key, earlier


class Values:
    """Turns nodes into plain values. Recursion is safe here: the composer has bounded the depth."""

    def __init__(self, limits: Limits, first_line: int) -> None:
        self._limits = limits
        self._first_line = first_line
        self._made: dict[int, object] = {}
        self._merges = 0

    def of(self, node: yaml.Node) -> object:
        """Return the value of `node`; an aliased node gives one shared value."""
        if id(node) not in self._made:
            self._made[id(node)] = self._make(node)
        return self._made[id(node)]

    def _make(self, node: yaml.Node) -> object:
        if not is_core(node):
            return Tagged(short_tag(node.tag), self._content(node))
        kind = {CORE_PREFIX + "map": yaml.MappingNode, CORE_PREFIX + "seq": yaml.SequenceNode}
        if not isinstance(node, kind.get(node.tag, yaml.ScalarNode)):
            raise self._error("KB010", node, f"the tag '{short_tag(node.tag)}' does not fit the value")
        return self._content(node)

    def _content(self, node: yaml.Node) -> object:
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node)
        if isinstance(node, yaml.ScalarNode):
            return self._scalar(node) if is_core(node) else node.value
        return [self.of(child) for child in node.value]

    def _scalar(self, node: yaml.ScalarNode) -> object:
        try:
            return core_value(node)
        except Exception as error:  # ValueError, OverflowError, TypeError, by what the text looks like
            text = shown(node.value)
            if node.tag == TIMESTAMP:
                hint = f"write a date that exists, or quote it if it is text: '{text}'"
                raise self._error("KB015", node, f"the date '{text}' does not exist", hint) from error
            kind = short_tag(node.tag).removeprefix("!!")
            raise self._error("KB010", node, f"'{text}' cannot be read as {kind}", "quote it if it is text") from error

    def _mapping(self, node: yaml.MappingNode) -> dict[object, object]:
        own: dict[object, object] = {}
        merged: dict[object, object] = {}
        keys = _Keys()
        for key_node, value_node in node.value:
            if key_node.tag == MERGE:
                self._merge(merged, key_node, value_node)
                continue
            line = key_node.start_mark.line + self._first_line if key_node.start_mark else self._first_line
            key, earlier = keys.add(self._key(key_node), key_node.value, line)
            if earlier:
                message = f"the key '{shown(key_node.value)}' is already given in line {earlier}"
                raise self._error("KB017", key_node, message, "keep one of the two")
            own[key] = self.of(value_node)
        return {**merged, **own} if merged else own

    def _key(self, node: yaml.Node) -> object:
        if isinstance(node, yaml.ScalarNode) and is_core(node):
            return self._scalar(node)
        hint = "quote text that begins with a brace or a bracket: '{{ … }}'"
        raise self._error("KB010", node, "a key must be plain text", hint)

    def _merge(self, into: dict[object, object], key: yaml.Node, node: yaml.Node) -> None:
        self._merges += 1
        if self._merges > self._limits.merge_keys:
            raise self._error("KB016", key, f"more than {self._limits.merge_keys} merge keys (`<<`) are not accepted")
        for source in node.value if isinstance(node, yaml.SequenceNode) else [node]:
            value = self.of(source)
            if not isinstance(value, dict):
                raise self._error("KB010", key, "a merge key (`<<`) needs a mapping")
            for name, item in value.items():
                into.setdefault(name, item)

    def _error(self, code: str, node: Any, message: str, hint: str = "") -> YamlError:
        mark = node.start_mark
        return YamlError(code, message, mark.line + self._first_line, mark.column + 1, hint)
