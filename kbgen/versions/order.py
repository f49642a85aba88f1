"""What version names say: which are numbers, which come before which, and which are prereleases.

A name that begins with a number (after a `v`) is *numbered*, as PEP 440 reads it, so that `v2.0-rc.1` and `1.0` can be
compared; any other name is *named* and has no place among numbers. Names are at most 255 characters.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from packaging.version import InvalidVersion, Version

_PREFIX = re.compile(r"^[vV](?=[0-9])")
_DIGITS = re.compile(r"[0-9]+(?:[._-][0-9]+)*")
_OPEN_END = re.compile(r"\.[xX](?=\.|$)")
_NATURAL = re.compile(r"([^0-9]*)([0-9]*)")


def cut_prefix(name: str) -> str:
    """Return `name` without a `v` in front of a digit."""
    return _PREFIX.sub("", name)


def number_of(name: str) -> Version | None:
    """Return the number in `name` as a PEP 440 version, or None: it is a named version.

    `2024-01-15` is 2024.1.15 (PEP 440 itself would read a post-release); `1.2.x`, the usual name of a branch, is newer
    than each 1.2 release; digits with a text that PEP 440 does not know, such as `1.2-snapshot`, come before 1.2.
    """
    text = _OPEN_END.sub(".999999", cut_prefix(name))
    digits = _DIGITS.match(text)
    if digits is None:
        return None
    release = re.sub("[_-]", ".", digits[0])
    try:
        return Version(release + text[digits.end() :])
    except InvalidVersion:
        return Version(release + ".dev0")


def is_prerelease(name: str) -> bool:
    """Say whether `name` alone makes a version a prerelease: it is named, or its number is a prerelease."""
    number = number_of(name)
    return number is None or number.is_prerelease


def newest_first(names: Iterable[str]) -> tuple[str, ...]:
    """Return `names` in the order of menus: named ones in natural order, then numbers from high to low.

    The order is total: it depends on nothing but the names, so `1.0` and `1.0.0` have their places too.
    """
    numbers = {name: number_of(name) for name in names}
    named = [name for name, number in numbers.items() if number is None]
    numbered = [(number, _natural(name), name) for name, number in numbers.items() if number is not None]
    return (*sorted(named, key=_natural), *(name for _, _, name in sorted(numbered, reverse=True)))


def _natural(name: str) -> tuple[tuple[tuple[str, int], ...], str]:
    """Return a sort key by which `week-9` is before `week-10`; the name itself breaks ties."""
    parts = _NATURAL.findall(name)
    return tuple((text.casefold(), int(digits or -1)) for text, digits in parts), name
