"""The front matter of a page as it is written: its values, and where each stands. Pure.

Read again only where a rule asks for it: a site may have thousands of pages, and few rules look at their heads.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import yaml

from kbgen import bounded_yaml
from kbgen.bounded_yaml import FRONT_MATTER, Path, YamlDocument, YamlError
from kbgen.check.subject import CheckedPage
from kbgen.written import Place, Written

_BLOCK = re.compile(r"-{3}[ \t]*\n")
_END = re.compile(r"^(?:\.{3}|-{3})[ \t]*$", re.MULTILINE)
_LINE = re.compile(r"^ {0,3}(?P<key>[A-Za-z0-9_-]+):[ \t]*(?P<value>[^\n]*?)[ \t]*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class WrittenHead:
    """A head that was read. `start` is the offset at which its YAML begins in the file."""

    written: Written
    document: YamlDocument
    start: int

    def place(self, path: Path) -> Place | None:
        """Return where the value at `path` is written, None if it is not."""
        return self._place(self.document.node(path))

    def key(self, path: Path) -> Place | None:
        """Return where the last key of `path` is written, None if it is not."""
        parent = self.document.node(path[:-1])
        pairs = parent.value if isinstance(parent, yaml.MappingNode) else []
        return self._place(next((key for key, _ in pairs if str(key.value) == str(path[-1])), None))

    def _place(self, node: yaml.Node | None) -> Place | None:
        if node is None or node.start_mark is None or node.end_mark is None:
            return None
        start, end = self.start + node.start_mark.index, self.start + node.end_mark.index
        return self.written.place(start, start + len(self.written.text[start:end].rstrip()))


def head(page: CheckedPage) -> WrittenHead | None:
    """Return the YAML head of a page; None if it has none, or one that cannot be read, which is told elsewhere."""
    written = page.written
    begin = _BLOCK.match(written.text)
    end = _END.search(written.text, begin.end(), written.body_start) if begin else None
    if begin is None or end is None:
        return None
    try:
        block = written.text[begin.end() : end.start()]
        return WrittenHead(written, bounded_yaml.parse(block, FRONT_MATTER, first_line=2), begin.end())
    except YamlError:
        return None


def place_of(page: CheckedPage, *path: str | int) -> Place | None:
    """Return where a value of the head is written, or its key if the value is empty; None where there is none.

    A head may also be made of `key: value` lines without dashes.
    """
    found = head(page)
    if found is not None:
        return found.place(path) or found.key(path)
    for match in _LINE.finditer(page.written.text, 0, page.written.body_start) if len(path) == 1 else ():
        if match["key"].lower() == path[0]:
            return page.written.place(*match.span("value"))
    return None
