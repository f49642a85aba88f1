"""What a page shows of its history."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from fractions import Fraction

import pytest
from facts_builder import HistoryBuilder, day
from hypothesis import given
from hypothesis import strategies as st

from kbgen.config import PeopleRules
from kbgen.facts import Kind, SourceHistory
from kbgen.model import Page
from kbgen.people import (
    COMMUNITY_MEMBER,
    Freshness,
    Ledger,
    PageFacts,
    PageRole,
    Review,
    mainline_facts,
    resolve_people,
    version_facts,
)
from kbgen.people.freshness import due_date, freshness, review_date
from kbgen.people.page_facts import NOT_LANDED, SHALLOW
from kbgen.people.person import Person
from kbgen.people.written import shares, written_by

DAY_0 = date(2020, 1, 1)


def ledger_of(*histories: SourceHistory, **rules: object) -> Ledger:
    return Ledger.of(histories, resolve_people(histories, PeopleRules.model_validate(rules)))


def facts_at(history: SourceHistory, path: str = "a.md", review: Review = Review(), **rules: object) -> PageFacts:
    ids = {page.path: page.id for page in history.pages}
    at = (history.source, ids[path])
    return mainline_facts(ledger_of(history, **rules), {at: review})[at]


def authors(facts: PageFacts) -> list[str]:
    return [person.name for person in facts.authors]


def roles(facts: PageFacts) -> Mapping[str, tuple[str, ...]]:
    return {each.person.name: tuple(role.value for role in each.roles) for each in facts.contributors}


# --- dates and people


def test_dates_are_those_of_landing() -> None:
    history = (
        HistoryBuilder()
        .commit("Ann", 0, create="a.md")
        .commit("Bob", 30, pages="a.md", authored=1)
        .commit("Cid", 40, kind=Kind.MINOR, pages="a.md", words=1)
        .build()
    )
    facts = facts_at(history)
    assert (facts.created, facts.substantive, facts.landed) == (DAY_0, date(2020, 1, 31), date(2020, 2, 10))
    assert facts.created_by[0].name == "Ann"
    assert authors(facts) == ["Ann", "Bob", "Cid"]
    assert [(change.landed, change.authored) for change in facts.changes][1] == (date(2020, 1, 31), date(2020, 1, 2))


def test_co_authors_are_authors_once_and_signing_off_is_nothing() -> None:
    history = (
        HistoryBuilder()
        .commit("Ann", 0, create="a.md", coauthors=["Bob", "Cid <CID@example.org>", "Cid <cid@example.org>", "Ann"])
        .build()
    )
    assert authors(facts_at(history)) == ["Ann", "Bob", "Cid"]


@pytest.mark.parametrize(
    ("kind", "wanted"),
    [
        (Kind.MOVE, ("mover",)),
        (Kind.SPLIT, ("mover",)),
        (Kind.MERGE, ("merger",)),
        (Kind.RESTORE, ("restorer",)),
        (Kind.REVERT, ("reverter",)),
        (Kind.MECHANICAL, ("formatter",)),
        (Kind.MINOR, ("author",)),
        (Kind.REVERTED, None),
        (Kind.GENERATED, None),
        (Kind.DELETE, None),
    ],
)
def test_a_kind_of_change_earns_its_own_role(kind: Kind, wanted: tuple[str, ...] | None) -> None:
    history = (
        HistoryBuilder().commit("Ann", 0, create="a.md").commit("Bob", 1, kind=kind, pages="a.md", words=0).build()
    )
    assert roles(facts_at(history)).get("Bob") == wanted


def test_roles_add_up_and_the_order_is_that_of_the_first_contribution() -> None:
    history = (
        HistoryBuilder()
        .commit("Zoe", 0, create="a.md")
        .commit("Ann", 1, pages="a.md", reviewers=["Rev"], committer="Maint")
        .commit("Rev", 2, pages="a.md")
        .commit("Ann", 3, pages="a.md")
        .build()
    )
    found = roles(facts_at(history))
    assert list(found) == ["Zoe", "Ann", "Rev", "Maint"]
    assert (found["Rev"], found["Maint"]) == (("author", "reviewer"), ("committer",))


def test_bots_and_assistants_are_named_in_changes_alone() -> None:
    history = (
        HistoryBuilder()
        .commit("Ann", 0, create="a.md", coauthors=["Claude <noreply@anthropic.com>"])
        .commit("renovate[bot]", 1, pages="a.md", words=50)
        .commit("copilot-swe-agent[bot]", 2, pages="a.md", coauthors=["Cid"])
        .build()
    )
    facts = facts_at(history)
    assert authors(facts) == ["Ann", "Cid"]
    assert [[person.name for person in change.automated] for change in facts.changes] == [
        *(["copilot-swe-agent[bot]"], ["renovate[bot]"], ["Claude"]),
    ]
    assert facts.substantive == date(2020, 1, 3)


def test_a_bot_alone_makes_no_substantive_change() -> None:
    history = HistoryBuilder().commit("Ann", 0, create="a.md").commit("x[bot]", 9, pages="a.md").build()
    assert facts_at(history).substantive == DAY_0


def test_who_wrote_inherited_words_is_an_author() -> None:
    builder = HistoryBuilder().commit("Ann", 0, create="big.md", words=60)
    first = builder.last
    history = (
        builder.commit("Bob", 2, kind=Kind.SPLIT, create="part.md", words=0).inherit("part.md", {first: 30}).build()
    )
    facts = facts_at(history, "part.md")
    assert (authors(facts), roles(facts)["Bob"]) == (["Ann"], ("mover",))


def test_a_generated_page_is_nobodys_work() -> None:
    history = HistoryBuilder().commit("Bob", 0, create="a.md").commit("Bob", 1, pages="a.md").generated("a.md").build()
    facts = facts_at(history)
    assert (facts.contributors, facts.created_by, facts.written_by) == ((), (), None)
    assert (facts.created, facts.landed) == (DAY_0, date(2020, 1, 2))
    assert ledger_of(history).contributions == ()


def test_subjects_hold_no_address() -> None:
    history = HistoryBuilder().commit("Ann", 0, create="a.md", subject="Add, by ann@example.org").build()
    assert facts_at(history).changes[0].subject == "Add, by …"


def test_who_opted_out_is_a_community_member() -> None:
    history = HistoryBuilder().commit("Ann", 0, create="a.md").commit("Bob", 1, pages="a.md").build()
    facts = facts_at(history, members=[{"name": "Ann", "opt_out": True}])
    assert [(each.person.name, each.person.slug) for each in facts.contributors] == [
        (COMMUNITY_MEMBER, ""),
        ("Bob", "bob"),
    ]


# --- what a version contains


def test_a_version_shows_what_its_ref_contains() -> None:
    builder = HistoryBuilder().commit("Ann", 0, create="a.md")
    old = builder.last
    history = builder.commit("Bob", 9, pages="a.md").build(old=(old,))
    page = Page("a.md", "a/index.html", "a/", "another blob", "", "a.md")
    facts = version_facts(history, "old", ledger_of(history), [page], {})["a.md"]
    assert (authors(facts), facts.landed, facts.written_by) == (["Ann"], DAY_0, None)
    assert len(facts.changes) == 1


@pytest.mark.parametrize(
    ("history", "oid", "path", "reason"),
    [
        (HistoryBuilder(trusted=False).commit("Ann", create="a.md").build(), "tip", "a.md", SHALLOW),
        (HistoryBuilder().commit("Ann", create="a.md").build(), "tip", "b.md", NOT_LANDED),
        (HistoryBuilder().commit("Ann", create="a.md").build(), "other", "a.md", NOT_LANDED),
    ],
)
def test_what_is_not_known_is_not_shown(history: SourceHistory, oid: str, path: str, reason: str) -> None:
    page = Page(path, "", "", "", "", path)
    assert version_facts(history, oid, ledger_of(history), [page], {})[path] == PageFacts.unknown(reason)


# --- surviving words


def written(words: Mapping[str, int]) -> tuple[list[str], list[str]]:
    builder = HistoryBuilder()
    for number, (author, count) in enumerate(words.items()):
        builder.commit(author, number, words=count, **({"pages": "a.md"} if number else {"create": "a.md"}))  # type: ignore[arg-type]
    found = facts_at(builder.build()).written_by
    return ([p.name for p in found.mostly], [p.name for p in found.others]) if found else ([], [])


@pytest.mark.parametrize(
    ("words", "mostly", "others"),
    [
        ({"Ann": 100}, ["Ann"], []),
        ({"Zoe": 50, "Ann": 50}, ["Ann", "Zoe"], []),
        ({"Ann": 90, "Bob": 10}, ["Ann"], ["Bob"]),
        ({"Ann": 200, "Bob": 1}, ["Ann"], []),
        ({"Zoe": 49, "Cid": 9, "Bob": 42}, [], ["Bob", "Zoe"]),
        ({"Ann": 50, "x[bot]": 50}, ["Ann"], []),
        ({"Ann": 40, "x[bot]": 60}, [], ["Ann"]),
        ({"x[bot]": 60}, [], []),
    ],
)
def test_written_mostly_by(words: Mapping[str, int], mostly: list[str], others: list[str]) -> None:
    assert written(words) == (mostly, others)


def test_a_commit_of_several_is_shared_equally() -> None:
    history = HistoryBuilder().commit("Ann", 0, create="a.md", words=10, coauthors=["Bob", "Cid"]).build()
    ledger = ledger_of(history)
    assert set(shares(history.pages[0], ledger.credits).values()) == {Fraction(1, 3)}


@given(
    st.lists(
        st.tuples(st.sampled_from("ABCDE"), st.sets(st.sampled_from("ABCDE")), st.integers(1, 50)),
        min_size=1,
        max_size=9,
    )
)
def test_shares_add_up_to_one(commits: list[tuple[str, set[str], int]]) -> None:
    builder = HistoryBuilder().commit("A", 0, create="a.md", words=1)
    for author, others, words in commits:
        builder.commit(author, 1, pages="a.md", words=words, coauthors=sorted(others))
    history = builder.build()
    found = shares(history.pages[0], ledger_of(history).credits)
    assert sum(found.values()) == 1


def test_nobody_is_named_for_a_tenth_less_a_word() -> None:
    people = Person(1, "Ann"), Person(2, "Bob")
    assert written_by({people[0]: Fraction(901, 1000), people[1]: Fraction(99, 1000)}) is not None
    assert written_by({people[1]: Fraction(99, 1000)}) is None


# --- keepers


@pytest.mark.parametrize(
    ("words", "edits", "days_since", "is_keeper"),
    [
        (10, 1, 0, True),
        (9, 1, 0, False),
        (5, 2, 0, True),
        (100, 3, 365, True),
        (100, 3, 366, False),
    ],
)
def test_a_keeper_is_active_and_knows_the_page(words: int, edits: int, days_since: int, is_keeper: bool) -> None:
    builder = HistoryBuilder().commit("x[bot]", 0, create="a.md", words=100 - words if words < 100 else 1)
    for _ in range(edits):
        builder.commit("Ann", 1, pages="a.md", words=words // edits, substantive=True)
    history = builder.commit("Zoe", 1 + days_since, create="other.md").build()
    assert [person.name for person in facts_at(history).keepers] == (["Ann"] if is_keeper else [])


def test_who_is_active_elsewhere_keeps_the_page() -> None:
    builder = HistoryBuilder().commit("Ann", 0, create="a.md").commit("Ann", 500, create="b.md")
    assert [person.name for person in facts_at(builder.build()).keepers] == ["Ann"]


# --- reviews and freshness


def test_a_page_is_verified_by_its_path_also_a_former_one() -> None:
    history = (
        HistoryBuilder()
        .commit("Ann", 0, create="old.md")
        .move("Ann", 1, "old.md", "a.md")
        .commit("Bob", 50, verifiers=["Cid"], verified=["old.md"])
        .build()
    )
    facts = facts_at(history)
    assert (facts.reviewed, [p.name for p in facts.reviewed_by]) == (date(2020, 2, 20), ["Cid"])
    assert roles(facts)["Cid"] == ("verifier",)
    assert (facts.landed, facts.substantive) == (date(2020, 1, 2), DAY_0)


def test_a_verification_without_paths_is_of_the_pages_it_changes() -> None:
    history = (
        HistoryBuilder()
        .commit("Ann", 0, create=["a.md", "b.md"])
        .commit("Bob", 50, kind=Kind.MINOR, pages="a.md", words=0, verifiers=["Bob"])
        .build()
    )
    assert facts_at(history).reviewed == date(2020, 2, 20)
    assert facts_at(history, "b.md").reviewed is None


def test_the_front_matter_and_the_commits_tell_of_reviews() -> None:
    history = (
        HistoryBuilder().commit("Ann", 0, create="a.md").commit("Bob", 50, verifiers=["Cid"], verified=["a.md"]).build()
    )
    later = facts_at(history, review=Review(reviewed=date(2020, 2, 20)))
    assert later.reviewed_by and later.reviewed == date(2020, 2, 20)
    assert facts_at(history, review=Review(reviewed=date(2019, 1, 1))).reviewed == date(2020, 2, 20)
    assert facts_at(history, review=Review(reviewed=date(2099, 1, 1))).reviewed == date(2020, 2, 20), "not the future"


@pytest.mark.parametrize(
    ("as_of", "state"),
    [
        (0, Freshness.FRESH),
        (335, Freshness.FRESH),
        (336, Freshness.DUE),
        (365, Freshness.DUE),
        (366, Freshness.OVERDUE),
    ],
)
def test_the_states_of_a_term(as_of: int, state: Freshness) -> None:
    due = due_date(Review(), day(0), None)
    assert due == DAY_0 + timedelta(days=365)
    assert freshness(due, day(as_of)) is state


@pytest.mark.parametrize(
    ("review", "substantive", "reviewed", "due"),
    [
        (Review(), None, None, None),
        (Review(every=timedelta(days=90)), 0, None, date(2020, 3, 31)),
        (Review(every=timedelta(days=90)), 0, date(2020, 1, 11), date(2020, 4, 10)),
        (Review(by=date(2021, 5, 1)), 0, None, date(2021, 5, 1)),
    ],
)
def test_a_due_date(review: Review, substantive: int | None, reviewed: date | None, due: date | None) -> None:
    assert due_date(review, None if substantive is None else day(substantive), reviewed) == due


def test_without_any_review_there_is_no_date() -> None:
    assert review_date(Review(), None, day(0)) is None
    assert freshness(None, day(0)) is Freshness.UNKNOWN


def test_the_state_depends_on_the_newest_landing_anywhere_and_not_on_the_clock() -> None:
    one = HistoryBuilder("one").commit("Ann", 0, create="a.md").build()
    two = HistoryBuilder("two").commit("Bob", 400, create="b.md").build()
    assert facts_at(one).freshness is Freshness.FRESH
    assert mainline_facts(ledger_of(one, two), {})["one", one.pages[0].id].freshness is Freshness.OVERDUE


def test_every_role_has_a_word() -> None:
    assert len({role.value for role in PageRole}) == len(PageRole)
