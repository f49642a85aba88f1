"""KB082: a table without a header, so that a screen reader cannot tell what a cell is about."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kbgen.check.finding import Finding, finding
from kbgen.check.rule import Rule
from kbgen.check.subject import CheckedPage, Subject, Volume

_TABLE = re.compile(
    r"<[tT][aA][bB][lL][eE]\b(?P<attributes>[^<>]*+)>(?P<rows>.*?)</table\s*>", re.DOTALL | re.IGNORECASE
)
_CLOSED = re.compile(r"</table\s*+>", re.IGNORECASE)
_HEADER = re.compile(r"<th\b[^<>]*+>(?P<text>.*?)(?=</?t[hrd]\b|</?thead\b|</?tbody\b|\Z)", re.DOTALL | re.IGNORECASE)
_LAYOUT = re.compile(
    r"\brole\s*=\s*[\"']?(?:presentation|none)\b|\bclass\s*=\s*[\"'][^\"']*highlighttable", re.IGNORECASE
)
_EMPTY_ROW = re.compile(r"^(?P<row>[ \t>]*\|?[ \t|]*\|[ \t|]*)\n[ \t>]*\|?[ \t]*:?-+:?[ \t]*\|[-:| \t]*$", re.MULTILINE)
HINT = "name the columns in the first row; in HTML, write <th> for the cells of headers"


def find(volume: Volume, _: Subject) -> Iterator[Finding]:
    """Yield every table, written in Markdown or HTML, whose headers are missing or all empty."""
    for page in volume.pages.values():
        if any(_is_bare(match) for match in _TABLE.finditer(page.article.html)):
            for start, end in sorted([*_raw(page), *_markdown(page)]):
                place = page.written.place(start, end)
                yield finding("KB082", "the table has no header", page.where, place, hint=HINT)


def _is_bare(table: re.Match[str]) -> bool:
    if _LAYOUT.search(table["attributes"]):
        return False
    return not any(
        re.sub(r"<(?!img\b)[^>]*>", "", header["text"]).strip() for header in _HEADER.finditer(table["rows"])
    )


def _raw(page: CheckedPage) -> Iterator[tuple[int, int]]:
    prose = page.written.prose
    last = max((match.end() for match in _CLOSED.finditer(prose)), default=0)
    for match in _TABLE.finditer(prose, 0, last):  # beyond that, each would be looked through to the end of the page
        if _is_bare(match):
            yield match.start(), match.start("rows")


def _markdown(page: CheckedPage) -> Iterator[tuple[int, int]]:
    for match in _EMPTY_ROW.finditer(page.written.prose):
        row = match["row"]
        yield match.start() + len(row) - len(row.lstrip()), match.start() + len(row.rstrip())


RULE = Rule(("KB082",), find)
