"""From the parser's events to a tree of nodes, within the limits."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import yaml

from kbgen.bounded_yaml.core import CORE, short_tag
from kbgen.bounded_yaml.document import YamlError
from kbgen.bounded_yaml.limits import Limits, Tags
from kbgen.suggest import shown

# libyaml's parser emits events one by one, and is 10 times faster; the wheels of PyYAML have it.
_EventLoader: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


Event = Any  # the stubs of PyYAML do not know `tag` and the marks of libyaml's events


@dataclass(slots=True)
class _Open:
    """A mapping or list that is being read: its children so far, and how many nodes it expands to."""

    node: yaml.CollectionNode
    children: list[yaml.Node] = field(default_factory=list)
    anchor: str | None = None
    weight: int = 1

    def close(self) -> yaml.Node:
        if isinstance(self.node, yaml.MappingNode):
            self.node.value = list(zip(self.children[::2], self.children[1::2], strict=True))
        else:
            self.node.value = self.children
        return self.node


class Composer:
    """Builds the node tree from parser events, within the limits."""

    def __init__(self, limits: Limits, first_line: int) -> None:
        self._limits = limits
        self._first_line = first_line
        self._resolver: Any = yaml.resolver.Resolver()
        self._anchors: dict[str, tuple[yaml.Node, int] | None] = {}
        self._stack: list[_Open] = []
        self._root: yaml.Node | None = None
        self._aliases = self._documents = 0

    def compose(self, text: str) -> yaml.Node | None:
        """Return the root node, or None for an empty stream."""
        for count, event in enumerate(yaml.parse(text, Loader=_EventLoader), start=1):
            if count > self._limits.events:
                raise self._refuse(event, f"the YAML has more than {self._limits.events:,} parts")
            self._take(event)
        return self._root

    def _take(self, event: Event) -> None:
        if isinstance(event, yaml.DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                hint = "keep one document; `---` begins a second one"
                raise self._error("KB010", event, "a second YAML document begins here", hint)
        elif isinstance(event, yaml.AliasEvent):
            self._alias(event)
        elif isinstance(event, yaml.ScalarEvent):
            self._scalar(event)
        elif isinstance(event, yaml.CollectionStartEvent):
            self._open(event)
        elif isinstance(event, yaml.CollectionEndEvent):
            done = self._stack.pop()
            self._add(done.close(), done.anchor, done.weight)

    def _scalar(self, event: Event) -> None:
        tag = self._tag(yaml.ScalarNode, event, event.value, event.implicit)
        node = yaml.ScalarNode(tag, event.value, event.start_mark, event.end_mark, style=event.style)
        self._add(node, event.anchor, 1)

    def _open(self, event: Event) -> None:
        if len(self._stack) >= self._limits.depth:
            raise self._refuse(event, f"the YAML is nested more than {self._limits.depth} levels deep")
        kind = yaml.MappingNode if isinstance(event, yaml.MappingStartEvent) else yaml.SequenceNode
        node = kind(self._tag(kind, event, None, event.implicit), [], event.start_mark, event.end_mark)
        self._stack.append(_Open(node, anchor=event.anchor))
        if event.anchor is not None:
            self._anchors[event.anchor] = None  # known, but not closed: an alias to it would be a cycle

    def _tag(self, kind: type, event: Event, value: object, implicit: object) -> str:
        if event.tag is None or event.tag == "!":
            return str(self._resolver.resolve(kind, value, implicit))
        if event.tag not in CORE and self._limits.tags is Tags.REFUSE:
            hint = "remove the tag; only plain text, numbers, dates, lists and mappings are read"
            raise self._refuse(event, f"the tag '{shown(short_tag(event.tag))}' is not accepted", hint)
        return str(event.tag)

    def _alias(self, event: Event) -> None:
        self._aliases += 1
        if not self._limits.aliases:
            hint = f"an asterisk begins an alias; quote the text: '*{shown(event.anchor)}…'"
            raise self._refuse(event, "aliases (`*name`) are not accepted here", hint)
        if self._aliases > self._limits.aliases:
            raise self._refuse(event, f"the YAML has more than {self._limits.aliases} aliases")
        if event.anchor not in self._anchors:
            raise self._error("KB010", event, f"the alias '*{shown(event.anchor)}' has no anchor before it")
        known = self._anchors[event.anchor]
        if known is None:
            raise self._refuse(event, f"the alias '*{shown(event.anchor)}' contains itself")
        self._add(known[0], None, known[1])

    def _add(self, node: yaml.Node, anchor: str | None, weight: int) -> None:
        if anchor is not None:
            self._anchors[anchor] = (node, weight)
        if not self._stack:
            self._root = node
            return
        top = self._stack[-1]
        top.children.append(node)
        top.weight += weight
        if top.weight > self._limits.events:
            raise self._refuse(node, f"the aliases expand to more than {self._limits.events:,} parts")

    def _refuse(self, at: Event, message: str, hint: str = "") -> YamlError:
        return self._error("KB016", at, message, hint)

    def _error(self, code: str, at: Event, message: str, hint: str = "") -> YamlError:
        mark = at.start_mark
        return YamlError(code, message, mark.line + self._first_line, mark.column + 1, hint)
