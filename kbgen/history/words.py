"""Words of a text, and which of them two texts have in common. Pure.

A word is a run of letters, digits and `_`, or one CJK character; front matter and HTML comments hold none.
Punctuation and white space are nobody's. Texts are compared line by line, and word by word only where lines differ.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import chain, cycle
from typing import NamedTuple

from rapidfuzz.distance import LCSseq

_CJK = r"\u3400-\u9fff\u3040-\u30ff\uac00-\ud7af"
WORD = re.compile(rf"[{_CJK}]|[^\W{_CJK}]+")
TEXT_BYTES = 4 << 20
"""A longer text is taken for one without words: it is no page that anybody wrote by hand."""
LINE_PAIRS = 100_000_000
WORD_PAIRS = 4_000_000
"""Larger differences are not looked into: then all of the new text counts as new."""
_FENCE = re.compile(r"^(?:---|\.\.\.)[ \t]*\r?$", re.MULTILINE)
_OPEN, _CLOSE = "<!--", "-->"

_TOKEN = re.compile(rf"\n|[{_CJK}]+|[^\W{_CJK}]+")
_LETTERS = (range(0x0B, 0x3040), range(0xA000, 0xAC00), range(0xE000, 0x110000))
"""The code points that stand for words: all but the line feed, CJK and surrogates."""
LEXICON_WORDS = 1 << 16

_EDGES = ("\u3040", "\u3100", "\u3400", "\ua000", "\uac00", "\ud7b0")
"""Where CJK begins and ends among sorted words, three times."""

Line = str
"""The words of a line, each as one character: a CJK character as itself, any other word as one given to it."""


class Text(NamedTuple):
    """What a reader sees of a text, and the words of each line of it, also of those that have none."""

    visible: str
    lines: list[Line]

    @property
    def words(self) -> list[Line]:
        """The lines that have words."""
        return list(filter(None, self.lines))


class Block(NamedTuple):
    """`length` words that are equal, from word `old` of one text and from word `new` of the other."""

    old: int
    new: int
    length: int


def visible(text: str) -> str:
    """Return the text without front matter and HTML comments."""
    return "".join(_outside_comments(_body(text)))


def count_words(data: bytes) -> int:
    """Return the number of words of a page."""
    return sum(1 for _ in WORD.finditer(visible(_decode(data))))


class Lexicon:
    """Turns texts into lines of words; each distinct line is read once, so that versions of a page cost little.

    Lines can be compared that one lexicon gave. Where more than a million words meet in one, some count as equal.
    """

    def __init__(self) -> None:
        self._lines: dict[str, Line] = {}
        self._letters = {"\n": "\n"}  # no subclass: `set.difference` is quick with dictionaries alone
        self._free = cycle(map(chr, chain(*_LETTERS)))

    def next(self) -> Lexicon:
        """Return a lexicon for another page: without lines, and without words if there are many."""
        if self.is_full:
            return Lexicon()
        self._lines.clear()
        return self

    @property
    def is_full(self) -> bool:
        """Say whether a new lexicon should be begun where nothing needs this one."""
        return len(self._letters) > LEXICON_WORDS

    def text(self, data: bytes, near: Text | None = None) -> Text:
        """Return the words of a page; those lines at both ends are not read that `near`, read before, has too."""
        new = visible(_decode(data))
        if near is None:
            return Text(new, self.lines(new.split("\n")))
        start, end, head, tail = _same_lines(near.visible, new)
        middle = self.lines(new[start:end].split("\n"))
        return Text(new, near.lines[:head] + middle + (near.lines[-tail:] if tail else []))

    def lines(self, texts: Sequence[str]) -> list[Line]:
        """Return the words of each line."""
        if fresh := set(texts).difference(self._lines):
            self._read(sorted(fresh))
        return list(map(self._lines.__getitem__, texts))

    def _read(self, texts: Sequence[str]) -> None:
        """Take in lines, all at once."""
        tokens = _TOKEN.findall("\n".join(texts))
        fresh = sorted(set(tokens).difference(self._letters))
        edges = [0, *(bisect_left(fresh, edge) for edge in _EDGES), len(fresh)]
        for start, end in zip(edges[::2], edges[1::2], strict=True):
            self._letters.update(zip(fresh[start:end], self._free, strict=False))
        words = "".join(map(self._letters.get, tokens, tokens))
        self._lines.update(zip(texts, words.split("\n"), strict=True))


def common(old: Sequence[Line], new: Sequence[Line]) -> list[Block]:
    """Return the words that are equal, as blocks in the order of both texts; blocks touch where lines do."""
    start, old_end, new_end = _trim(old, new)
    blocks = [Block(0, 0, _length(old[:start]))] if start else []
    blocks.extend(_common_inside(old[start:old_end], new[start:new_end], _length(old[:start])))
    if old_end < len(old):
        tail = _length(old[old_end:])
        blocks.append(Block(_length(old) - tail, _length(new) - tail, tail))
    return blocks


def changed(old: Sequence[Line], new: Sequence[Line]) -> tuple[int, int]:
    """Return the numbers of words added and removed."""
    same = sum(block.length for block in common(old, new))
    return _length(new) - same, _length(old) - same


def changed_words(old: bytes, new: bytes, lexicon: Lexicon) -> int:
    """Return the number of words added and removed between two texts, reading words only where lines differ."""
    before, after = (visible(_decode(data)) for data in (old, new))
    start, end, _, _ = _same_lines(before, after)
    inside = (before[start : len(before) - len(after) + end], after[start:end])
    return sum(changed(*(list(filter(None, lexicon.lines(part.split("\n")))) for part in inside)))


def _same_lines(old: str, new: str) -> tuple[int, int, int, int]:
    """Return where in `new` the lines begin and end that are not those of `old`, and how many are before and after."""
    first, _, last = _trim(old, new)
    start = new.rfind("\n", 0, first) + 1
    end = new.find("\n", last)
    if end < 0:
        return start, len(new), new.count("\n", 0, start), 0
    return start, end, new.count("\n", 0, start), new.count("\n", end)


def _common_inside(old: Sequence[Line], new: Sequence[Line], offset: int) -> Iterator[Block]:
    """Yield the blocks of two texts that differ at both ends, moved on by `offset` words."""
    at_old = at_new = offset
    for is_equal, old_part, new_part in _line_runs(old, new):
        n_old, n_new = _length(old_part), _length(new_part)
        if is_equal:
            yield Block(at_old, at_new, n_old)
        elif n_old and n_new:
            yield from _common_words("".join(old_part), "".join(new_part), at_old, at_new)
        at_old, at_new = at_old + n_old, at_new + n_new


def _line_runs(old: Sequence[Line], new: Sequence[Line]) -> Iterator[tuple[bool, Sequence[Line], Sequence[Line]]]:
    """Yield runs of lines: equal ones, and what stands between them."""
    at_old = at_new = 0
    for i, j, n in _matches(old, new, LINE_PAIRS):
        yield False, old[at_old:i], new[at_new:j]
        yield True, old[i : i + n], new[j : j + n]
        at_old, at_new = i + n, j + n
    yield False, old[at_old:], new[at_new:]


def _common_words(old: str, new: str, at_old: int, at_new: int) -> Iterator[Block]:
    start, old_end, new_end = _trim(old, new)
    if start:
        yield Block(at_old, at_new, start)
    for i, j, n in _matches(old[start:old_end], new[start:new_end], WORD_PAIRS):
        yield Block(at_old + start + i, at_new + start + j, n)
    if old_end < len(old):
        yield Block(at_old + old_end, at_new + new_end, len(old) - old_end)


def _matches(old: Sequence[str], new: Sequence[str], limit: int) -> Iterator[tuple[int, int, int]]:
    """Yield the runs of a longest common subsequence: start in one, start in the other, length."""
    if not old or not new or len(old) * len(new) > limit:
        return
    for edit in LCSseq.opcodes(old, new):
        if edit.tag == "equal":
            yield edit.src_start, edit.dest_start, edit.src_end - edit.src_start


def _trim(old: Sequence[str], new: Sequence[str]) -> tuple[int, int, int]:
    """Return where two sequences begin to differ, and where each ends to.

    Found by halving, since slices compare much faster than items one by one.
    """
    n_old, n_new = len(old), len(new)
    start, high = 0, min(n_old, n_new)
    while start < high:
        middle = (start + high + 1) // 2
        if old[start:middle] == new[start:middle]:
            start = middle
        else:
            high = middle - 1
    tail, high = 0, min(n_old, n_new) - start
    while tail < high:
        middle = (tail + high + 1) // 2
        if old[n_old - middle : n_old - tail] == new[n_new - middle : n_new - tail]:
            tail = middle
        else:
            high = middle - 1
    return start, n_old - tail, n_new - tail


def _length(lines: Sequence[Line]) -> int:
    return len("".join(lines))


def _decode(data: bytes) -> str:
    return "" if len(data) > TEXT_BYTES else data.decode("utf-8", "replace")


def _body(text: str) -> str:
    if not text.startswith("---"):
        return text
    opening = _FENCE.match(text)
    closing = _FENCE.search(text, opening.end()) if opening else None
    return text[closing.end() :] if closing else text


def _outside_comments(text: str) -> Iterator[str]:
    at = 0
    while (start := text.find(_OPEN, at)) >= 0 and (end := text.find(_CLOSE, start)) >= 0:
        yield text[at:start] + " "
        at = end + len(_CLOSE)
    yield text[at:]
