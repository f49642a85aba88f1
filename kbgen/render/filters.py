"""What templates need beyond Jinja's own filters: dates in words, and people's initials. Pure."""

from __future__ import annotations

import functools
from datetime import date
from zlib import crc32

from babel import Locale
from babel.dates import format_date

HUES = 8


@functools.lru_cache(maxsize=4096)
def day(value: date, language: str) -> str:
    """Return a date in the words of `language`, such as "12 Mar 2026"; English is written day first."""
    locale = Locale.parse("en-GB" if language == "en" else language, sep="-")
    return format_date(value, "medium", locale=locale)


def initials(name: str) -> str:
    """Return one or two letters for a person: those of the first and the last word of the name."""
    words = [word for word in name.split() if word[0].isalnum()] or [name or "?"]
    letters = words[0][0] + (words[-1][0] if len(words) > 1 else "")
    return letters.upper()


def hue(slug: str) -> int:
    """Return the number of a person's colour: any of `HUES`, the same everywhere."""
    return crc32(slug.encode()) % HUES
