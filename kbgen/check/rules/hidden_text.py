"""KB055: characters that nobody sees, or that show text in another order than programs read it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from kbgen.check.finding import Finding, finding
from kbgen.check.rule import Rule
from kbgen.check.subject import Subject, Volume

# Joiners and marks of direction belong to some scripts and to emoji; they are told only where these are not.
_HIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u061c\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\u3164\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e007f]+"
)
FILLERS: Final = ("\u115f", "\u1160", "\u3164", "\uffa0")
"""Letters of Hangul that show nothing."""
JOINERS: Final = frozenset("\u200c\u200d\u200e\u200f")
BREAKS: Final = frozenset("\u200b\u2060")
"""Where a line may be broken, or not, in scripts without spaces."""
NAMES: Final = {"\u200b": "zero width space", "\ufeff": "byte order mark"}
FLAG: Final = "\U0001f3f4"
"""A black flag, after which tags make the flag of a region."""


def find(volume: Volume, _: Subject) -> Iterator[Finding]:
    """Yield every run of hidden characters, in text, code and front matter."""
    for page in volume.pages.values():
        text = page.written.text
        for match in _HIDDEN.finditer(text) if _may_hide(text) else ():
            if not _belongs(match):
                message = f"there is hidden text here: {_named(match[0])}"
                hint = "remove it; write a character that must be shown as its name or code point"
                yield finding("KB055", message, page.where, page.written.place(*match.span()), hint=hint)


def _may_hide(text: str) -> bool:
    """Tell quickly whether a text may hold hidden characters; most hold none."""
    plain = text.replace("\n", "").replace("\t", "")
    return not plain.isprintable() or any(filler in plain for filler in FILLERS)


def _belongs(match: re.Match[str]) -> bool:
    """Tell whether the characters do what they are for, beside an emoji or a letter of a script that uses them."""
    before, after = match.string[: match.start()][-1:], match.string[match.end() : match.end() + 1]
    hidden, ascii_sides = set(match[0]), before.isascii() + after.isascii()
    if before == FLAG:
        return True
    return (hidden <= JOINERS and ascii_sides < 2) or (hidden <= BREAKS and ascii_sides == 0)


def _named(hidden: str) -> str:
    distinct = list(dict.fromkeys(hidden))
    names = [
        f"U+{ord(char):04X} ({NAMES.get(char) or unicodedata.name(char, 'control character').lower()})"
        for char in distinct[:3]
    ]
    return ", ".join(names) + (" …" if len(distinct) > 3 else "")


RULE = Rule(("KB055",), find)
