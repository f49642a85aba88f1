"""Charts: pictures without script and style, cached by what they show, each with its table."""

from __future__ import annotations

import importlib.metadata
import json
import re
from collections.abc import Sequence
from pathlib import Path
from xml.etree import ElementTree

import pytest
from facts_builder import HistoryBuilder

from kbgen.cache import Cache
from kbgen.charts import Chart, activity_chart, bridges_chart, draw, freshness_chart, retention_chart
from kbgen.config import PeopleRules
from kbgen.content.svg import why_unsafe_svg
from kbgen.facts import SourceHistory
from kbgen.metrics import Statistics, Topic, statistics
from kbgen.people import Ledger, mainline_facts, resolve_people

PEOPLE = ("Ann", "Bob", "Cid", "Dan", "Eve", "Fay")
NASTY = "<script>'\"\\ & ' + x"


def community() -> SourceHistory:
    builder = HistoryBuilder()
    for number, person in enumerate(PEOPLE):
        builder.commit(person, number, create=[f"x/{number}.md", f"y/{number}.md"])
        builder.commit(person, 100 + number, pages=f"x/{number}.md")
    return builder.commit("Ann", 400, create="z/a.md").build()


def numbers(*histories: SourceHistory, title: str = "Graphs") -> Statistics:
    ledger = Ledger.of(histories, resolve_people(histories, PeopleRules()))
    topics = {
        (page.source, page.id): Topic(page.source, page.path[0], f"{title} {page.path[0]}")
        for history in histories
        for page in history.pages
    }
    return statistics(ledger, mainline_facts(ledger, {}), topics, {"kb": title})


def charts(found: Statistics) -> Sequence[Chart | None]:
    assert found.site is not None
    return (
        activity_chart(found.site),
        retention_chart(found.site),
        freshness_chart(found.figures[1:]),
        bridges_chart(found.bridges),
    )


CHARTS = [chart for chart in charts(numbers(community())) if chart]


def test_there_are_four_kinds() -> None:
    assert [chart.key for chart in CHARTS] == ["activity", "retention", "freshness", "bridges"]


@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: chart.key)
def test_a_picture_only_draws(chart: Chart) -> None:
    svg = draw(chart)
    assert why_unsafe_svg(svg.encode()) == ""
    assert not re.search(r"<script|<style|\sstyle=|\son\w+=|href|url\(", svg)
    assert "currentColor" in svg and "var(--kb-chart-1" in svg
    root = ElementTree.fromstring(svg)
    assert root.get("role") == "img"
    names = {element.get("id"): element.text for element in root}
    assert names[root.get("aria-labelledby")] == chart.title
    assert names[root.get("aria-describedby")] == chart.description


@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: chart.key)
def test_a_table_has_a_cell_for_each_head(chart: Chart) -> None:
    assert chart.table.rows
    assert {len(row) for row in chart.table.rows} == {len(chart.table.head)}


def test_the_bars_of_a_month_are_its_numbers() -> None:
    head, rows = CHARTS[0].table.head, CHARTS[0].table.rows
    assert head == ("Month", "Active", "New")
    assert (rows[0], rows[3], rows[-1]) == (
        ("2020-01", "6", "6"),
        ("2020-04", "6", "0"),
        ("2021-02 (so far)", "1", "0"),
    )


def test_a_share_of_few_people_is_a_gap() -> None:
    rows = {row[0]: row for row in CHARTS[1].table.rows}
    assert rows["2020-Q2"] == ("2020-Q2", "100%", "6", "6")
    assert rows["2020-Q4"] == ("2020-Q4", "– (not enough data)", "–", "0")
    assert json.dumps(CHARTS[1].spec).count("null") > 2


def test_a_drawing_comes_from_the_cache(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    first = draw(CHARTS[0], cache)
    (entry,) = [path for path in tmp_path.rglob("*") if path.is_file()]
    cache.put("charts", entry.name, b'<svg width="1" height="2" viewBox="0 0 1 2"></svg>')
    assert draw(CHARTS[0], cache) != first
    assert len(list(tmp_path.rglob("*"))) == 3, "the same entry was used"


def test_without_the_tool_there_is_no_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(_: str) -> str:
        raise importlib.metadata.PackageNotFoundError

    monkeypatch.setattr("kbgen.charts.drawing.version", missing)
    assert draw(CHARTS[0]) == ""


def test_titles_of_content_do_no_harm() -> None:
    for chart in charts(numbers(community(), title=NASTY)):
        assert chart is not None
        svg = draw(chart)
        assert why_unsafe_svg(svg.encode()) == ""
        ElementTree.fromstring(svg)
    assert "&lt;script&gt;" in svg


def test_the_same_numbers_give_the_same_picture() -> None:
    assert [draw(chart) for chart in CHARTS] == [draw(chart) for chart in charts(numbers(community())) if chart]


def test_nothing_is_drawn_of_nothing() -> None:
    found = numbers(HistoryBuilder().commit("x[bot]", 0).build())
    assert charts(found)[1:] == (None, None, None)
    assert bridges_chart(()) is None
