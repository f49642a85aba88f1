"""Words of a text, what two texts have in common, and who wrote what."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbgen.history import words
from kbgen.history.identity import Event, Trace
from kbgen.history.owners import Count, PageWords, Runs, attribute, shares, texts_of
from kbgen.history.query import pack, unpack
from kbgen.history.words import Lexicon, changed, changed_words, common, count_words, visible

SOME = st.lists(st.sampled_from(["a", "b", "c", "d", "\n", "\n"]), max_size=60).map(" ".join)
NONE = "0" * 40


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("one two_three 4", 3),
        ("don't", 2),
        ("页 面abc面", 4),
        ("ひらカナ한글", 6),
        ("naïve Ünïcode", 2),
        ("**, --- ...", 0),
        ("---\ntitle: no words\n---\none", 1),
        ("---\r\ntitle: no\r\n---\r\none two", 2),
        ("---\ntitle: open\none", 3),
        ("--- not front matter ---\none", 4),
        ("---\na: b\n...\none", 1),
        ("one <!-- two\nthree --> four", 2),
        ("one <!-- two", 2),
        ("a<!-- x -->b", 2),
        ("\ufeffone", 1),
    ],
)
def test_words_are_counted(text: str, count: int) -> None:
    assert count_words(text.encode()) == count


def test_bytes_that_are_not_text_are_counted_all_the_same() -> None:
    assert count_words(b"one \xff two") == 2
    assert count_words(b"word " * (5 << 18)) == 0


def test_a_text_full_of_openings_takes_no_time() -> None:
    assert count_words(b"<!--" * 250_000) == 0
    assert visible("---\n" + "a\n" * 10) == "---\n" + "a\n" * 10


@pytest.mark.parametrize(
    ("old", "new", "added", "removed"),
    [
        ("one two", "one two", 0, 0),
        ("one two", "one  two!", 0, 0),
        ("one two", "two one", 1, 1),
        ("", "one two", 2, 0),
        ("one two\nthree", "one two", 0, 1),
        ("one two three", "one 2 three", 1, 1),
        ("a\nb\nc", "a\nx\nb\nc\ny", 2, 0),
        ("one\ntwo\n", "zero\none\n\ntwo\n", 1, 0),
    ],
)
def test_changed_words(old: str, new: str, added: int, removed: int) -> None:
    lexicon = Lexicon()
    assert changed(lexicon.text(old.encode()).words, lexicon.text(new.encode()).words) == (added, removed)
    assert changed_words(old.encode(), new.encode(), lexicon) == added + removed


def test_a_difference_that_is_too_large_counts_as_new() -> None:
    old, new = (" ".join(f"{letter}{n} same" for n in range(1100)).encode() for letter in "ab")
    lexicon = Lexicon()
    assert changed(lexicon.text(old).words, lexicon.text(new).words) == (2199, 2199)  # the last word is trimmed


@given(SOME, SOME)
def test_a_difference_conserves_words(old: str, new: str) -> None:
    lexicon = Lexicon()
    lines = lexicon.text(old.encode()).words, lexicon.text(new.encode()).words
    flat = [re.findall(r"\w+", text) for text in (old, new)]
    added, removed = changed(*lines)
    assert changed_words(old.encode(), new.encode(), lexicon) == added + removed
    assert len(flat[0]) - removed + added == len(flat[1])
    at_old = at_new = 0
    for block in common(*lines):
        assert block.length > 0
        assert block.old >= at_old
        assert block.new >= at_new
        assert flat[0][block.old : block.old + block.length] == flat[1][block.new : block.new + block.length]
        at_old, at_new = block.old + block.length, block.new + block.length


@given(st.lists(SOME, min_size=1, max_size=6), st.booleans())
def test_every_word_has_one_owner(texts: list[str], mechanical: bool) -> None:
    page, before = PageWords(), NONE
    for number, text in enumerate(texts):
        oid = f"{number + 1:040}"
        event = Event(f"c{number}", 0, "a.md", Trace.CHANGED if number else Trace.BORN, before, oid)
        given_texts = [text.encode(), texts[number - 1].encode()] if number else [text.encode()]
        page.take(event, given_texts, mechanical and number > 0, {})
        before = oid
        assert sum(shares(page.lists[oid]).values()) == len(re.findall(r"\w+", text))
        assert all(length > 0 for _, length in page.lists[oid])
    if mechanical and re.search(r"\w", texts[0]) and all(re.search(r"\w", text) for text in texts):
        assert set(shares(page.lists[before])) == {"c0"}


def test_a_lexicon_that_is_full_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = ["one two\n页面 three", "one two\n页面 four\nfive", "six one\n页 four\nfive"]
    lists = []
    for limit in (words.LEXICON_WORDS, 2):
        monkeypatch.setattr(words, "LEXICON_WORDS", limit)
        page, old = PageWords(), NONE
        for number, text in enumerate(texts):
            oid = f"{number + 1:040}"
            given_texts = [text.encode(), *(texts[number - 1].encode() for _ in range(min(number, 1)))]
            page.take(Event(f"c{number}", 0, "a.md", Trace.CHANGED, old, oid), given_texts, False, {})
            old = oid
        lists.append(page.lists)
    assert lists[0] == lists[1]
    assert shares(lists[0][old]) == {"c2": 1, "c0": 2, "c1": 2}


def runs(old: str, new: str, owners: Runs, mechanical: bool = False) -> Runs:
    lexicon = Lexicon()
    lines = lexicon.text(old.encode()).words, lexicon.text(new.encode()).words
    return attribute("new", sum(map(len, lines[1])), [common(*lines)], [owners], mechanical)


@pytest.mark.parametrize(
    ("old", "new", "owners", "mechanical", "expected"),
    [
        ("a b c", "a b c", (("x", 3),), False, (("x", 3),)),
        ("a b c", "a X c", (("x", 3),), False, (("x", 1), ("new", 1), ("x", 1))),
        ("a b c", "a c", (("x", 1), ("y", 1), ("z", 1)), False, (("x", 1), ("z", 1))),
        ("a b c d", "a B C d", (("x", 2), ("y", 2)), True, (("x", 2), ("y", 2))),
        ("a b", "a b c", (("x", 1), ("y", 1)), True, (("x", 1), ("y", 2))),
        ("a b", "z a b", (("x", 1), ("y", 1)), True, (("x", 2), ("y", 1))),
        ("", "a", (), True, (("new", 1),)),
    ],
)
def test_owners_of_a_new_text(old: str, new: str, owners: Runs, mechanical: bool, expected: Runs) -> None:
    assert runs(old, new, owners, mechanical) == expected


def test_only_words_in_no_parent_are_a_merges() -> None:
    page = PageWords({"1" * 40: (("ann", 3),), "2" * 40: (("ann", 2), ("bob", 1))})
    event = Event("merge", 0, "a.md", Trace.MERGED, "1" * 40, "3" * 40, ("1" * 40, "2" * 40))
    count = page.take(event, [b"a b bob mine", b"a b c", b"a b bob"], False, {})
    assert count == Count(1, 0)
    assert shares(page.lists["3" * 40]) == {"ann": 2, "bob": 1, "merge": 1}


@pytest.mark.parametrize(
    ("event", "wanted"),
    [
        (Event("c", 0, "a.md", Trace.BORN, NONE, "n"), ("n",)),
        (Event("c", 0, "a.md", Trace.CHANGED, "o", "n"), ("n", "o")),
        (Event("c", 0, "a.md", Trace.MOVED, "o", "o"), ()),
        (Event("c", 0, "a.md", Trace.DELETED, "o", NONE), ()),
        (Event("c", 0, "a.md", Trace.RESTORED, NONE, "o"), ()),
        (Event("c", 0, "a.md", Trace.MERGED, "o", "n"), ()),
        (Event("c", 0, "a.md", Trace.MERGED, "o", "n", ("o", "p")), ("n", "o", "p")),
        (Event("c", 0, "a.md", Trace.MERGED, "o", "p", ("o", "p")), ()),
    ],
)
def test_the_texts_that_an_event_needs(event: Event, wanted: tuple[str, ...]) -> None:
    assert texts_of(event) == wanted


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(1, 99)), max_size=9).map(tuple))
def test_owner_lists_are_stored(runs: Runs) -> None:
    assert unpack(*pack(runs)) == runs
