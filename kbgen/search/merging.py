"""A bundle, put together from the pieces of its pages: the one that the indexer would write for all of them. Pure.

What it does is what `pagefind/src/index/mod.rs` of Pagefind 1.5 does once it has looked at every page, but that filters
and names come out in one order.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Final

import cbor2

from kbgen.search import cbor
from kbgen.search.files import ENTRY, Shell, full_hash, packed, short_hash
from kbgen.search.pieces import Piece, renumbered

CHUNK: Final = 20_000
"""Places and pages in a file of the index, at least."""
_ENTRY_HEAD: Final = cbor.array(3)
"""A word begins so, and a page of it."""


@dataclass(slots=True)
class _Word:
    """A word while pages are added: the last page, the number of pages, what they count for, and them as bytes."""

    last: int
    pages: int
    size: int
    body: bytearray


@dataclass(slots=True)
class _Words:
    """The words of pages, and the spellings with accents of those that have any, with their pages."""

    known: dict[str, _Word] = field(default_factory=dict)
    variants: dict[str, dict[str, list[list[Any]]]] = field(default_factory=dict)

    def encoded(self, word: str) -> bytes:
        """Return a word as it stands in a chunk."""
        known, variants = self.known[word], self.variants.get(word)
        others = cbor2.dumps([[form, _relative(pages)] for form, pages in variants.items()]) if variants else cbor.EMPTY
        return b"".join((_ENTRY_HEAD, cbor.text(word), cbor.array(known.pages), known.body, others))


def merged(pieces: Sequence[Piece], shell: Shell) -> dict[str, bytes]:
    """Return the files of the bundle of `pieces`, by path, sorted."""
    if not pieces:
        return {**shell.programs, ENTRY: _json({**shell.entry, "languages": {}})}
    language = shell.language
    fields = sorted({name for piece in pieces for name in piece.fields})
    fragments = _named((piece.digest for piece in pieces), language)
    chunks = tuple(_chunks(_words(pieces, fields)))
    names = _named((full_hash(body) for _, _, body in chunks), language)
    filters = {name: _filter(name, pieces) for name in sorted({name for piece in pieces for name in piece.filters})}
    filter_names = _named(map(full_hash, filters.values()), language)
    ranges = [[first, last, name] for (first, last), name in zip(_ranges(chunks), names, strict=True)]
    pages = [[name, piece.count] for name, piece in zip(fragments, pieces, strict=True)]
    listed = [[name, file] for name, file in zip(filters, filter_names, strict=True)]
    meta = cbor2.dumps([shell.release, pages, ranges, listed, [], fields])
    meta_name = f"{language}_{full_hash(meta)[:10]}"
    found = {
        **shell.programs,
        ENTRY: _entry(shell, meta_name, len(pieces)),
        f"pagefind.{meta_name}.pf_meta": packed(meta),
        **{f"fragment/{name}.pf_fragment": piece.fragment for name, piece in zip(fragments, pieces, strict=True)},
        **{f"index/{name}.pf_index": packed(body) for name, (_, _, body) in zip(names, chunks, strict=True)},
        **{f"filter/{name}.pf_filter": packed(body) for name, body in zip(filter_names, filters.values(), strict=True)},
    }
    return dict(sorted(found.items()))


def _named(hashes: Iterable[str], language: str) -> list[str]:
    taken: dict[str, None] = {}
    for full in hashes:
        taken[short_hash(language, full, taken)] = None
    return list(taken)


def _words(pieces: Sequence[Piece], fields: Sequence[str]) -> _Words:
    """Return the words of all pages."""
    found = _Words()
    known, steps = found.known, [_ENTRY_HEAD + cbor.unsigned(step) for step in range(len(pieces))]
    for page, piece in enumerate(pieces):
        numbers = [fields.index(name) for name in piece.fields]
        for word, body, size in zip(piece.words, *_with_fields(piece, numbers), strict=True):
            one = known.get(word)
            if one is None:
                known[word] = (
                    _Word(page, 1, size, bytearray(steps[page] + body)) if body else _Word(0, 0, 0, bytearray())
                )
            elif body:  # else the page has variants of the word only
                one.body += steps[page - one.last] + body
                one.last = page
                one.pages += 1
                one.size += size
        for at, variants in piece.variants.items():
            spelled = found.variants.setdefault(piece.words[at], {})
            for form, text, told in variants:
                spelled.setdefault(form, []).append([page, text, renumbered(told, numbers)])
    return found


def _with_fields(piece: Piece, numbers: Sequence[int]) -> tuple[list[bytes], list[int]]:
    """Return the places of each word, with those in fields, whose numbers are these now; and what they count for."""
    if not piece.told:
        return piece.places, piece.sizes
    places, sizes = list(piece.places), list(piece.sizes)
    for at, told in piece.told.items():
        places[at] = places[at].removesuffix(cbor.EMPTY) + cbor2.dumps(renumbered(told, numbers))
        sizes[at] += len(told)
    return places, sizes


def _relative(pages: Sequence[Sequence[Any]]) -> list[list[Any]]:
    """Return entries of pages with the difference to the page before in place of the number."""
    return [[page[0] - before[0], *page[1:]] for before, page in pairwise(([0], *pages))]


def _chunks(words: _Words) -> Iterator[tuple[str, str, bytes]]:
    """Yield the first and the last word of each chunk, and what it holds."""
    chunk: list[str] = []
    size = 0
    for word in sorted(words.known):
        chunk.append(word)
        size += words.known[word].size
        if size >= CHUNK:
            yield _chunk(chunk, words)
            chunk, size = [], 0
    if chunk:
        yield _chunk(chunk, words)


def _chunk(chunk: Sequence[str], words: _Words) -> tuple[str, str, bytes]:
    bodies = map(words.encoded, chunk)
    return chunk[0], chunk[-1], b"".join((cbor.array(1), cbor.array(len(chunk)), *bodies))


def _ranges(chunks: Sequence[tuple[str, str, bytes]]) -> list[list[str]]:
    """Return the words between which each chunk lies, cut off where neighbours begin to differ."""
    found = [[first, last] for first, last, _ in chunks]
    for one, other in pairwise(found):
        same = next((n for n, (a, b) in enumerate(zip(one[1], other[0], strict=False)) if a != b), None)
        same = min(len(one[1]), len(other[0])) if same is None else same
        if one[1][: same + 1] >= one[0]:  # else the range would end before it begins
            one[1] = one[1][: same + 1]
        other[0] = other[0][: same + 1]
    return found


def _filter(name: str, pieces: Sequence[Piece]) -> bytes:
    """Return what the file of a filter holds: the pages that have each of its values."""
    values: dict[str, list[int]] = {}
    for page, piece in enumerate(pieces):
        for value in piece.filters.get(name, ()):
            values.setdefault(value, []).append(page)
    return cbor2.dumps([name, [[value, values[value]] for value in sorted(values)]])


def _entry(shell: Shell, meta_name: str, pages: int) -> bytes:
    about = {**shell.entry["languages"][shell.language], "hash": meta_name, "page_count": pages}
    return _json({**shell.entry, "languages": {shell.language: about}})


def _json(entry: Mapping[str, Any]) -> bytes:
    return json.dumps(entry, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
