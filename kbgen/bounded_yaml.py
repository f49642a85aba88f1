"""YAML from people we do not know: read in one pass, within limits, into plain values.

Nothing is imported or called for a tag, whatever it says. Positions are kept, so that every later complaint can
name a line and a column. The tree is built here and not by PyYAML: limits are checked before a node is made, merged
mappings are not copied again and again (yaml/pyyaml#937), and the second of two equal keys is an error.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

import yaml

from kbgen.codes import problem
from kbgen.model import Location, Problem
from kbgen.suggest import shown

# libyaml's parser emits events one by one, and is 10 times faster; the wheels of PyYAML have it.
_EventLoader: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_CORE_PREFIX = "tag:yaml.org,2002:"
_CORE = frozenset(_CORE_PREFIX + name for name in ("str", "int", "float", "bool", "null", "map", "seq", "timestamp"))
_NUMBERS = frozenset({_CORE_PREFIX + "int", _CORE_PREFIX + "float"})
_MERGE, _TIMESTAMP, _TEXT = (_CORE_PREFIX + name for name in ("merge", "timestamp", "str"))

# No number of more characters is meant as one, and Python refuses to print integers of over 4,300 digits.
_LONGEST_NUMBER = 64

Path = tuple[str | int, ...]
Event = Any  # the stubs of PyYAML do not know `tag` and the marks of libyaml's events


class Tags(StrEnum):
    """What happens to a tag outside the core schema."""

    REFUSE = "refuse"
    INERT = "inert"


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a document may hold. `bytes` are of UTF-8; `events` also bounds what aliases expand to."""

    bytes: int
    depth: int
    events: int
    aliases: int
    merge_keys: int
    tags: Tags


FRONT_MATTER = Limits(bytes=64 * 1024, depth=32, events=5_000, aliases=0, merge_keys=0, tags=Tags.REFUSE)
MKDOCS_YML = Limits(bytes=1_000_000, depth=32, events=200_000, aliases=100, merge_keys=10, tags=Tags.INERT)
KBGEN_YML = replace(MKDOCS_YML, tags=Tags.REFUSE)


@dataclass(frozen=True, slots=True)
class Tagged:
    """A value whose tag we do not act on: `!ENV HOME` is `Tagged("!ENV", "HOME")`, and nothing more."""

    tag: str
    value: object


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


def parse(text: str, limits: Limits, *, first_line: int = 1) -> YamlDocument:
    """Return the one document in `text`; `first_line` is the line of the file on which `text` begins.

    Raises YamlError for everything that is not one document of core types within `limits`, and nothing else.
    """
    composer = _Composer(limits, first_line)
    try:
        _check_size(text, limits, first_line)
        root = composer.compose(text)
        value = _Values(limits, first_line).of(root) if root is not None else None
    except YamlError:
        raise
    except yaml.MarkedYAMLError as error:
        raise _syntax_error(error, first_line) from error
    except yaml.reader.ReaderError as error:
        raise _character_error(text, first_line) from error
    except Exception as error:  # the parser and the constructors raise many kinds, RecursionError among them
        raise YamlError("KB010", f"the YAML cannot be read: {type(error).__name__}", first_line, 1) from error
    return YamlDocument(value, root, first_line)


def _check_size(text: str, limits: Limits, first_line: int) -> None:
    size = len(text.encode("utf-8", "surrogatepass"))
    if size > limits.bytes:
        raise YamlError("KB016", f"the YAML has {size:,} bytes; at most {limits.bytes:,} are read", first_line, 1)


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


class _Composer:
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
        if event.tag not in _CORE and self._limits.tags is Tags.REFUSE:
            hint = "remove the tag; only plain text, numbers, dates, lists and mappings are read"
            raise self._refuse(event, f"the tag '{shown(_short_tag(event.tag))}' is not accepted", hint)
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


class _Values:
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
        if not _is_core(node):
            return Tagged(_short_tag(node.tag), self._content(node))
        kind = {_CORE_PREFIX + "map": yaml.MappingNode, _CORE_PREFIX + "seq": yaml.SequenceNode}
        if not isinstance(node, kind.get(node.tag, yaml.ScalarNode)):
            raise self._error("KB010", node, f"the tag '{_short_tag(node.tag)}' does not fit the value")
        return self._content(node)

    def _content(self, node: yaml.Node) -> object:
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node)
        if isinstance(node, yaml.ScalarNode):
            return self._scalar(node) if _is_core(node) else node.value
        return [self.of(child) for child in node.value]

    def _scalar(self, node: yaml.ScalarNode) -> object:
        try:
            return _scalar(node)
        except Exception as error:  # ValueError, OverflowError, TypeError, by what the text looks like
            text = shown(node.value)
            if node.tag == _TIMESTAMP:
                hint = f"write a date that exists, or quote it if it is text: '{text}'"
                raise self._error("KB015", node, f"the date '{text}' does not exist", hint) from error
            kind = _short_tag(node.tag).removeprefix("!!")
            raise self._error("KB010", node, f"'{text}' cannot be read as {kind}", "quote it if it is text") from error

    def _mapping(self, node: yaml.MappingNode) -> dict[object, object]:
        own: dict[object, object] = {}
        merged: dict[object, object] = {}
        lines: dict[object, int] = {}
        for key_node, value_node in node.value:
            if key_node.tag == _MERGE:
                self._merge(merged, key_node, value_node)
                continue
            key = self._key(key_node)
            if key in own:
                message = f"the key '{shown(key_node.value)}' is already given in line {lines[key]}"
                raise self._error("KB017", key_node, message, "keep one of the two")
            lines[key] = key_node.start_mark.line + self._first_line if key_node.start_mark else self._first_line
            own[key] = self.of(value_node)
        return {**merged, **own} if merged else own

    def _key(self, node: yaml.Node) -> object:
        if isinstance(node, yaml.ScalarNode) and _is_core(node):
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


def _scalar(node: yaml.ScalarNode) -> object:
    if node.tag not in _CORE:  # `=` and `<<` as plain values: YAML 1.1 gives them types that nobody means
        return node.value
    if any("\ud800" <= char <= "\udfff" for char in node.value):
        raise ValueError("half a character: it cannot be written as UTF-8")
    if node.tag in _NUMBERS and len(node.value) > _LONGEST_NUMBER:
        raise ValueError("the number is too long")
    return yaml.constructor.SafeConstructor().construct_object(node)


def _is_core(node: yaml.Node) -> bool:
    return node.tag in _CORE or node.tag in (_MERGE, _CORE_PREFIX + "value")


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
    return bool(node.value == str(part)) or (node.tag != _TEXT and str(_scalar(node)) == str(part))


def _syntax_error(error: yaml.MarkedYAMLError, first_line: int) -> YamlError:
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line, mark.column) if mark else (0, 0)
    message = error.problem or error.context or "the YAML cannot be parsed"
    return YamlError(
        "KB010", f"YAML syntax: {message}", line + first_line, column + 1, _syntax_hint(f"{error.context} {message}")
    )


def _syntax_hint(message: str) -> str:
    if "mapping values" in message:
        return "quote a value that contains a colon: 'like: this'"
    if "alias" in message:
        return "an asterisk or ampersand has a meaning in YAML; quote the text: '*like this*'"
    if "cannot start any token" in message:
        return "indent with spaces instead of tabs, and quote a value that begins with @, ` or %"
    return "check the quotes, brackets and indentation of this line and the one before it"


def _character_error(text: str, first_line: int) -> YamlError:
    found = yaml.reader.Reader.NON_PRINTABLE.search(text)
    before = text[: found.start()] if found else ""
    column = len(before) - (before.rfind("\n") + 1) + 1
    character = f" U+{ord(found.group()):04X}" if found else ""
    message = f"the YAML holds a character that is not allowed{character}"
    return YamlError("KB010", message, before.count("\n") + first_line, column, "remove the character")


def _short_tag(tag: str) -> str:
    return tag.replace(_CORE_PREFIX, "!!", 1) if tag.startswith(_CORE_PREFIX) else tag
