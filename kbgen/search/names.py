"""How the names of people and topics begin: a browser learns by it whether a query can mean any of them. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Final

from kbgen.search.language import is_unspaced

LENGTH: Final = 5
"""Letters of a beginning: enough to tell words apart, few enough to be common to the forms of one."""
_HUMP: Final = re.compile(r"(?<=[^\W\d_A-Z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def beginnings(names: Iterable[str]) -> list[str]:
    """Return how the words in `names` begin, in lower case and without accents, each once, sorted."""
    return sorted({begun for name in names for word in _words(name) for begun in _begun(word)})


def _words(name: str) -> Iterator[str]:
    """Yield the words of a name; `JavaScript` is one and two, as it is for Pagefind."""
    for text in {name, _HUMP.sub(" ", name)}:
        yield from "".join(char if _is_of_word(char) else " " for char in _folded(text)).split()


def _is_of_word(char: str) -> bool:
    return char.isalnum() or unicodedata.category(char).startswith("M")


def _folded(text: str) -> str:
    plain = (char for char in unicodedata.normalize("NFKD", text) if not "\u0300" <= char <= "\u036f")
    return unicodedata.normalize("NFC", "".join(plain)).lower()


def _begun(word: str) -> Iterator[str]:
    """Yield how a word begins. One of a script without blanks may begin anywhere: only a dictionary knows where."""
    for start in range(len(word) if is_unspaced(word) else 1):
        yield word[start : start + LENGTH]
