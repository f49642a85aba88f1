"""The head of a page: split from the body exactly as MkDocs does, and read into a `FrontMatter`.

MkDocs (`mkdocs/utils/meta.py`, 1.6) knows two forms: a YAML block between `---` lines, and MultiMarkdown's
`key: value` lines without dashes. The bodies must be equal to those of MkDocs, because they are what it renders.
The one difference: a YAML block that cannot be read is an error here and is not shown as text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import frontmatter
from frontmatter.default_handlers import BaseHandler

from kbgen import bounded_yaml
from kbgen.bounded_yaml import FRONT_MATTER, YamlDocument, YamlError
from kbgen.codes import problem
from kbgen.content.frontmatter_schema import schema
from kbgen.content.frontmatter_values import Head, typed
from kbgen.model import FrontMatter, Location, Problem, Severity

__all__ = ["Split", "read", "schema", "split"]

# These three patterns are those of mkdocs.utils.meta; equality with it is tested.
_YAML = re.compile(r"^-{3}[ \t]*\n(.*?\n)(?:\.{3}|-{3})[ \t]*\n", re.DOTALL)
_KEY = re.compile(r"^[ ]{0,3}(?P<key>[A-Za-z0-9_-]+):\s*(?P<value>.*)")
_MORE = re.compile(r"^([ ]{4}|\t)(\s*)(?P<value>.*)")
_UNCLOSED = re.compile(r"^-{3}[ \t]*\n[A-Za-z0-9_-]+:")


@dataclass(frozen=True, slots=True)
class Split:
    """A page in two parts. `block` is the YAML between the dashes, or None when there is none.

    `whole` is the page without BOM and with `\\n` as line end; `body_line` is the line on which `body` begins.
    """

    whole: str
    block: str | None
    body: str
    body_line: int


class _Handler(BaseHandler):
    """Gives python-frontmatter our split and our bounded reader, so that it guesses no format and trusts no YAML."""

    FM_BOUNDARY = _YAML

    def __init__(self, parts: Split) -> None:
        super().__init__()
        self._parts = parts
        self.document = YamlDocument(None, None)

    def split(self, text: str) -> tuple[str, str]:
        return self._parts.block or "", self._parts.body

    def load(self, fm: str) -> Any:
        self.document = bounded_yaml.parse(fm, FRONT_MATTER, first_line=2)
        return self.document.value


def split(text: str) -> Split:
    """Return the page in `text` in two parts; without a closed `---` block at its very start all of it is body."""
    whole = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    found = _YAML.match(whole)
    if not found:
        return Split(whole, None, whole, 1)
    return Split(whole, found.group(1), *_body(whole, found.end()))


def read(
    text: str, where: Location, known: frozenset[str] = frozenset()
) -> tuple[FrontMatter, str, int, tuple[Problem, ...]]:
    """Return the front matter, the body, the line on which the body begins, and what is wrong. Never raises.

    Keys that are `known` to the site are not reported, though they mean nothing here.
    """
    parts = split(text)
    if parts.block is None:
        return _read_lines(parts, where, known)
    handler = _Handler(parts)
    try:
        values, _ = frontmatter.parse(parts.whole, handler=handler)
    except YamlError as error:
        return FrontMatter(), parts.body, parts.body_line, (error.problem(where),)
    document = handler.document
    if not isinstance(document.value, dict):
        return FrontMatter(), parts.whole, 1, (_not_a_mapping(where),)
    front, problems = typed(Head(values, document.mark, document.written, known), where)
    return front, parts.body, parts.body_line, problems


def _body(whole: str, end: int) -> tuple[str, int]:
    body = whole[end:].lstrip("\n")
    return body, whole.count("\n", 0, len(whole) - len(body)) + 1


def _not_a_mapping(where: Location) -> Problem:
    message = "the block between the `---` lines holds no `key: value` lines, so it is shown as text"
    hint = "write `title: …` in it, or remove it; write `***` for a horizontal rule"
    return problem("KB011", message, replace(where, line=1, column=1), hint=hint, severity=Severity.WARNING)


def _read_lines(
    parts: Split, where: Location, known: frozenset[str]
) -> tuple[FrontMatter, str, int, tuple[Problem, ...]]:
    """Read a page whose head, if it has one, is made of lines without dashes."""
    if _UNCLOSED.match(parts.whole):
        message = "the block that begins with `---` has no closing `---` line, so it is shown as text"
        at = replace(where, line=1, column=1)
        found = problem("KB010", message, at, hint="add a line `---` after it", severity=Severity.WARNING)
        return FrontMatter(), parts.whole.lstrip("\n"), 1, (found,)
    values, lines, rest = _multimarkdown(parts.whole)
    body, body_line = _body(parts.whole, rest)
    if not values:
        return FrontMatter(), body, body_line, ()
    head = Head(
        values,
        mark=lambda path: (lines.get(str(path[0]), 1) if path else 1, 1),
        written=lambda path: values.get(str(path[0])) if len(path) == 1 else None,
        known=known,
    )
    front, problems = typed(head, where, of_lines=True)
    return front, body, body_line, problems


def _multimarkdown(whole: str) -> tuple[dict[str, str], dict[str, int], int]:
    """Return the values of MultiMarkdown's head, the line of each, and the offset at which the head ends."""
    values: dict[str, str] = {}
    lines: dict[str, int] = {}
    key, end = "", 0
    for number, line in enumerate(_lines(whole), start=1):
        if not line.strip():
            return values, lines, min(end + len(line) + 1, len(whole))
        if found := _KEY.match(line):
            key = found["key"].lower()
            lines.setdefault(key, number)
        elif not (key and (found := _MORE.match(line))):
            break
        values[key] = f"{values[key]} {found['value'].strip()}" if key in values else found["value"].strip()
        end = min(end + len(line) + 1, len(whole))
    return values, lines, end


def _lines(whole: str) -> Iterator[str]:
    """Yield the lines of `whole` one by one: the head is short, the page may be long."""
    start = 0
    while start <= len(whole):
        end = whole.find("\n", start)
        end = len(whole) if end < 0 else end
        yield whole[start:end]
        start = end + 1
