"""The community's numbers, by hand-made histories whose answers can be counted on fingers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from facts_builder import HistoryBuilder, day

from kbgen.config import PeopleRules
from kbgen.facts import Kind, SourceHistory
from kbgen.metrics import (
    Figures,
    MilestoneKind,
    PersonFacts,
    Point,
    Statistics,
    Topic,
    absence_factor,
    people_facts,
    statistics,
    topics_of,
)
from kbgen.metrics.landing import percentile
from kbgen.metrics.periods import month, months, quarter, quarters
from kbgen.metrics.results import NO_DATA, TOO_FEW
from kbgen.model import BookSettings, Collection, Content, Mirror, NavItem, Page, Ref, RefKind, Version
from kbgen.people import Ledger, PageId, mainline_facts, resolve_people

SIX = ("Ann", "Bob", "Cid", "Dan", "Eve", "Fay")


def ledger_of(*histories: SourceHistory, **rules: object) -> Ledger:
    return Ledger.of(histories, resolve_people(histories, PeopleRules.model_validate(rules)))


def folder_topics(histories: Sequence[SourceHistory]) -> Mapping[PageId, Topic]:
    pages = [page for history in histories for page in history.pages if "/" in page.path]
    return {
        (page.source, page.id): Topic(page.source, page.path.split("/")[0], page.path.split("/")[0]) for page in pages
    }


def numbers(*histories: SourceHistory, **rules: object) -> Statistics:
    ledger = ledger_of(*histories, **rules)
    return statistics(ledger, mainline_facts(ledger, {}), folder_topics(histories), {})


def site(*histories: SourceHistory, **rules: object) -> Figures:
    found = numbers(*histories, **rules).site
    assert found is not None
    return found


def points(figures: Figures, key: str) -> dict[str, Point]:
    return {point.period: point for point in figures.metric(key).points}


def parts(point: Point) -> tuple[int | None, int | None, str]:
    return (point.numerator, point.denominator, point.hidden)


# --- periods


def test_months_and_quarters() -> None:
    assert month(date(2020, 12, 31)).name == "2020-12" and month(date(2020, 12, 31)).end == date(2021, 1, 1)
    assert quarter(date(2020, 3, 31)).name == "2020-Q1" and quarter(date(2020, 4, 1)).start == date(2020, 4, 1)
    assert [period.name for period in months(date(2019, 11, 5), date(2020, 1, 1), 24)] == [
        "2019-11",
        "2019-12",
        "2020-01",
    ]
    assert [period.name for period in quarters(date(2010, 1, 1), date(2020, 2, 29), 2)] == ["2019-Q4", "2020-Q1"]


# --- absence factor


@pytest.mark.parametrize(
    ("amounts", "wanted"),
    [
        ([1000, 202, 90, 33, 332, 343, 42, 433], 2),  # the example of CHAOSS
        ([5, 5], 1),
        ([], None),
        ([0, 0], None),
        ([1, 1, 1], 2),
        ([7], 1),
        ([1 / 3, 1 / 3, 1 / 3, 1], 1),
    ],
)
def test_the_absence_factor(amounts: list[float], wanted: int | None) -> None:
    assert absence_factor(amounts) == wanted


def test_the_absence_factor_counts_substantive_changes_of_the_last_year_and_words() -> None:
    builder = HistoryBuilder().commit("Old", 0, create=["o.md", "p.md", "q.md"], words=200)
    for number, person in enumerate(("Ann", "Ann", "Bob", "Cid", "Dan")):
        builder.commit(person, 400 + number, pages="o.md", words=10)
    figures = site(builder.build())
    assert points(figures, "absence_factor_edits")[""].value == 2
    assert points(figures, "absence_factor_words")[""].value == 1
    assert len(points(figures, "absence_factor_edits")[""].evidence.commits) == 5


def test_an_import_of_many_pages_counts_once() -> None:
    builder = HistoryBuilder().commit("Imp", 0, create=[f"{n}.md" for n in range(9)], bulk_import=True)
    for number, person in enumerate(("Ann", "Bob", "Cid")):
        builder.commit(person, number, pages="0.md")
    assert points(site(builder.build()), "absence_factor_edits")[""].value == 2


# --- activity


def test_active_and_new_people_by_month() -> None:
    history = (
        HistoryBuilder()
        .commit("Ann", 0, create="a.md")
        .commit("Bob", 1, pages="a.md")
        .commit("Ann", 35, pages="a.md")
        .commit("Cid", 36, pages="a.md", kind=Kind.MINOR, words=1)
        .commit("Maint", 37, pages="a.md", kind=Kind.MECHANICAL, words=0)
        .commit("x[bot]", 38, pages="a.md")
        .commit("Dan", 39, verifiers=["Eve"], verified=["a.md"])
        .commit("Zoe", 62, kind=Kind.MOVE, pages="a.md", words=0)
        .build()
    )
    active, new = (points(site(history), key) for key in ("active_people", "new_contributors"))
    assert {name: point.value for name, point in active.items()} == {"2020-01": 2, "2020-02": 2, "2020-03": 0}
    assert {name: point.value for name, point in new.items()} == {"2020-01": 2, "2020-02": 1, "2020-03": 0}
    assert [point.complete for point in active.values()] == [True, True, False]
    assert len(active["2020-02"].evidence.commits) == 2


def cohort(returning: int, people: int = 6, after: float = 10) -> HistoryBuilder:
    """Everybody begins on day 0; some come back `after` some days; the history goes on for a year."""
    builder = HistoryBuilder().commit("Starter", -100, create="a.md")
    for person in SIX[:people]:
        builder.commit(person, 0, pages="a.md").commit(person, 0.1, pages="a.md")
    for person in SIX[:returning]:
        builder.commit(person, after, pages="a.md")
    return builder.commit("Starter", 366, pages="a.md")


@pytest.mark.parametrize(
    ("builder", "wanted"),
    [
        (cohort(3), (3, 6, "")),
        (cohort(3, after=90), (3, 6, "")),
        (cohort(3, after=91), (0, 6, "")),
        (cohort(2, people=4), (None, 4, TOO_FEW)),
    ],
)
def test_from_first_to_second_contribution(builder: HistoryBuilder, wanted: tuple[int | None, int, str]) -> None:
    assert parts(points(site(builder.build()), "second_contribution")["2020-Q1"]) == wanted


def test_a_cohort_whose_time_is_not_over_is_not_told() -> None:
    assert "2020-Q4" not in points(site(cohort(3).build()), "second_contribution")
    assert "2020-Q3" in points(site(cohort(3).build()), "second_contribution")


def test_retention() -> None:
    found = points(site(cohort(4, after=100).build()), "retention")
    assert parts(found["2020-Q2"]) == (4, 6, "")
    assert found["2020-Q2"].value == pytest.approx(4 / 6)
    assert parts(found["2020-Q3"]) == (None, 4, TOO_FEW)
    assert parts(found["2020-Q4"]) == (None, 0, NO_DATA)


def test_inactive_and_occasional_contributors() -> None:
    builder = HistoryBuilder().commit("Ann", 0, create="a.md")
    for number in range(13):
        builder.commit("Bob", number, pages="a.md")
    for person in ("Cid", "Dan", "Eve"):
        builder.commit(person, 300, pages="a.md")
    figures = site(builder.commit("Ann", 400, pages="a.md").build())
    assert parts(points(figures, "inactive_contributors")[""]) == (1, 5, "")
    assert points(figures, "occasional_contributors")[""].value == 3


# --- pages


def test_orphans_and_pages_with_one_keeper() -> None:
    history = (
        HistoryBuilder()
        .commit("Old", 0, create=["orphan.md", "one.md", "two.md"])
        .commit("Ann", 500, pages=["one.md", "two.md"])
        .commit("Bob", 501, pages="two.md")
        .build()
    )
    figures = site(history)
    assert parts(points(figures, "orphan_pages")[""]) == (1, 3, "")
    assert parts(points(figures, "fragile_pages")[""]) == (1, 3, "")
    assert points(figures, "orphan_pages")[""].evidence.pages == (("kb", history.pages[0].id),)
    assert [parts(points(figures, key)[""])[0] for key in ("fresh_pages", "due_pages", "overdue_pages")] == [2, 0, 1]
    assert points(figures, "pages_in_term")[""].value == pytest.approx(2 / 3)


def test_pages_changed_or_confirmed_within_a_year_of_those_that_existed() -> None:
    history = (
        HistoryBuilder()
        .commit("Ann", 0, create=["a.md", "gone.md"])
        .commit("Ann", 100, create="b.md")
        .commit("Ann", 200, kind=Kind.DELETE, pages="gone.md", words=0)
        .commit("Bob", 400, verifiers=["Cid"], verified=["a.md"])
        .commit("Bob", 500, kind=Kind.MINOR, pages="b.md", words=1)
        .build()
    )
    found = points(site(history), "confirmed_pages")
    assert {name: parts(point)[:2] for name, point in found.items()} == {
        **{"2020-Q1": (2, 2), "2020-Q2": (3, 3), "2020-Q3": (2, 2), "2020-Q4": (1, 2), "2021-Q1": (2, 2)},
    }


def test_topics_with_two_keepers() -> None:
    builder = HistoryBuilder().commit("Ann", 0, create=["x/a.md", "y/b.md"]).commit("Bob", 1, create="x/c.md")
    assert parts(points(site(builder.build()), "kept_topics")[""]) == (1, 2, "")


def test_pages_with_three_authors() -> None:
    history = (
        HistoryBuilder().commit("Ann", 0, create=["a.md", "b.md"], coauthors=["Bob"]).commit("Cid", 1, pages="a.md")
    )
    assert parts(points(site(history.build()), "pages_of_three")[""]) == (1, 2, "")


# --- together


def test_working_together_is_on_pages_that_someone_else_started() -> None:
    builder = HistoryBuilder().commit("Ann", 0, create="a.md").commit("x[bot]", 0, create="bot.md")
    builder.commit("Ann", 1, pages="a.md").commit("Eve", 2, pages="bot.md")
    for person in SIX[1:5]:
        builder.commit(person, 3, pages="a.md")
    builder.commit("Ann", 5, pages="a.md", coauthors=["Bob"])
    history = builder.commit("Ann", 100, pages="a.md").build()
    assert parts(points(site(history), "working_together")["2020-Q1"]) == (5, 6, "")


def bridged() -> SourceHistory:
    builder = HistoryBuilder()
    for number, person in enumerate(SIX):
        builder.commit(person, number, create=f"x/{number}.md")
    for number, person in enumerate(SIX[:2]):
        builder.commit(person, number, create=f"y/{number}.md")
    return builder.commit("Gil", 10, create="y/9.md").commit("Gil", 100, pages="y/9.md").build()


def test_bridges_are_people_of_two_topics() -> None:
    assert parts(points(site(bridged()), "bridges")["2020-Q1"]) == (2, 7, "")
    (bridge,) = numbers(bridged()).bridges
    assert (bridge.first.slug, bridge.second.slug, bridge.shared, bridge.people) == ("x", "y", 2, 7)
    assert bridge.likeness == pytest.approx(2 / 7)


def test_a_bridge_of_few_people_is_not_measured() -> None:
    history = HistoryBuilder().commit("Ann", 0, create=["x/a.md", "y/a.md"]).build()
    (bridge,) = numbers(history).bridges
    assert (bridge.shared, bridge.likeness, bridge.people) == (None, None, 1)


def test_a_person_of_two_repositories_appears_once_and_bridges_them() -> None:
    one, two = HistoryBuilder("one"), HistoryBuilder("two")
    for number, person in enumerate(SIX):
        one.commit(person, number, create=f"{number}.md")
    two.commit("Ann", 50, create="a.md").commit("Ann", 100, create="b.md")
    figures = site(one.build(), two.build())
    assert figures.people == 6
    assert parts(points(figures, "bridges")["2020-Q1"]) == (1, 6, "")


# --- automation


def test_bot_activity() -> None:
    builder = HistoryBuilder().commit("Ann", 0, create="a.md")
    for name in ("dependabot[bot]", "24OI-bot", "actions-user"):
        builder.commit(name, 1, pages="a.md")
    builder.commit("Merger", 2, parents=2).commit("Bo Talbot", 3, pages="a.md")
    history = builder.commit("Ann", 100, pages="a.md").build()
    assert parts(points(site(history, bots=["24OI-bot"]), "bot_activity")["2020-Q1"]) == (3, 5, "")


def test_the_assisted_share() -> None:
    builder = HistoryBuilder().commit("Ann", 0, create="a.md", coauthors=["Claude <noreply@anthropic.com>"])
    for person in SIX[1:5]:
        builder.commit(person, 1, pages="a.md")
    builder.commit("copilot-swe-agent[bot]", 2, pages="a.md", coauthors=["Cid"])
    builder.commit("Claude <noreply@anthropic.com>", 3, pages="a.md")
    figures = site(builder.commit("Ann", 100, pages="a.md").build())
    assert parts(points(figures, "assisted_share")["2020-Q1"]) == (2, 6, "")
    assert points(figures, "assistants_alone")["2020-Q1"].value == 1
    assert parts(points(figures, "bot_activity")["2020-Q1"]) == (0, 7, "")


# --- landing


@pytest.mark.parametrize(
    ("values", "share", "wanted"),
    [([], 0.5, None), ([3], 0.9, 3), ([1, 2, 3, 4], 0.5, 2), ([1, 2, 3], 0.5, 2), (list(range(1, 11)), 0.9, 9)],
)
def test_percentiles(values: list[float], share: float, wanted: float | None) -> None:
    assert percentile(values, share) == wanted


def test_time_to_land_is_that_of_the_first_commit_of_a_merge() -> None:
    builder = HistoryBuilder().commit("Ann", 0, create="a.md")
    builder.commit("Bob", 30, pages="a.md", authored=10).commit("Bob", 30, pages="a.md", authored=20, together=True)
    builder.commit("Maint", 30, together=True, parents=2)
    history = builder.commit("Ann", 40, pages="a.md", authored=1).commit("Ann", 100, pages="a.md").build()
    assert points(site(history), "time_to_land")["2020-Q1"].value == pytest.approx(20)


# --- what counts


def test_a_commit_in_two_repositories_counts_in_the_first() -> None:
    one = HistoryBuilder("one").commit("Ann", 0, create="a.md", oid="f" * 40).build()
    two = HistoryBuilder("two").commit("Ann", 0, create="a.md", oid="f" * 40).build()
    ledger = ledger_of(one, two)
    assert [(found.page.source, found.counts) for found in ledger.contributions] == [("one", True), ("two", False)]
    assert [each.commit.source for each in ledger.landed] == ["one"]
    facts = mainline_facts(ledger, {})["two", two.pages[0].id]
    assert [person.name for person in facts.authors] == ["Ann"], "the page keeps its history"


def test_what_only_a_release_branch_holds_is_no_part_of_the_numbers() -> None:
    history = HistoryBuilder().commit("Ann", 0, create="a.md").commit("Bob", 500, pages="a.md", mainline=False).build()
    figures = site(history)
    assert (figures.people, numbers(history).as_of) == (1, date(2020, 1, 1))
    facts = mainline_facts(ledger_of(history), {})["kb", history.pages[0].id]
    assert [person.name for person in facts.authors] == ["Ann"]


def test_without_any_trusted_history_there_are_no_numbers() -> None:
    assert numbers(HistoryBuilder(trusted=False).commit("Ann", 0, create="a.md").build()) == Statistics()
    assert numbers() == Statistics()


def test_an_empty_history_has_no_numbers() -> None:
    assert numbers(HistoryBuilder().build()).figures == ()


def test_opting_out_changes_no_number() -> None:
    shown, hidden = numbers(bridged()), numbers(bridged(), members=[{"name": "Ann", "opt_out": True}])
    assert shown == hidden


def test_a_mailmap_joins_two_people_and_changes_no_volume() -> None:
    builder = HistoryBuilder().commit("Ann", 0, create="a.md").commit("Old", 1, create="b.md").commit("Bob", 100)
    apart = builder.build()
    joined = replace(apart, mailmap="Ann <ann@example.org> <old@example.org>")
    ledgers = [ledger_of(history) for history in (apart, joined)]
    assert [len(ledger.people.persons) for ledger in ledgers] == [3, 2]
    assert [len(ledger.contributions) for ledger in ledgers] == [2, 2]
    ann = next(found for found in portraits(joined) if found.person.name in ("Ann", "Old"))
    assert len(ann.started) == 2


def test_every_metric_says_how_it_was_made_and_what_it_does_not_see() -> None:
    for figures in numbers(bridged()).figures:
        keys = [metric.definition.key for metric in figures.metrics]
        assert len(keys) == len(set(keys))
        assert all(metric.definition.how and metric.definition.not_visible for metric in figures.metrics)


def test_every_shown_number_has_its_evidence() -> None:
    for metric in site(bridged()).metrics:
        for point in metric.points:
            if point.numerator:
                assert point.evidence.commits or point.evidence.pages, metric.definition.key


def test_scopes_are_the_site_its_collections_and_topics() -> None:
    found = numbers(bridged(), HistoryBuilder("two").commit("Ann", 0, create="z/a.md").build()).figures
    assert [(each.kind.value, each.key) for each in found] == [
        *(("site", ""), ("collection", "kb"), ("collection", "two")),
        *(("topic", "kb/x"), ("topic", "kb/y"), ("topic", "two/z")),
    ]
    assert [each.people for each in found] == [7, 7, 1, 6, 3, 1]


# --- people


def portraits(*histories: SourceHistory) -> tuple[PersonFacts, ...]:
    ledger = ledger_of(*histories)
    return people_facts(ledger, mainline_facts(ledger, {}), folder_topics(histories))


def test_what_a_person_did() -> None:
    history = (
        HistoryBuilder()
        .commit("Ann", 0, create=["x/a.md", "x/b.md"])
        .commit("Bob", 10, pages=["x/a.md"], reviewers=["Ann"])
        .commit("Bob", 20, create="y/c.md")
        .commit("Bob", 30, pages="y/c.md")
        .commit("Bob", 800, pages="x/b.md", kind=Kind.MINOR, words=1)
        .build()
    )
    ann, bob = portraits(history)
    ids = {page.path: ("kb", page.id) for page in history.pages}
    assert (ann.person.name, ann.first, ann.latest, ann.reviews) == ("Ann", date(2020, 1, 1), date(2020, 1, 11), 1)
    assert ann.started == (ids["x/a.md"], ids["x/b.md"])
    assert (bob.started, bob.improved, bob.helped, bob.edits) == ((ids["y/c.md"],), (ids["x/a.md"],), 1, 2)
    assert [topic.slug for topic in bob.topics] == ["x", "y"]
    assert {each.kind: each.on for each in bob.milestones} == {
        MilestoneKind.FIRST_CONTRIBUTION: date(2020, 1, 11),
        MilestoneKind.FIRST_PAGE: date(2020, 1, 21),
        MilestoneKind.YEARS_1: date(2022, 3, 11),
    }
    assert [each.kind for each in ann.milestones] == [*MilestoneKind][:3]


def test_people_are_by_name_and_bots_are_none() -> None:
    history = (
        HistoryBuilder()
        .commit("zoe", 0, create="a.md")
        .commit("Ann", 1, pages="a.md")
        .commit("x[bot]", 2, pages="a.md")
    )
    assert [found.person.name for found in portraits(history.build())] == ["Ann", "zoe"]


def test_a_leap_day_has_its_anniversary() -> None:
    history = HistoryBuilder().commit("Ann", 59, create="a.md").commit("Ann", 59 + 365, pages="a.md").build()
    (ann,) = portraits(history)
    assert {each.kind: each.on for each in ann.milestones}[MilestoneKind.YEARS_1] == date(2021, 2, 28)


# --- topics


def content(nav: tuple[NavItem, ...], *uris: str) -> Content:
    version = Version("", Ref("main", RefKind.HEAD, "tip", day(0)))
    collection = Collection("kb", Mirror("kb", Path(), (version.ref,), "main"), (version,), version, False)
    pages = tuple(Page(uri, "", "", "", "", uri) for uri in uris)
    return Content(collection, version, BookSettings("docs"), pages, (), nav)


def test_a_topic_is_the_first_section_or_the_first_folder() -> None:
    nav = (
        NavItem(page="index.md"),
        NavItem("Graphs", children=(NavItem("Trees", children=(NavItem(page="t/tree.md"),)), NavItem(page="root.md"))),
        NavItem("Later", children=(NavItem(page="root.md"),)),
    )
    found = topics_of(content(nav, "index.md", "t/tree.md", "root.md", "string-search/kmp.md"))
    assert {uri: (topic.slug, topic.title) for uri, topic in found.items()} == {
        "t/tree.md": ("graphs", "Graphs"),
        "root.md": ("graphs", "Graphs"),
        "string-search/kmp.md": ("string-search", "String search"),
    }
