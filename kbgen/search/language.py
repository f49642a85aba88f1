"""Which language a bundle is in: one for each version, because a browser searches one. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

SCRIPTS: Final = {
    "ja": re.compile(r"[\u3040-\u30ff]"),
    "ko": re.compile(r"[\uac00-\ud7af]"),
    "zh": re.compile(r"[\u3400-\u9fff]"),
}
"""Kana and Hangul tell; Chinese characters alone mean Chinese."""
_UNSPACED: Final = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
"""Thai, Lao, Burmese, Khmer, and the scripts above."""
ENOUGH: Final = 100
"""A page with so many characters of a script is written in it."""

STOP_WORDS: Final = {
    "en": (
        "a about an and are as at be by can do does for from how i if in is it my not of on or our that the this to "
        "use using we what when where why with you your"
    ),
}
"""Words that a query can do without, by language (the list of the measurements, without which `how do I` finds all)."""


def script_of(html: str) -> str:
    """Return the language whose script a page is written in: ja, ko or zh; "" for all that part words by blanks."""
    if html.isascii():
        return ""
    return next((language for language, script in SCRIPTS.items() if len(script.findall(html)) >= ENOUGH), "")


def is_unspaced(word: str) -> bool:
    """Tell whether a word is in a script that has no blanks between words, or joins several into one."""
    return _UNSPACED.search(word) is not None


def language_of(scripts: Sequence[str], configured: str) -> str:
    """Return the language of a version: as configured, unless most of its pages are in another script."""
    most = Counter(script for script in scripts if script).most_common(1)
    return most[0][0] if most and most[0][1] * 2 > len(scripts) else configured.lower()


def stop_words(language: str) -> list[str]:
    """Return the stop words of a language; none where we have no list."""
    return STOP_WORDS.get(language.partition("-")[0].lower(), "").split()
