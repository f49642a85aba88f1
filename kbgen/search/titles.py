"""The first tier: `titles.json` of a version, `titles.json` of the site. Pure."""

from __future__ import annotations

import gzip
import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Final

from kbgen.search.pages import SearchPage

LARGEST: Final = 150_000
"""Bytes after gzip. A larger file is split: titles stay whole, headings go by the first letter of their words."""
OTHER: Final = "_"
_ODD: Final = re.compile(r"[^\w\s-]")
_GAP: Final = re.compile(r"[-\s]+")
_WORD: Final = re.compile(r"[^\W_]+")

File = tuple[str, bytes]
Synonyms = Mapping[str, Sequence[str]]


def title_files(root: str, pages: Sequence[SearchPage], synonyms: Synonyms) -> list[File]:
    """Return `search/titles.json` below `root`, a version's folder, and the shards of its headings if it needs any."""
    whole = dump({**_head(synonyms), "pages": [_row(page, page.headings) for page in pages]})
    if len(gzip.compress(whole, compresslevel=6, mtime=0)) <= LARGEST:
        return [(f"{root}search/titles.json", whole)]
    shards = _shards(pages)
    names = {letter: f"headings-{letter}.json" for letter in shards}
    titles = dump({**_head(synonyms), "pages": [_row(page, ()) for page in pages], "shards": names})
    made = [(f"{root}search/{names[letter]}", dump({"schema": 1, "headings": rows})) for letter, rows in shards.items()]
    return [(f"{root}search/titles.json", titles), *made]


def _head(synonyms: Synonyms) -> dict[str, object]:
    return {"schema": 1, "base": "", "synonyms": {word: list(others) for word, others in sorted(synonyms.items())}}


def _row(page: SearchPage, headings: Sequence[tuple[str, str]]) -> list[object]:
    return [
        page.url,
        page.title,
        list(page.aliases),
        list(page.topics),
        page.updated,
        number(page.boost),
        [_heading(*heading) for heading in headings],
    ]


def _heading(text: str, anchor: str) -> list[str]:
    """Return a heading with its id, unless that follows from the text, as most do: this halves the file."""
    return [text] if slug(text) == anchor else [text, anchor]


def slug(text: str) -> str:
    """Return the id that Python-Markdown gives a heading of this text (`markdown.extensions.toc.slugify`)."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return _GAP.sub("-", _ODD.sub("", plain).strip().lower())


def number(value: float) -> float | int:
    """Return a number as JSON writes it shortest: 1, not 1.0."""
    return int(value) if value == int(value) else value


def _shards(pages: Sequence[SearchPage]) -> dict[str, list[list[object]]]:
    """Return the headings by the first letters of their words: a heading is in the shard of each of its words."""
    found: dict[str, list[list[object]]] = {}
    for at, page in enumerate(pages):
        for text, anchor in page.headings:
            for letter in sorted({shard_of(word) for word in _WORD.findall(text)} or {OTHER}):
                found.setdefault(letter, []).append([at, *_heading(text, anchor)])
    return dict(sorted(found.items()))


def shard_of(word: str) -> str:
    """Return the shard of a word: its first letter or digit without accent, `_` where that is none of a-z and 0-9."""
    first = unicodedata.normalize("NFKD", word.casefold())[:1]
    return first if first.isascii() and first.isalnum() else OTHER


def dump(value: object) -> bytes:
    """Return compact JSON; keys stay in the order in which they are given."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
