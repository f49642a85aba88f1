"""The words of an article, as far as they tell what it is about. Pure."""

from __future__ import annotations

import re
from collections import Counter
from html import unescape
from itertools import pairwise

TITLE_WEIGHT = 3
_TAG = re.compile(r"<[^>]*>")
_WORD = re.compile(r"[^\W\d_]\w+")
_IDEOGRAPHS = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+")  # scripts without spaces


def text_of(html: str) -> str:
    """Return the text of an article's HTML."""
    return unescape(_TAG.sub(" ", html))


def words_of(title: str, html: str) -> Counter[str]:
    """Return how often each word occurs; those of the title count three times."""
    words = Counter(_words(text_of(html)))
    for word in _words(title):
        words[word] += TITLE_WEIGHT
    return words


def _words(text: str) -> list[str]:
    """Return the words of a text: between spaces, and in scripts without any all pairs of neighbours."""
    lower = text.casefold()
    runs = _IDEOGRAPHS.findall(lower)
    pairs = [a + b for run in runs for a, b in pairwise(run)]
    return [*_WORD.findall(_IDEOGRAPHS.sub(" ", lower) if runs else lower), *pairs]
