"""Long lists in parts, under letters."""

from __future__ import annotations

from itertools import groupby

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kbgen.listing import DIGITS, OTHERS, Listed, initial, listing, part_uri

SIGNED = [".bashrc", "apple", "banana", "(b)eta", "“Quoted”", "፩", "zoo"]
TITLES = st.lists(st.text(max_size=6) | st.text(".(“!ab1፩²汉é", max_size=4), max_size=40)


@pytest.mark.parametrize(
    ("title", "letter"),
    [
        *(("apple", "A"), ("Éclair", "E"), ("“quoted”", "Q"), ("ßharp", "S"), ("жук", "Ж")),
        *(("2-SAT", DIGITS), ("汉字", OTHERS), ("!!!", OTHERS), ("", OTHERS)),
    ],
)
def test_a_title_stands_under_its_letter(title: str, letter: str) -> None:
    assert initial(title) == letter


def test_titles_are_ordered_as_people_expect() -> None:
    titles = ["zoo", "Page 10", "page 9", "élan", "Elan", "10 things", "9 things", "汉字"]
    (part,) = listing([Listed(title, title) for title in titles]).parts
    ordered = [item.title for letter in part.letters for item in letter.items]
    assert ordered == ["9 things", "10 things", "Elan", "élan", "page 9", "Page 10", "zoo", "汉字"]


@pytest.mark.parametrize("title", ["፩", "a²", "x" * 3 + "9" * 5000, "٣", "①"])
def test_no_digit_of_a_title_stops_a_list(title: str) -> None:
    (part,) = listing([Listed(each, each) for each in ("b 2", title, "b 10")]).parts
    ordered = [item.title for letter in part.letters for item in letter.items]
    assert sorted(ordered) == sorted(["b 2", title, "b 10"])
    assert ordered.index("b 2") < ordered.index("b 10")


def test_numbers_of_any_length_are_ordered_by_their_value() -> None:
    titles = [f"v{'9' * 5000}", f"v1{'0' * 5000}", "v007", "v12"]
    (part,) = listing([Listed(title, title) for title in titles]).parts
    assert [item.title for letter in part.letters for item in letter.items] == [titles[n] for n in (2, 3, 0, 1)]


def test_a_long_list_has_parts_and_letters_lead_into_them() -> None:
    found = listing([Listed(f"{letter}{n}", f"{letter}{n}") for letter in "ab" for n in range(5)], longest=3)
    assert [(part.number, part.first, part.last) for part in found.parts] == [
        (1, "a0", "a2"),
        (2, "a3", "b0"),
        (3, "b1", "b3"),
        (4, "b4", "b4"),
    ]
    assert [(jump.name, jump.part) for jump in found.jumps] == [("A", 1), ("B", 2)]
    assert part_uri("x/index.html", 1) == "x/index.html"
    assert part_uri("x/index.html", 3) == "x/a-z/3/index.html"


def test_signs_before_a_title_do_not_part_its_letter() -> None:
    (part,) = listing([Listed(title, title) for title in SIGNED]).parts
    assert [(letter.name, [item.title for item in letter.items]) for letter in part.letters] == [
        (DIGITS, ["፩"]),
        ("A", ["apple"]),
        ("B", ["(b)eta", "banana", ".bashrc"]),
        ("Q", ["“Quoted”"]),
        ("Z", ["zoo"]),
    ]


@given(TITLES, st.integers(1, 7))
@example(SIGNED, 2)
@example(SIGNED, 7)
def test_letters_ascend_and_none_stands_twice_in_a_part(titles: list[str], longest: int) -> None:
    found = listing([Listed(title, str(n)) for n, title in enumerate(titles)], longest)
    names = [letter.name for part in found.parts for letter in part.letters]
    rank = {DIGITS: 0, OTHERS: 2}
    once = [name for name, _ in groupby(names)]
    assert once == sorted(set(names), key=lambda name: (rank.get(name, 1), name))
    for part in found.parts:
        anchors = [letter.anchor for letter in part.letters]
        assert len(set(anchors)) == len(anchors)
        assert all(initial(item.title) == letter.name for letter in part.letters for item in letter.items)


@given(TITLES, st.integers(1, 7))
def test_every_entry_is_in_one_part_and_every_jump_leads_to_its_letter(titles: list[str], longest: int) -> None:
    found = listing([Listed(title, str(n)) for n, title in enumerate(titles)], longest)
    items = [item for part in found.parts for letter in part.letters for item in letter.items]
    assert sorted(item.url for item in items) == sorted(map(str, range(len(titles))))
    assert all(sum(len(letter.items) for letter in part.letters) <= longest for part in found.parts)
    for jump in found.jumps:
        here = {letter.anchor: letter.name for letter in found.parts[jump.part - 1].letters}
        assert here[jump.anchor] == jump.name
        earlier = (letter.name for part in found.parts[: jump.part - 1] for letter in part.letters)
        assert jump.name not in earlier
