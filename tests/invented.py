"""Invented pages in any number, with words as often as in a natural language: for the tests of large sites."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate, product
from random import Random

WORDS = 30_000
FOLDERS = 40
SYLLABLES = [a + b for a, b in product("bdfgklmnprstvz", ("a", "e", "i", "o", "u", "ai", "or", "en"))]


def invented_pages(number: int, seed: int = 1) -> Iterator[tuple[str, str]]:
    """Yield path and Markdown of each page: 120 to 400 words by Zipf's law, about subjects that its title names."""
    draw = Random(seed)
    words = _words(draw)
    often = list(accumulate(1 / rank for rank in range(1, WORDS + 1)))
    rarely = list(accumulate(1 / rank for rank in range(200, WORDS + 1)))
    for n in range(number):
        subjects = draw.choices(words[199:], cum_weights=rarely, k=4)
        title = " ".join(subjects[: draw.randint(2, 3)]).capitalize()
        text = draw.choices(words, cum_weights=often, k=draw.randint(120, 400))
        for at in draw.sample(range(len(text)), len(text) // 15):
            text[at] = draw.choice(subjects)
        folder = words[n % FOLDERS]
        yield f"{folder}/page-{n:05}.md", f"# {title}\n\n{_body(text, subjects, draw)}"


def _words(draw: Random) -> list[str]:
    """Return distinct words; the frequent ones are short, as in any language."""
    found: dict[str, None] = {}
    while len(found) < WORDS:
        length = 1 + (len(found) > 60) + (len(found) > 3_000) + draw.randint(0, 1)
        found["".join(draw.choices(SYLLABLES, k=length))] = None
    return list(found)


def _body(text: list[str], subjects: list[str], draw: Random) -> str:
    """Return sentences of a dozen words, with a heading after about a hundred."""
    pieces: list[str] = []
    for start in range(0, len(text), 12):
        if start and start % 96 == 0:
            pieces.append(f"\n\n## {' '.join(draw.choices(subjects, k=2)).capitalize()}\n\n")
        pieces.append(f"{' '.join(text[start : start + 12]).capitalize()}. ")
    return f"{''.join(pieces).rstrip()}\n"
