"""Related pages: what is about the same, against a full decomposition, and the same on every run."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from math import log
from pathlib import Path

import numpy as np
import pytest

from kbgen.cache import Cache
from kbgen.related import Text, analysis, related, words_of
from kbgen.related.analysis import neighbours

SUBJECTS = {
    "cooking": "oven flour butter bake dough sugar recipe kitchen spoon yeast",
    "sailing": "mast harbour wind rope anchor keel tide deck sailor rudder",
    "chess": "rook bishop castle pawn gambit checkmate opening endgame queen tempo",
    "garden": "soil seed prune compost hedge bloom lawn spade shrub weed",
}


def corpus(seed: int = 1, each: int = 12) -> list[Text]:
    """Return pages about four subjects that share common words."""
    chance, texts = random.Random(seed), []
    for subject, words in SUBJECTS.items():
        for number in range(each):
            said = chance.choices(words.split(), k=25) + chance.choices(["thing", "make", "good", "often"], k=25)
            texts.append(Text(f"{subject} {number}", f"<p>{' '.join(said)}</p>"))
    return texts


def test_words_are_counted_without_markup_and_those_of_the_title_three_times() -> None:
    found = words_of("Fish soup", "<p>fish &amp; <b>Chips</b> a 42 x1</p><script>")
    assert found == Counter({"fish": 4, "soup": 3, "chips": 1, "x1": 1})


def test_scripts_without_spaces_are_counted_by_pairs() -> None:
    assert words_of("", "<p>动态规划 dp</p>") == Counter({"动态": 1, "态规": 1, "规划": 1, "dp": 1})


def test_related_pages_are_about_the_same_subject(tmp_path: Path) -> None:
    texts = corpus()
    found = related(texts, Cache(tmp_path))
    assert all(found), "each page has some"
    for text, near in zip(texts, found, strict=True):
        assert len(near) <= 5 and len(set(near)) == len(near)
        assert {texts[n].title.split()[0] for n in near} == {text.title.split()[0]}


def full(pages: Sequence[Counter[str]], most: int) -> list[set[int]]:
    """Return the neighbours by numpy's own decomposition of the dense matrix, as textbooks write it."""
    spread = Counter(word for page in pages for word in page)
    known = sorted(word for word, n in spread.items() if n >= 2 and 0.02 <= n / len(pages) <= 0.3)
    dense = np.array([[(1 + log(p[w])) * log(len(pages) / spread[w]) if p[w] else 0.0 for w in known] for p in pages])
    dense /= np.linalg.norm(dense, axis=1, keepdims=True)
    left, strength, _ = np.linalg.svd(dense, full_matrices=False)
    points = left[:, :20] * strength[:20]
    points /= np.linalg.norm(points, axis=1, keepdims=True)
    likeness = points @ points.T - 3 * np.eye(len(pages))
    return [set(np.argsort(-row)[:most].tolist()) for row in likeness]


def shared(one: Iterable[Collection[int]], other: Iterable[Collection[int]], most: int) -> float:
    """Return which share of the neighbours two answers have in common."""
    pairs = list(zip(one, other, strict=True))
    return sum(len(set(a) & set(b)) for a, b in pairs) / (most * len(pairs))


@pytest.mark.parametrize("each", [6, 12, 40])  # fewer pages than words, and more
def test_neighbours_are_those_of_a_full_decomposition(each: int) -> None:
    pages = [words_of(text.title, text.html) for text in corpus(2, each)]
    assert shared(neighbours(pages, 3, -1), full(pages, 3), 3) > 0.99  # equally near ones may change places


def test_those_of_many_pages_are_nearly_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(analysis, "MOST_EXACT", 0)
    pages = [words_of(text.title, text.html) for text in corpus(2)]
    assert shared(neighbours(pages, 3, -1), full(pages, 3), 3) > 0.95


@pytest.mark.parametrize("most_exact", [0, 1500])
def test_a_new_word_moves_few_neighbours(monkeypatch: pytest.MonkeyPatch, most_exact: int) -> None:
    """Else each page of a site would be made anew whenever a word is used for the second time."""
    monkeypatch.setattr(analysis, "MOST_EXACT", most_exact)
    pages = [words_of(text.title, text.html) for text in corpus(3)]
    told = [pages[0] + Counter(["aardvark"]), pages[1] + Counter(["aardvark"]), *pages[2:]]
    before, after = neighbours(pages, 3, -1), neighbours(told, 3, -1)
    assert shared(before, after, 3) > 0.9


def test_what_is_not_alike_is_not_related(tmp_path: Path) -> None:
    odd = Text("Alone", "<p>zebra quartz violin</p>")
    found = related([*corpus(), odd, Text("", "")], Cache(tmp_path))
    assert found[-2:] == ((), ())
    assert all(n < len(found) - 2 for near in found for n in near)


def test_a_small_corpus_has_none(tmp_path: Path) -> None:
    assert related(corpus()[:9], Cache(tmp_path)) == ((),) * 9


def test_the_cache_gives_what_was_computed_and_a_changed_text_is_computed_again(tmp_path: Path) -> None:
    texts = corpus()
    first, again = related(texts, Cache(tmp_path)), related(texts, Cache(tmp_path))
    assert first == again == related(texts, Cache(tmp_path / "other"))
    moved = [Text(texts[0].title, texts[-1].html), *texts[1:]]
    assert related(moved, Cache(tmp_path))[0] != first[0]
