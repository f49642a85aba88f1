"""The order of landing, plausible dates, and lists of revisions: pure tables."""

from __future__ import annotations

import pytest

from kbgen.facts import Identity
from kbgen.history.dates import DAY, EARLIEST, authored_date, landing_dates
from kbgen.history.landing import first_parent_chain, landing_groups, reach
from kbgen.history.mechanical import is_bulk, parse_ignored
from kbgen.history.rows import CommitRow
from kbgen.history.settings import HistorySettings

WHO = Identity("", "")
NOW = EARLIEST + 1000 * DAY


def graph(text: str) -> dict[str, CommitRow]:
    """Return commits from `child:parents@date` words, such as `c:ab@3`."""
    commits = {}
    for word in text.split():
        oid, _, rest = word.partition(":")
        parents, _, date = rest.partition("@")
        commits[oid] = CommitRow(oid, tuple(parents), 0, int(date or 0), WHO, WHO, "", (), (), ())
    return commits


@pytest.mark.parametrize(
    ("commits", "tip", "groups"),
    [
        ("a:", "a", ["a"]),
        ("a: b:a c:b", "c", ["a", "b", "c"]),
        ("a: s:a m:a x:ms", "x", ["a", "m", "sx"]),
        ("a: s:a@9 t:a@5 m:a x:mst", "x", ["a", "m", "tsx"]),
        ("a: s:a@5 t:a@5 x:ats", "x", ["a", "stx"]),
        ("a: s:a@9 u:s@1 t:a@5 x:aut", "x", ["a", "tsux"]),  # parents first, whatever the dates say
        ("a: r: x:ar", "x", ["a", "rx"]),  # another root
        ("a: f:a g:f p:ag x:p", "x", ["a", "fgp", "x"]),
    ],
)
def test_what_lands_with_what(commits: str, tip: str, groups: list[str]) -> None:
    found = graph(commits)
    assert ["".join(group) for group in landing_groups(found, first_parent_chain(found, tip))] == groups


def test_reach_stops() -> None:
    found = graph("a: b:a c:b d:a m:cd")
    assert reach(found, ["m"]) == set("abcdm")
    assert reach(found, ["m"], {"b"}) == set("cmda")
    assert reach(found, ["m", "nowhere"], {"a", "m"}) == set()


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ([], []),
        ([NOW], [(NOW, False)]),
        ([0, NOW, 5, NOW + 9 * DAY], [(NOW, True), (NOW, False), (NOW, True), (NOW, True)]),
        ([0, 1], [(EARLIEST, True), (EARLIEST, True)]),
        ([NOW, NOW - DAY], [(NOW, False), (NOW - DAY, False)]),
        ([10**14, NOW], [(NOW, True), (NOW, False)]),
    ],
)
def test_landing_dates(raw: list[int], expected: list[tuple[int, bool]]) -> None:
    assert landing_dates(raw, NOW + DAY) == expected


@pytest.mark.parametrize(
    ("authored", "expected"),
    [
        (NOW - 100 * DAY, (NOW - 100 * DAY, False)),
        (NOW + DAY, (NOW + DAY, False)),
        (NOW + DAY + 1, (NOW, True)),
        (EARLIEST - 1, (NOW, True)),
        (10**15, (NOW, True)),
    ],
)
def test_authored_dates(authored: int, expected: tuple[int, bool]) -> None:
    assert authored_date(authored, NOW) == expected


def test_lists_of_revisions_are_read_tolerantly() -> None:
    full, other = "a1" * 20, "B2" * 20
    found = parse_ignored(f"# why\n\n{full} # sorted\r\n{other}\n deadbeef\n{full}x\n")
    assert found.oids == {full, other.lower()}
    assert found.wrong == ((5, "deadbeef"), (6, f"{full}x"))


@pytest.mark.parametrize(
    ("changed", "pages", "bulk"), [(50, 10, False), (51, 10, True), (51, 1020, False), (52, 1020, True)]
)
def test_bulk(changed: int, pages: int, bulk: bool) -> None:
    assert is_bulk(changed, pages, HistorySettings()) is bulk
