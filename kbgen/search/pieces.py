"""What the indexer says of each page alone, taken out of a bundle, so that it need not look at the page again. Pure.

An index of Pagefind 1.5 (`pagefind/src/index/`) is made page by page: a page has a fragment, which a browser shows, and
places of words. Nothing in these hangs on other pages but the number of the page, and the numbers of the fields of its
`meta`. So they can be taken apart here, and be put together again in `merging.py`.

    index/*.pf_index    [[[word, [[page, places, places in fields], …], [[form, [as before]], …]], …]]
    *.pf_meta           [version, [[fragment, number of words], …], …, names of fields]

The numbers of pages are differences to the one before; so are places, among which a negative number tells of another
weight, or of another field: -1 is the first.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import cbor2

from kbgen.search.cbor import EMPTY
from kbgen.search.files import full_hash, meta_of, unpacked

INDEX: Final = "index/"
_BETWEEN: Final = "\n"  # the indexer cuts words at blanks


@dataclass(slots=True)
class Piece:
    """What an index holds of one page.

    `digest` names its fragment, which is as the indexer wrote it; `count` is its number of words. `fields` are what the
    page tells of itself, by their numbers in places. `words` are in no order. By the number of a word, `places` are
    those in the text and none in fields (as bytes, empty if the word as such is not there), `sizes` what they count
    for, `told` the places in fields, and `variants` the spellings with accents, with places in the text and in fields.
    """

    url: str
    digest: str
    fragment: bytes
    count: int
    filters: Mapping[str, Sequence[str]]
    fields: Sequence[str]
    words: list[str] = field(default_factory=list)
    places: list[bytes] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    told: dict[int, list[int]] = field(default_factory=dict)
    variants: dict[int, list[list[Any]]] = field(default_factory=dict)

    def packed(self) -> bytes:
        """Return the piece as bytes."""
        head = [self.url, self.digest, self.fragment, self.count, self.filters, list(self.fields)]
        return cbor2.dumps([*head, _BETWEEN.join(self.words), self.places, self.sizes, self.told, self.variants])

    @classmethod
    def unpacked(cls, body: bytes) -> Piece:
        """Return the piece that became these bytes."""
        url, digest, fragment, count, filters, fields, words, *rest = cbor2.loads(body)
        return cls(url, digest, fragment, count, filters, fields, words.split(_BETWEEN) if words else [], *rest)


def pieces(files: Mapping[str, bytes]) -> tuple[Piece, ...]:
    """Return the pieces of a bundle as the indexer wrote it, in the order of its pages. Pages without a word have none.

    Raises ValueError where it is no bundle of this form.
    """
    meta = meta_of(files)
    if meta is None:
        return ()
    _, pages, _, _, sorts, fields = meta
    if sorts:
        raise ValueError("the index is sorted by something, which nothing has asked for")
    found = tuple(_piece(files[f"fragment/{name}.pf_fragment"], count) for name, count in pages)
    numbers = [{fields.index(name): number for number, name in enumerate(piece.fields)} for piece in found]
    for path in sorted(path for path in files if path.startswith(INDEX)):
        for word, places, variants in cbor2.loads(unpacked(files[path]))[0]:
            for page, text, told in _absolute(places):
                at = _word(found[page], word, text)
                if told:
                    found[page].told[at] = _renumbered(told, numbers[page])
            for form, others in variants:
                for page, text, told in _absolute(others):
                    at = _word(found[page], word)
                    variant = [form, text, _renumbered(told, numbers[page])]
                    found[page].variants.setdefault(at, []).append(variant)
    return found


def _piece(fragment: bytes, count: int) -> Piece:
    body = unpacked(fragment)
    told = json.loads(body)
    return Piece(told["url"], full_hash(body), fragment, count, told["filters"], sorted(told["meta"]))


def _word(piece: Piece, word: str, text: list[int] | None = None) -> int:
    """Add the places of a word to a piece, if there are any; return the number of the word."""
    if text is None and piece.words and piece.words[-1] == word:
        return len(piece.words) - 1
    piece.words.append(word)
    piece.places.append(b"" if text is None else cbor2.dumps(text) + EMPTY)
    piece.sizes.append(len(text or ()) + 1)
    return len(piece.words) - 1


def _absolute(places: Sequence[Any]) -> Iterator[tuple[int, list[int], list[int]]]:
    page = 0
    for step, text, told in places:
        page += step
        yield page, text, told


def _renumbered(told: Sequence[int], numbers: Mapping[int, int]) -> list[int]:
    return renumbered(told, [numbers.get(n, 0) for n in range(max(numbers, default=-1) + 1)])


def renumbered(told: Sequence[int], numbers: Sequence[int]) -> list[int]:
    """Return places in fields with other numbers for these."""
    return [n if n >= 0 else -numbers[-n - 1] - 1 for n in told]
