"""From a title to the name of a file, by the rules of addresses of people and topics. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from typing import Final

from kbgen.content.frontmatter_schema import one_line
from kbgen.errors import ConfigError
from kbgen.metrics import tag_slug
from kbgen.paths import BIDI

LONGEST: Final = 60
"""Characters of a name; one that is longer ends with a whole word."""


def clean(title: str) -> str:
    """Return a title on one line, without control and direction characters.

    Raises ConfigError if nothing is left of it, or if it is not text.
    """
    try:
        title.encode()
    except UnicodeEncodeError:
        raise ConfigError("the title is not UTF-8 text", hint="check the encoding of your terminal") from None
    kept = one_line("".join(char for char in title if char not in BIDI))
    if not any(unicodedata.category(char)[0] in "LNPS" for char in kept):
        raise ConfigError("the title is empty", hint='write it in quotes: kbgen new page "How we meet"')
    return unicodedata.normalize("NFC", kept)


def file_name(title: str, kind: str, is_usable: Callable[[str], bool]) -> str:
    """Return the name for a page: the title's letters and digits in lower case, of any script, joined by `-`.

    `is_usable` tells whether a page may have the name; the type of the page, `kind`, goes after one that it refuses.
    """
    return next(filter(is_usable, _names(title, kind)), f"{kind}.md")


def _names(title: str, kind: str) -> Iterator[str]:
    stem = _cut(tag_slug(title))
    if stem:
        yield f"{stem}.md"
        yield f"{stem}-{kind}.md"


def _cut(stem: str) -> str:
    whole = stem[: LONGEST + 1].rpartition("-")[0] if len(stem) > LONGEST else stem
    return whole or stem[:LONGEST]
