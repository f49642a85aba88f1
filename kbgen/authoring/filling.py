"""From a template to a page: literal names such as `{title}` become values. Pure.

There is no template language: a name in single braces that is not one of ours stays as it is, and so does what a
value itself holds. Values are quoted as YAML in front matter and escaped as Markdown below it, so that no title can
become markup.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import yaml

from kbgen import bounded_yaml
from kbgen.authoring.escaping import as_markdown
from kbgen.bounded_yaml import FRONT_MATTER, YamlError
from kbgen.content import frontmatter
from kbgen.errors import ConfigError
from kbgen.model import Location

NAMES: Final = ("title", "type", "date", "owner", "tags", "use_case")
_PLACE = re.compile(rf"(?<!\{{)\{{({'|'.join(NAMES)})\}}(?!\}})")
# In YAML `{title}` would be a mapping, so names stand between signs for private use while the template is read.
_MARKED = re.compile(rf"\ue000({'|'.join(NAMES)})\ue001")

Value = str | tuple[str, ...]
Values = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class _Edit:
    """A part of a text, by offsets, and what takes its place."""

    start: int
    end: int
    text: str


def fill(template: str, values: Values, where: Location) -> str:
    """Return the page that `template` makes of `values`, which holds all of `NAMES`.

    A line of front matter that has nothing but the name of an empty value is left out. Raises ConfigError when the
    front matter of the template is no YAML; `where` is the template's place.
    """
    parts = frontmatter.split(template)
    body = _PLACE.sub(lambda found: _in_body(found, values), parts.body)
    if parts.block is None:
        return body
    head = _head(parts.block, values, where)
    return f"---\n{head}---\n\n{body}" if head.strip() else body


def _in_body(found: re.Match[str], values: Values) -> str:
    before = found.string[: found.start()].rpartition("\n")[2]
    return as_markdown(_joined(values[found[1]]), begins_line=not before.strip())


def _joined(value: Value) -> str:
    return value if isinstance(value, str) else ", ".join(value)


def _head(block: str, values: Values, where: Location) -> str:
    """Return the YAML between the dashes: scalars with names in them are written anew, all the rest stays as it is."""
    marked = _PLACE.sub(lambda found: f"\ue000{found[1]}\ue001", block)
    try:
        root = bounded_yaml.parse(marked, FRONT_MATTER, first_line=2).root
    except YamlError as error:
        raise ConfigError.of((error.problem(where),)) from error
    offsets = _offsets(marked)
    edits = [*_dropped(root, values, offsets), *(_rewritten(node, values, offsets) for node in _scalars(root))]
    text = _applied(marked, edits)
    return _MARKED.sub(lambda found: _joined(values[found[1]]), text)  # those in comments


def _offsets(text: str) -> list[int]:
    """Return at which offset each line begins, and after the last one where the text ends."""
    starts = [0]
    for line in text.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    return [*starts, len(text)]


def _dropped(root: yaml.Node | None, values: Values, offsets: list[int]) -> Iterator[_Edit]:
    """Yield the removal of each line `key: {name}` where the value is empty."""
    for key, value in root.value if isinstance(root, yaml.MappingNode) and not root.flow_style else ():
        alone = _MARKED.fullmatch(value.value) if isinstance(value, yaml.ScalarNode) else None
        if alone and not values[alone[1]]:
            yield _Edit(offsets[key.start_mark.line], offsets[value.end_mark.line + 1], "")


def _scalars(node: yaml.Node | None) -> Iterator[yaml.ScalarNode]:
    """Yield the scalars that hold a name, keys among them."""
    if isinstance(node, yaml.ScalarNode):
        if _MARKED.search(node.value):
            yield node
    elif isinstance(node, yaml.CollectionNode):
        for child in node.value:
            for each in child if isinstance(child, tuple) else (child,):
                yield from _scalars(each)


def _rewritten(node: yaml.ScalarNode, values: Values, offsets: list[int]) -> _Edit:
    start, end = (offsets[mark.line] + mark.column for mark in (node.start_mark, node.end_mark))
    alone = _MARKED.fullmatch(node.value)
    text = _MARKED.sub(lambda found: _joined(values[found[1]]), node.value)
    written = as_yaml(values[alone[1]] if alone else text)
    return _Edit(start, end, f"{written}\n" if node.style in ("|", ">") else written)


def _applied(text: str, edits: list[_Edit]) -> str:
    """Return `text` with the edits; one that lies within another is left out."""
    done, at = [], 0
    for edit in sorted(edits, key=lambda edit: (edit.start, -edit.end)):
        if edit.start >= at:
            done += [text[at : edit.start], edit.text]
            at = edit.end
    return "".join([*done, text[at:]])


def as_yaml(value: Value) -> str:
    """Return a text, or a list of texts, as YAML on one line that may stand anywhere."""
    items = [value] if isinstance(value, str) else list(value)
    made = yaml.safe_dump(items, default_flow_style=True, allow_unicode=True, width=float("inf")).rstrip("\n")
    return made[1:-1] if isinstance(value, str) else made
