"""The front matter of a page as it is written: its values, and where each stands. Pure.

Read again only where a rule asks for it: a site may have thousands of pages, and few rules look at their heads.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from kbgen import bounded_yaml
from kbgen.bounded_yaml import FRONT_MATTER, Path, YamlDocument, YamlError
from kbgen.check.subject import CheckedPage
from kbgen.written import Place, Written
from kbgen.written_spans import Span

_BLOCK = re.compile(r"-{3}[ \t]*\n")
_END = re.compile(r"^(?:\.{3}|-{3})[ \t]*$", re.MULTILINE)
_LINE = re.compile(r"^ {0,3}(?P<key>[A-Za-z0-9_-]+):[ \t]*(?P<value>[^\n]*?)[ \t]*$", re.MULTILINE)
NOTHING = YamlDocument(None, None)


@dataclass(frozen=True, slots=True)
class WrittenHead:
    """A head that was read: `values` by key. `spans` are those of `key: value` lines without dashes, `document` the
    YAML of any other, which begins at offset `start` of the file.
    """

    written: Written
    values: Mapping[str, Any]
    document: YamlDocument = NOTHING
    start: int = 0
    spans: Mapping[str, Span] | None = None

    def place(self, path: Path) -> Place | None:
        """Return where the value at `path` is written, or the key of an empty one, a list or a mapping; None if it is
        not there.
        """
        if self.spans is not None:
            return self.written.place(*self.spans[str(path[0])]) if path and path[0] in self.spans else None
        node = self.document.node(path)
        is_text = isinstance(node, yaml.ScalarNode) and bool(node.value)
        return self._place(node) if is_text else self.key(path)

    def key(self, path: Path) -> Place | None:
        """Return where the last key of `path` is written, None if it is not there."""
        if self.spans is not None:
            return self.place(path)
        if path and isinstance(path[-1], int):
            return self._place(self.document.node(path)) or self.key(path[:-1])
        parent = self.document.node(path[:-1]) if path else None
        pairs = parent.value if isinstance(parent, yaml.MappingNode) else []
        return self._place(next((key for key, _ in pairs if str(key.value) == str(path[-1])), None))

    def nearest(self, path: Path) -> Place:
        """Return where the last key of `path` is written that is there; the first line of the page if none is."""
        found = (self.key(path[:length]) for length in range(len(path), 0, -1))
        return next(filter(None, found), None) or first_line(self.written)

    def items(self, key: str) -> Iterator[tuple[str, Place | None]]:
        """Yield the texts of a list, or the one text that stands in place of it, and where each is written."""
        value = self.values.get(key)
        listed = list(enumerate(value)) if isinstance(value, list) else []
        yield from ((item, self.place((key, n))) for n, item in listed if isinstance(item, str))
        if isinstance(value, str):
            yield value, self.place((key,))

    def _place(self, node: yaml.Node | None) -> Place | None:
        if node is None or node.start_mark is None or node.end_mark is None:
            return None
        start, end = self.start + node.start_mark.index, self.start + node.end_mark.index
        return self.written.place(start, start + len(self.written.text[start:end].rstrip()))


def first_line(written: Written) -> Place:
    """Return where something stands that is missing in the head: the first line of the page."""
    return written.place(0, len(written.line(1)))


def head(page: CheckedPage) -> WrittenHead | None:
    """Return the head of a page, without values if it has none; None for one that cannot be read (told elsewhere)."""
    written = page.written
    begin = _BLOCK.match(written.text)
    end = _END.search(written.text, begin.end(), written.body_start) if begin else None
    if begin is None or end is None:
        lines = [(m["key"].lower(), m) for m in _LINE.finditer(written.text, 0, written.body_start)]
        spans = {key: match.span("value") for key, match in lines}
        return WrittenHead(written, {key: match["value"] for key, match in lines}, spans=spans)
    try:
        document = bounded_yaml.parse(written.text[begin.end() : end.start()], FRONT_MATTER, first_line=2)
    except YamlError:
        return None
    values = {str(key): value for key, value in document.value.items()} if isinstance(document.value, dict) else {}
    return WrittenHead(written, values, document, begin.end())


def place_of(page: CheckedPage, *path: str | int) -> Place | None:
    """Return where a value of the head is written, or its key if the value is empty; None where there is none."""
    found = head(page)
    return found.place(path) if found else None
