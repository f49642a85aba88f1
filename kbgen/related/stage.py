"""Related pages of one version, and the words of each, from the cache where they are known. Fills the cache."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from kbgen.cache import Cache, key
from kbgen.related.analysis import neighbours
from kbgen.related.words import words_of

MOST: Final = 5
FLOOR: Final = 0.6
"""Pages that are less alike (cosine) are not called related."""
FEWEST_PAGES: Final = 10
"""In a smaller corpus nearly every word is on too many pages, or on one."""
_KIND: Final = "related"
_FORMAT: Final = "2"
_WORDS: Final = "terms"
_WORDS_FORMAT: Final = "1"


@dataclass(frozen=True, slots=True)
class Text:
    """What a page is called and says; `html` is that of its article."""

    title: str
    html: str


def related(texts: Sequence[Text], cache: Cache) -> tuple[tuple[int, ...], ...]:
    """Return, for each text, the places of those related to it, the likest first, at most five."""
    if len(texts) < FEWEST_PAGES:
        return ((),) * len(texts)
    entry = key(_FORMAT, str(MOST), str(FLOOR), *(part for text in texts for part in (text.title, text.html)))
    body = cache.get(_KIND, entry)
    if body is not None:
        return tuple(map(tuple, json.loads(body)))
    found = neighbours([_words(text, cache) for text in texts], MOST, FLOOR)
    cache.put(_KIND, entry, json.dumps(found, separators=(",", ":")).encode())
    return found


def _words(text: Text, cache: Cache) -> Mapping[str, int]:
    """Return the words of a text. They are kept: to count them takes longer than all that follows."""
    entry = key(_WORDS_FORMAT, text.title, text.html)
    body = cache.get(_WORDS, entry)
    if body is not None:
        known: dict[str, int] = json.loads(body)
        return known
    found = words_of(text.title, text.html)
    cache.put(_WORDS, entry, json.dumps(found, separators=(",", ":")).encode())
    return found
