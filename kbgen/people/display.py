"""What of a name or a subject line may be shown: readable, and without anything like an address. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

from kbgen.paths import BIDI, DEVICE

COMMUNITY_MEMBER: Final = "a community member"
"""How a person is called who does not want to be named."""
UNNAMED: Final = "unnamed contributor"
LONGEST_NAME: Final = 100
LONGEST_SUBJECT: Final = 300

_LONGEST_SLUG_BYTES = 120
_PART = r"[^\s<>()\[\]\",;@\uff20]"  # generous: rather a word too many than an address
_ADDRESS = re.compile(rf"(?:mailto:)?{_PART}+(?:@|\uff20|%40){_PART}*", re.IGNORECASE)
_EMPTY_BRACKETS = re.compile(r"<\s*>|\(\s*\)|\[\s*\]")
_SHORTEST_HIDDEN = 3  # shorter names would blank out ordinary words
_FORGE_LOGIN = re.compile(r"(?:\d+\+)?([^@+]+)@users\.noreply\.[\w.-]+$", re.IGNORECASE)
_FORGE_NUMBER = re.compile(r"^\d+\+")  # "123+ada" is how a forge hides Ada's address


def readable(text: str) -> str:
    """Return `text` on one line, in NFC: U+FFFD for undecodable bytes and control characters, no direction marks."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split())  # nearly all are so, and a history has many
    return unicodedata.normalize("NFC", " ".join("".join(map(_readable, text)).split()))


def _readable(char: str) -> str:
    if char in "\t\r\n":
        return " "
    if char in BIDI:
        return ""
    return "\ufffd" if unicodedata.category(char) in ("Cc", "Cs") else char


def without_addresses(text: str) -> str:
    """Return readable `text` with everything that looks like a mail address replaced by an ellipsis."""
    return _EMPTY_BRACKETS.sub("", _ADDRESS.sub("…", readable(text))).strip()


def without_names(text: str, names: Iterable[str]) -> str:
    """Return `text` with each of `names`, in any case and as whole words, replaced by "a community member"."""
    for name in sorted(names, key=lambda name: (-len(name), name)):
        text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", COMMUNITY_MEMBER, text, flags=re.IGNORECASE)
    return text


def subject_line(text: str) -> str:
    """Return the subject of a commit as a page may show it."""
    shown = without_addresses(text)
    return shown if len(shown) <= LONGEST_SUBJECT else shown[: LONGEST_SUBJECT - 1] + "…"


def display_name(text: str) -> str:
    """Return a name as it is shown: an address is cut before its @, or left out where a name stands beside it."""
    name = readable(text)
    alone = name.strip("<> ")
    if _ADDRESS.fullmatch(alone):
        name = _FORGE_NUMBER.sub("", re.split(r"@|\uff20|%40", alone.removeprefix("mailto:"), maxsplit=1)[0])
    else:
        name = " ".join(_EMPTY_BRACKETS.sub("", _ADDRESS.sub("", name)).split())
    return name[:LONGEST_NAME].strip() or UNNAMED


def names_of(name: str, email: str) -> frozenset[str]:
    """Return what would give a person away in a text: the name, and the login that an address of a forge holds."""
    login = _FORGE_LOGIN.match(email)
    return frozenset(each for each in (readable(name), login[1] if login else "") if len(each) >= _SHORTEST_HIDDEN)


def slugs(names: Iterable[str]) -> tuple[str, ...]:
    """Return a URL segment for each name. Where two are equal, the later ones get a number from 2."""
    taken: set[str] = set()
    found = []
    for name in names:
        base = slug(name)
        number, chosen = 1, base
        while chosen in taken:
            number += 1
            chosen = f"{base}-{number}"
        taken.add(chosen)
        found.append(chosen)
    return tuple(found)


def slug(name: str) -> str:
    """Return the name of a person as a URL segment; one without letters and digits is a contributor's."""
    return segment(name) or "contributor"


def segment(text: str) -> str:
    """Return `text` as a URL segment: letters and digits of any script in lower case, the rest as `-`.

    Accents go from Latin letters only: elsewhere marks are part of the letter. "" for a text without any letter.
    """
    plain = unicodedata.normalize("NFC", "".join(_plain(text)))
    words = "".join(char if unicodedata.category(char)[0] in "LNM" else " " for char in plain).split()
    made = unicodedata.normalize("NFC", _cut("-".join(filter(_is_word, words))))
    return f"{made}-1" if DEVICE.match(made) else made


def _is_word(text: str) -> bool:
    """Tell whether a text is more than marks, as the invisible one after a picture is."""
    return any(unicodedata.category(char)[0] in "LN" for char in text)


def _plain(name: str) -> Iterable[str]:
    """Yield the characters in lower case, without the marks of Latin letters."""
    base = ""
    for char in unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", name).casefold()):
        if unicodedata.category(char) != "Mn":
            base = char
        elif base.isascii():
            continue
        yield char


def _cut(text: str) -> str:
    return text.encode()[:_LONGEST_SLUG_BYTES].decode(errors="ignore").strip("-")
