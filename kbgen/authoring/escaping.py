"""Text as Markdown that shows just this text, with whatever extensions a repository uses. Pure."""

from __future__ import annotations

import re
from typing import Final

_ENTITY: Final = re.compile(r"&(?=#?\w+;)")
_ESCAPED: Final = re.compile(r"[\\`*\[{]|(?<![^\W_])_|_(?![^\W_])|#(?=#*$)")
"""Signs from which a backslash takes their meaning in every Markdown; `#` has one at the end of a heading."""
_CODED: Final = re.compile(
    r"[$|]|~(?=~)|\^(?=\^)|=(?==)|\+(?=\+)|-(?=-)"  # formulas, tables, and what is written double
    r"|(?<=\S)[~^]|[~^](?=\S)"  # what is above and below the line
    r"|:(?=[\w+-]+:)|\((?=(?:c|r|tm|p)\))",  # pictures by name, and signs such as (c)
    re.IGNORECASE,
)
_BLOCK: Final = re.compile(r"[>+:=~!?/^%@#-]|\d+(?=[.)])")
"""What means something at the beginning of a line: quotations, lists, definitions, notes, rules."""


def as_markdown(text: str, *, begins_line: bool = False) -> str:
    """Return `text`, which is one line, so that Markdown shows it as it is.

    Signs that mean nothing where they stand stay as they are, for those who read the file itself.
    """
    first = _BLOCK.match(text) if begins_line else None
    start, rest = (first[0], text[first.end() :]) if first else ("", text)
    rest = _ENTITY.sub("&amp;", rest).replace("<", "&lt;")
    rest = _CODED.sub(lambda found: _coded(found[0]), _ESCAPED.sub(lambda found: f"\\{found[0]}", rest))
    return f"{start[:-1]}{_coded(start[-1:])}{rest}"


def _coded(text: str) -> str:
    return "".join(f"&#{ord(char)};" for char in text)
