"""One Pagefind bundle, from the cache or made now. The cache holds it under a key of all that goes into it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import cbor2

from kbgen.cache import Cache, key
from kbgen.search.canonical import canonical
from kbgen.search.service import CONFIG, Binary, Entry, index

KIND: Final = "pagefind"
FORMAT: Final = "1"  # raise it when what is kept of a bundle, or how it is made, changes
KEY_DIGITS: Final = 16


@dataclass(frozen=True, slots=True)
class Bundle:
    """The files of a bundle by path, in its own folder, their key, and the words of each entry."""

    key: str
    files: Mapping[str, bytes]
    words: tuple[int, ...]
    is_new: bool


def bundle(entries: Sequence[Entry], binary: Binary, language: str, cache: Cache) -> Bundle:
    """Return the bundle of `entries`. Reads and fills the cache; raises SearchIndexError."""
    payloads = (json.dumps(entry.payload, ensure_ascii=False) for entry in entries)
    whole = key(FORMAT, binary.version, str(binary.extended), json.dumps(CONFIG), language, *payloads)
    found = _unpacked(cache.get(KIND, whole))
    if found is not None:
        return Bundle(whole[:KEY_DIGITS], *found, is_new=False)
    indexed = index(entries, binary, language)
    files = canonical(indexed.files)
    cache.put(KIND, whole, cbor2.dumps([files, list(indexed.words)]))
    return Bundle(whole[:KEY_DIGITS], files, indexed.words, is_new=True)


def _unpacked(body: bytes | None) -> tuple[dict[str, bytes], tuple[int, ...]] | None:
    if body is None:
        return None
    files, words = cbor2.loads(body)
    return dict(files), tuple(words)
