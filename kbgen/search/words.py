"""`search/words.json`: identifiers that few pages hold, and which pages these are. Pure.

Full-text engines split or stem `append_event`, `--dry-run`, `std.io.File`, `C++` and `1.2.3`; readers type them whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from kbgen.search.markup import code_of, prose_of
from kbgen.search.pages import SearchPage

MOST_PAGES: Final = 5
"""An identifier on more pages than this tells nothing."""
LONGEST: Final = 64
OPTION: Final = r"(?<![\w-])--[A-Za-z][\w-]*"
VERSION: Final = r"(?<![\w.])v?\d+(?:\.\d+){2,}(?!\w|\.\w)"
SIGN: Final = r"(?<!\w)[A-Za-z]\w*(?:\+\+|\#)(?![\w+#])"
DOTTED: Final = r"(?<![\w.])[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+"
NAME: Final = r"(?<!\w)[A-Za-z_]\w*"
IN_CODE: Final = re.compile("|".join((OPTION, VERSION, SIGN, DOTTED, NAME)))
IN_PROSE: Final = re.compile("|".join((OPTION, VERSION, SIGN, r"(?<![\w./])[A-Za-z]\w*_\w+")))
SNAKE: Final = re.compile(r"[A-Za-z0-9]_+[A-Za-z0-9]")
CAMEL: Final = re.compile(r"[a-z0-9][A-Z]|[A-Z]{2}[a-z]")


def identifiers(html: str) -> frozenset[str]:
    """Return the identifiers of an article in lower case: whole, and the parts of dotted names that are some too."""
    found = {*identifiers_of(code_of(html)), *(name.lower() for name in IN_PROSE.findall(prose_of(html)))}
    return frozenset(name for name in found if len(name) <= LONGEST)


def identifiers_of(code: Iterable[str]) -> frozenset[str]:
    """Return the identifiers of pieces of code in lower case."""
    return frozenset(name.lower() for part in code for written in IN_CODE.findall(part) for name in _names(written))


def _names(written: str) -> Iterator[str]:
    if not (written[0].isalpha() or written[0] == "_") or written[-1] in "+#":
        yield written
        return
    parts = written.split(".")
    if len(parts) > 1:
        yield written
    yield from (part for part in parts if is_shaped(part))


def is_shaped(word: str) -> bool:
    """Tell whether a word without signs has the shape of an identifier: snake_case or camelCase."""
    return bool(SNAKE.search(word) or CAMEL.search(word))


def words(pages: Sequence[SearchPage]) -> dict[str, list[int]]:
    """Return the identifiers that at most `MOST_PAGES` pages hold, sorted, each with the numbers of its pages."""
    places: dict[str, list[int]] = {}
    for number, page in enumerate(pages):
        for name in identifiers(page.html):
            places.setdefault(name, []).append(number)
    return {name: places[name] for name in sorted(places) if len(places[name]) <= MOST_PAGES}
