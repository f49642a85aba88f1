"""From mirrors to a community: sources side by side, reviews in front matter, and what cannot be read."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from repo_builder import RepoBuilder
from small_site import config_of

from kbgen.community import Community
from kbgen.people import Freshness, PageFacts
from kbgen.progress import Silent
from kbgen.study import Study, look

TEXT = "word " * 20


def study(tmp_path: Path, *sources: dict[str, Any], **given: Any) -> Study:
    return look(config_of(*sources, base_dir=tmp_path, **given), tmp_path / "cache", Silent())


def source(repo: RepoBuilder, **given: Any) -> dict[str, Any]:
    return {"url": str(repo.path), "name": repo.path.name, **given}


def page_at(community: Community, name: str, path: str) -> PageFacts:
    (history,) = (each for each in community.histories if each.source == name)
    (page,) = (each for each in history.pages if each.path == path)
    return community.mainline[name, page.id]


def head(**fields: str) -> str:
    return f"---\n{''.join(f'{key}: {value}' + chr(10) for key, value in fields.items())}---\n\n# Page\n\n{TEXT}"


def test_people_are_one_across_sources_and_each_source_keeps_its_facts(tmp_path: Path) -> None:
    one = RepoBuilder(tmp_path / "one").commit({"a.md": f"# A\n\n{TEXT}"}, author="Ann", when="2021-01-01")
    two = RepoBuilder(tmp_path / "two").commit({"a.md": f"# A\n\n{TEXT}"}, author="Ann", when="2022-01-01")
    two.commit({"b.md": f"# B\n\n{TEXT}"}, author="Bob", when="2022-02-01")
    found = study(tmp_path, source(one), source(two))
    assert [facts.person.name for facts in found.community.people] == ["Ann", "Bob"]
    assert page_at(found.community, "one", "a.md").created == date(2021, 1, 1)
    assert page_at(found.community, "two", "a.md").created == date(2022, 1, 1)
    assert [figures.key for figures in found.community.statistics.figures[:3]] == ["", "one", "two"]
    assert sorted(found.mirrors) == ["one", "two"]


def test_a_history_that_is_cut_off_does_not_take_the_others_with_it(tmp_path: Path) -> None:
    whole = RepoBuilder(tmp_path / "whole").commit({"a.md": f"# A\n\n{TEXT}"}, author="Ann")
    RepoBuilder(tmp_path / "origin").commit({"a.md": "# A"}).commit({"a.md": "# B"}).shallow(tmp_path / "cut")
    found = study(tmp_path, source(whole), {"url": str(tmp_path / "cut"), "name": "cut"})
    assert [history.trusted for history in found.community.histories] == [True, False]
    assert [facts.why_unknown != "" for each in found.community.of_versions for facts in each.values()] == [False, True]
    assert [facts.person.name for facts in found.community.people] == ["Ann"]


@pytest.mark.parametrize(
    ("fields", "reviewed", "due", "freshness"),
    [
        ({}, None, date(2022, 1, 1), Freshness.FRESH),
        ({"reviewed": "2021-05-01"}, date(2021, 5, 1), date(2022, 5, 1), Freshness.FRESH),
        ({"review_by": "2021-06-15"}, None, date(2021, 6, 15), Freshness.DUE),
        ({"review_every": "90d"}, None, date(2021, 4, 1), Freshness.OVERDUE),
        ({"reviewed": "2021-05-01", "review_every": "1m"}, date(2021, 5, 1), date(2021, 5, 31), Freshness.OVERDUE),
        ({"reviewed": "2099-01-01"}, date(2021, 6, 1), date(2022, 6, 1), Freshness.FRESH),
    ],
)
def test_a_page_tells_by_front_matter_when_it_was_and_must_be_reviewed(
    fields: dict[str, str], reviewed: date | None, due: date, freshness: Freshness, tmp_path: Path
) -> None:
    repo = RepoBuilder(tmp_path / "kb").commit({"a.md": head(**fields)}, when="2021-01-01")
    repo.commit({"b.md": f"# B\n\n{TEXT}"}, when="2021-06-01")
    community = study(tmp_path, source(repo)).community
    for facts in (page_at(community, "kb", "a.md"), community.of_versions[0]["a.md"]):
        assert (facts.reviewed, facts.due, facts.freshness) == (reviewed, due, freshness)


def test_the_mainline_says_when_a_page_must_be_reviewed_and_each_version_for_itself(tmp_path: Path) -> None:
    repo = RepoBuilder(tmp_path / "kb").commit({"a.md": head(review_by="2022-01-01")}, when="2021-01-01").tag("v1.0")
    repo.commit({"a.md": head(review_by="2030-01-01")}, when="2021-02-01")
    given = source(repo, branches=["main"], tags=["v*"], versions={"main": "dev"}, mark={"dev": ["prerelease"]})
    both = study(tmp_path, given).community
    assert page_at(both, "kb", "a.md").due == date(2030, 1, 1)
    assert {facts["a.md"].due for facts in both.of_versions} == {date(2022, 1, 1), date(2030, 1, 1)}
    released = study(tmp_path, source(repo, branches=[], tags=["v*"])).community
    assert page_at(released, "kb", "a.md").due == date(2022, 1, 1), "only the release is there to ask"


def test_what_the_community_is_of_can_be_read_twice(tmp_path: Path) -> None:
    repo = RepoBuilder(tmp_path / "kb").commit({"a.md": f"# A\n\n{TEXT}"}, author="Ann")
    assert study(tmp_path, source(repo)).community == study(tmp_path, source(repo)).community
