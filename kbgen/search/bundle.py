"""One Pagefind bundle. The indexer looks at pages that it has not seen before; what it said of the others is kept.

The cache holds a piece for each page, under a key of all that is told of it, and whole bundles under one of all pieces.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import cbor2

from kbgen.cache import Cache, key
from kbgen.search.files import Shell, shell_of
from kbgen.search.merging import merged
from kbgen.search.pieces import Piece, pieces
from kbgen.search.service import CONFIG, Binary, Entry, index

KIND: Final = "pagefind"
PIECE: Final = "pagefind-page"
SHELL: Final = "pagefind-shell"
FORMAT: Final = "2"  # raise it when what is kept, or how a bundle is made, changes
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
    tool = key(FORMAT, binary.version, str(binary.extended), json.dumps(CONFIG), language)
    keys = [key(tool, json.dumps(entry.payload, ensure_ascii=False)) for entry in entries]
    whole = key(*keys)
    found = _unpacked(cache.get(KIND, whole))
    if found is not None:
        return Bundle(whole[:KEY_DIGITS], *found, is_new=False)
    desk = _Desk(binary, language, cache, tool)
    parts = desk.pieces(entries, keys)
    shell = desk.shell([entry for entry, piece in zip(entries, parts, strict=True) if piece] or entries)
    files = merged([piece for piece in parts if piece], shell)
    words = tuple(piece.count if piece else 0 for piece in parts)
    cache.put(KIND, whole, cbor2.dumps([files, list(words)]))
    return Bundle(whole[:KEY_DIGITS], files, words, is_new=True)


@dataclass(frozen=True, slots=True)
class _Desk:
    """Gets what bundles are made of from the cache, or else from the indexer."""

    binary: Binary
    language: str
    cache: Cache
    tool: str

    def pieces(self, entries: Sequence[Entry], keys: Sequence[str]) -> list[Piece | None]:
        """Return the piece of each entry; those without a word have none."""
        bodies = [self.cache.get(PIECE, each) for each in keys]
        new = [number for number, body in enumerate(bodies) if body is None]
        found = {piece.url: piece for piece in pieces(self._indexed([entries[number] for number in new]))}
        made = {number: found.get(entries[number].payload["url"]) for number in new}
        for number, piece in made.items():
            self.cache.put(PIECE, keys[number], piece.packed() if piece else b"")
        known = {number: Piece.unpacked(body) if body else None for number, body in enumerate(bodies)}
        return [made[number] if number in made else known[number] for number in range(len(entries))]

    def shell(self, entries: Sequence[Entry]) -> Shell:
        """Return the shell of bundles that hold one of `entries`, which all have a word, or none of which has one."""
        body = self.cache.get(SHELL, self.tool)
        return Shell.unpacked(body) if body is not None else shell_of(self._indexed(entries[:1]))

    def _indexed(self, entries: Sequence[Entry]) -> Mapping[str, bytes]:
        """Return the bundle of `entries` as the indexer writes it, and keep its shell; nothing where there are none."""
        if not entries:
            return {}
        files = index(entries, self.binary, self.language).files
        shell = shell_of(files)
        if shell.language:
            self.cache.put(SHELL, self.tool, shell.packed())
        return files


def _unpacked(body: bytes | None) -> tuple[dict[str, bytes], tuple[int, ...]] | None:
    if body is None:
        return None
    files, words = cbor2.loads(body)
    return dict(files), tuple(words)
