from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbgen.versions.order import cut_prefix, is_prerelease, newest_first, number_of

NAMES = st.one_of(
    st.from_regex(r"\A[a-z0-9][a-zA-Z0-9._+-]{0,8}\Z"),
    st.sampled_from(["1.0", "1.0.0", "v1.0", "1.0-rc.1", "1.0-snapshot", "1.x", "1.0.post1", "dev", "Dev", "week-10"]),
)


@pytest.mark.parametrize(
    "ordered",
    [
        ["1.10", "1.9", "v1.2"],
        ["dev", "v2.0-rc.1", "1.1", "1.0"],
        ["dev", "main", "2.0", "2.0-rc.2", "2.0-rc.1", "2.0-beta", "2.0-alpha.3", "2.0-snapshot", "1.9.9"],
        ["2.x", "2.1.x", "2.1.7", "2.1.0", "2.0"],
        ["2024-11-02", "2024_10", "2024-9", "2023.12"],
        ["week-2", "week-9", "week-10", "1"],
        ["10", "9", "8-lts", "7"],
        ["1.0.post1", "1.0.0", "1.0", "1.0.dev3"],
        ["2024-01", "2024-01-rc1", "2023"],
        ["main", "4.x", "4.0"],
        ["3.0+build.7", "3.0"],
        ["v2.0", *(f"v1.{minor}" for minor in range(9, -1, -1)), *(f"v0.{minor}" for minor in range(9, 0, -1))],
    ],
)
def test_named_first_then_from_high_to_low(ordered: list[str]) -> None:
    assert list(newest_first(reversed(ordered))) == ordered
    assert list(newest_first(sorted(ordered))) == ordered


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("v1.2", "1.2"),
        ("V1.2", "1.2"),
        ("1-2_3", "1.2.3"),
        ("01.02", "1.2"),
        ("2.0-rc.1", "2.0rc1"),
        ("1.x", "1.999999"),
        ("1.x.x", "1.999999.999999"),
        ("1.2-snapshot", "1.2.dev0"),
        ("2.0-3-gabc", "2.0.3.dev0"),
        ("1.0.post1", "1.0.post1"),
    ],
)
def test_numbers(name: str, number: str) -> None:
    assert str(number_of(name)) == number


@pytest.mark.parametrize("name", ["dev", "main", "version-2", "x", "v", "vnext", "rc1", "-1"])
def test_named(name: str) -> None:
    assert number_of(name) is None
    assert is_prerelease(name)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("1.0", False),
        ("1.x", False),
        ("1.0.post1", False),
        ("2024-01", False),
        ("1.0-rc.1", True),
        ("1.0a1", True),
        ("1.0-wip", True),
    ],
)
def test_prereleases_among_numbers(name: str, expected: bool) -> None:
    assert is_prerelease(name) is expected


@pytest.mark.parametrize(
    ("name", "cut"), [("v1", "1"), ("V1", "1"), ("vv1", "vv1"), ("value", "value"), ("1v2", "1v2")]
)
def test_the_prefix_is_cut_before_a_digit_only(name: str, cut: str) -> None:
    assert cut_prefix(name) == cut


@given(st.lists(NAMES, unique=True), st.randoms())
def test_the_order_depends_on_the_names_alone(names: list[str], random: object) -> None:
    shuffled = list(names)
    random.shuffle(shuffled)  # type: ignore[attr-defined] # hypothesis gives a random.Random
    assert newest_first(shuffled) == newest_first(names)
    assert sorted(newest_first(names)) == sorted(names)


@given(st.lists(NAMES, unique=True, max_size=6))
def test_the_order_of_two_does_not_depend_on_the_others(names: list[str]) -> None:
    ordered = newest_first(names)
    assert all(newest_first([newer, older]) == (newer, older) for newer, older in pairwise(ordered))
    assert all(newest_first([ordered[0], other]) == (ordered[0], other) for other in ordered[1:])


@given(NAMES)
def test_a_leading_v_does_not_matter(name: str) -> None:
    if number_of(name) is not None:
        assert number_of("v" + cut_prefix(name)) == number_of(name)
