"""What a page shows, part by part, as short digests: they tell why a page had to be rendered anew."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from hashlib import blake2b
from typing import Final

from kbgen.canonical import Canonical
from kbgen.render.sheet import Sheet
from kbgen.view import PageInput, SitePage

_DIGEST: Final = 8
"""Bytes of the digest of a part."""
_NAMES: Final[Mapping[type, Mapping[str, str]]] = {
    PageInput: {
        "page": "text",
        "article": "text",
        "title": "text",
        "facts": "people and dates",
        "previous": "pages beside it",
        "next": "pages beside it",
        "related": "related pages",
        "linked_from": "pages that link to it",
        "tags": "tags",
        "notices": "notices",
        "comparison": "notices",
    },
    SitePage: dict.fromkeys(("values", "charts", "html"), "what it lists"),
}
"""The part to which a field belongs; of those not named, `ADDRESSES`."""
ADDRESSES, NAVIGATION, FRAME, THEME = "title and addresses", "navigation", "site and version", "theme or kbgen"
PARTS: Final = tuple(
    dict.fromkeys((*(n for named in _NAMES.values() for n in named.values()), ADDRESSES, NAVIGATION, FRAME, THEME))
)
SIZE: Final = len(PARTS) * _DIGEST
"""Bytes of the digests of a page."""


def digests(sheet: Sheet, theme_key: str) -> bytes:
    """Return the digest of each of `PARTS`, one after the other: of a part that a page has not, that of nothing."""
    values: dict[str, list[object]] = {NAVIGATION: [sheet.nav], FRAME: [sheet.frame], THEME: [theme_key]}
    named = _NAMES[type(sheet.given)]
    for each in fields(sheet.given):
        values.setdefault(named.get(each.name, ADDRESSES), []).append(getattr(sheet.given, each.name))
    bytes_of = Canonical().bytes_of
    return b"".join(blake2b(bytes_of(values.get(part)), digest_size=_DIGEST).digest() for part in PARTS)


def differing(one: bytes, other: bytes) -> tuple[str, ...]:
    """Return the parts of which two pages have different digests."""
    places = range(0, SIZE, _DIGEST)
    return tuple(
        part for part, at in zip(PARTS, places, strict=True) if one[at : at + _DIGEST] != other[at : at + _DIGEST]
    )
