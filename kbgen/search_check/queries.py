"""Known-item queries from the pages of one version. Pure: the same pages and seed give the same queries."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Final

from kbgen.search.language import stop_words
from kbgen.search.words import identifiers_of
from kbgen.search_check.corpus import Corpus, Known
from kbgen.search_check.kinds import QueryKind

WORD: Final = re.compile(r"\w+")
LONG_WORD: Final = 6
SENTENCE: Final = 6
LETTERS: Final = "abcdefghijklmnopqrstuvwxyz"
STOP: Final = frozenset(stop_words("en"))
TRIES: Final = 20
SIGNS: Final = ".,;:!?()[]{}<>\"'“”‘’«»*_—–-…"


@dataclass(frozen=True, slots=True)
class Query:
    """A query and the page that it was made from; `anchor` is the id of a heading."""

    kind: QueryKind
    text: str
    collection: str
    url: str
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class _Words:
    """What is known of all pages: in how many a word occurs, of each page how often, and who has which identifier."""

    pages: Sequence[Known]
    counts: Mapping[str, Counter[str]]
    spread: Counter[str]
    identifiers: Mapping[str, list[str]]
    titles: Counter[str]

    @classmethod
    def of(cls, pages: Sequence[Known]) -> _Words:
        counts = {page.url: Counter(words(f"{page.title} {_text(page)}")) for page in pages}
        places: dict[str, list[str]] = {}
        for page in pages:
            for name in identifiers_of(page.reading.code):
                places.setdefault(name, []).append(page.url)
        spread = Counter(word for counter in counts.values() for word in counter)
        return cls(pages, counts, spread, places, Counter(spoken(page.title) for page in pages))

    def titled(self) -> Iterator[Known]:
        """Yield the pages with a title of two words or more that no other page has."""
        for page in self.pages:
            if self.titles[spoken(page.title)] == 1 and len(words(page.title)) > 1:
                yield page


def words(text: str) -> list[str]:
    """Return the words of a text in lower case."""
    return WORD.findall(text.lower())


def spoken(text: str) -> str:
    """Return a text as one would say it: two titles that differ in signs or case only are one to a reader."""
    return " ".join(words(text))


def content_words(text: str) -> list[str]:
    """Return the words of a text that are no stop words, each once."""
    return [word for word in dict.fromkeys(words(text)) if word not in STOP]


def make_queries(corpus: Corpus, seed: int, most: int, kinds: Sequence[QueryKind] = tuple(QueryKind)) -> list[Query]:
    """Return at most `most` queries of each of `kinds`, drawn by `seed`."""
    known = _Words.of(corpus.pages)
    made: list[Query] = []
    for kind in kinds:
        random = Random(f"{seed} {kind}")
        found = [Query(kind, text, corpus.collection, url, anchor) for text, url, anchor in MAKERS[kind](known, random)]
        random.shuffle(found)
        made += found[:most]
    return made


_Made = Iterator[tuple[str, str, str]]


def _titles(known: _Words, _: Random) -> _Made:
    for page in known.titled():
        yield page.title, page.url, ""


def _two_words(known: _Words, random: Random) -> _Made:
    for page in known.titled():
        found = content_words(page.title)
        if len(found) > 1:
            yield " ".join(random.sample(found, 2)), page.url, ""


def _typos(known: _Words, random: Random) -> _Made:
    for page in known.titled():
        longest = max(words(page.title), key=len)
        if len(longest) >= LONG_WORD and (wrong := _misspelt(longest, known.spread, random)):
            text = re.sub(rf"\b{re.escape(longest)}\b", wrong, page.title.lower(), count=1)
            yield text, page.url, ""


def _misspelt(word: str, real: Mapping[str, int], random: Random) -> str:
    """Return the word with one edit inside of it, which makes no word of the corpus; "" if none is found."""
    for _ in range(TRIES):
        at = random.randrange(1, len(word) - 2)
        letter = random.choice(LETTERS)
        wrong = random.choice(
            (
                word[:at] + word[at + 1] + word[at] + word[at + 2 :],
                word[:at] + word[at + 1 :],
                word[:at] + letter + word[at + 1 :],
                word[:at] + letter + word[at:],
            )
        )
        if wrong != word and wrong not in real:
            return wrong
    return ""


def _questions(known: _Words, _: Random) -> _Made:
    for page in known.titled():
        if content_words(page.title):
            yield f"how do I {page.title}", page.url, ""


def _prefixes(known: _Words, _: Random) -> _Made:
    """Yield titles that end in half a word, if no other title begins like this."""
    for page in known.titled():
        last = re.search(r"\w{4,}$", page.title)
        if last:
            text = page.title[: last.start() + (len(last[0]) + 1) // 2]
            if sum(title.startswith(spoken(text)) for title in known.titles) == 1:
                yield text, page.url, ""


def _headings(known: _Words, _: Random) -> _Made:
    found = [(text, page.url, at) for page in known.pages for level, text, at in page.reading.headings if level > 1]
    number = Counter(spoken(text) for text, _, _ in found)
    for text, url, anchor in found:
        if number[spoken(text)] == 1 and spoken(text) not in known.titles and content_words(text) and anchor:
            yield text, url, anchor


def _phrases(known: _Words, random: Random) -> _Made:
    """Yield, for each page, six words in a row of one of its blocks that stand so on no other page."""
    whole = {page.url: " ".join(_plain(" ".join(page.reading.blocks))) for page in known.pages}
    for page in known.pages:
        blocks = [found for block in page.reading.blocks if len(found := _plain(block)) >= SENTENCE]
        for _ in range(TRIES if blocks else 0):
            block = random.choice(blocks)
            at = random.randrange(len(block) - SENTENCE + 1)
            text = " ".join(block[at : at + SENTENCE])
            if content_words(text) and sum(text in other for other in whole.values()) == 1:
                yield text, page.url, ""
                break


def _plain(block: str) -> list[str]:
    """Return the words of a block as a reader types them: with the signs inside of them, without those around."""
    return [plain for word in block.split() if (plain := word.strip(SIGNS))]


def _keywords(known: _Words, _: Random) -> _Made:
    """Yield the three words of each page with the largest TF-IDF that are not in its title."""
    number = len(known.pages)
    for page in known.pages:
        title = set(words(page.title))
        weights = {
            word: count * math.log(number / known.spread[word])
            for word, count in known.counts[page.url].items()
            if word not in title and word not in STOP and len(word) > 2 and word.isalpha()
        }
        best = sorted(weights, key=lambda word: (-weights[word], word))[:3]
        if len(best) == 3 and weights[best[-1]] > 0:
            yield " ".join(best), page.url, ""


def _code(known: _Words, random: Random) -> _Made:
    """Yield, for each page, an identifier that only it holds, in code or in text."""
    own: dict[str, list[str]] = {}
    text = {page.url: f"{_text(page)} {' '.join(page.reading.code)}".lower() for page in known.pages}
    for name in sorted(known.identifiers):
        if len(known.identifiers[name]) == 1 and len(name) > 3:
            own.setdefault(known.identifiers[name][0], []).append(name)
    for url, names in own.items():
        random.shuffle(names)
        alone = (name for name in names if sum(name in other for other in text.values()) == 1)
        if name := next(alone, ""):
            yield name, url, ""


def _text(page: Known) -> str:
    return " ".join((*(text for _, text, _ in page.reading.headings), *page.reading.blocks))


MAKERS: Final[Mapping[QueryKind, Callable[[_Words, Random], _Made]]] = {
    QueryKind.TITLE: _titles,
    QueryKind.TWO_WORDS: _two_words,
    QueryKind.TYPO: _typos,
    QueryKind.QUESTION: _questions,
    QueryKind.PREFIX: _prefixes,
    QueryKind.HEADING: _headings,
    QueryKind.PHRASE: _phrases,
    QueryKind.KEYWORDS: _keywords,
    QueryKind.CODE: _code,
}
