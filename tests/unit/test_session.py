"""Builds in one session give what builds on their own give, and do less."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from command_line import fingerprint
from repo_builder import RepoBuilder
from small_site import config_of

from kbgen.pipeline import BuildRequest, build, build_in
from kbgen.progress import Silent
from kbgen.report import BuildReport
from kbgen.session import Session

LINKING = "# Ay\n\n[to bee](b.md) and some more words\n"


class Place:
    """A repository that is built in a session and, for comparison, on its own."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.repo = RepoBuilder(root / "kb").commit({"docs/a.md": LINKING, "docs/b.md": "# Bee\n"}, author="Ada")
        (root / "scrap").mkdir()

    def request(self, output: str, *, working_tree: bool = True, reindex: bool = True) -> BuildRequest:
        config = config_of({"url": str(self.repo.path), "name": "kb"}, site={"name": "Kb"})
        return BuildRequest(
            config,
            self.root / output,
            self.root / "cache",
            working_tree=working_tree,
            reindex=reindex,
            durable=False,
            scrap=self.root / "scrap",
        )

    def alone(self, *, working_tree: bool = True) -> Mapping[str, str]:
        build(self.request("alone", working_tree=working_tree), Silent())
        return fingerprint(self.root / "alone")


class Running(Place):
    """The same with an open session."""

    def __init__(self, root: Path, session: Session) -> None:
        super().__init__(root)
        self.session = session

    def build(self, *, reindex: bool = True) -> tuple[Mapping[str, str], BuildReport]:
        report = build_in(self.session, self.request("site", reindex=reindex), Silent())
        return fingerprint(self.root / "site"), report


CHANGES: Mapping[str, Mapping[str, str]] = {
    "text": {"docs/b.md": "# Bee\n\nMore.\n"},
    "title": {"docs/b.md": "# Bumblebee\n"},
    "front matter": {"docs/b.md": "---\nreviewed: 2024-01-01\ntags: [x]\n---\n\n# Bee\n"},
    "new page": {"docs/c.md": "# Cee\n"},
    "link that leads nowhere": {"docs/a.md": LINKING.replace("b.md", "z.md")},
    "settings": {"mkdocs.yml": "site_name: Another\nmarkdown_extensions: [admonition]\n"},
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_build_in_a_session_is_one_on_its_own_after_a_change_of(change: str, tmp_path: Path) -> None:
    with Session() as session:
        place = Running(tmp_path, session)
        before, _ = place.build()
        place.repo.write(CHANGES[change])
        after, _ = place.build()
        assert after != before
        assert after == place.alone()


def test_what_is_committed_meanwhile_is_told(tmp_path: Path) -> None:
    with Session() as session:
        place = Running(tmp_path, session)
        place.build()
        place.repo.commit({"docs/b.md": "# Bee\n\nBy another one.\n"}, author="Bob")
        after, _ = place.build()
        assert after == place.alone() == place.alone(working_tree=False)


def test_history_is_not_read_again_for_a_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Session() as session:
        place = Running(tmp_path, session)
        place.build()
        monkeypatch.setattr("kbgen.session.chronicle", None)  # it would be called, and fail
        place.repo.write(CHANGES["text"])
        _, report = place.build()
        assert [version.pages_rendered for version in report.versions] == [1]


def test_without_reindexing_the_search_stays_until_the_next_time(tmp_path: Path) -> None:
    with Session() as session:
        place = Running(tmp_path, session)
        place.build()
        place.repo.write(CHANGES["title"])
        place.build(reindex=False)
        titles = tmp_path / "site" / "search" / "titles.json"
        assert "Bumblebee" not in titles.read_text(encoding="utf-8")
        assert "Bumblebee" in (tmp_path / "site" / "b" / "index.html").read_text(encoding="utf-8")
        after, _ = place.build()
        assert "Bumblebee" in titles.read_text(encoding="utf-8")
        assert after == place.alone()


def test_what_was_there_before_is_left_to_be_removed(tmp_path: Path) -> None:
    with Session() as session:
        place = Running(tmp_path, session)
        before, _ = place.build()
        place.repo.write(CHANGES["text"])
        place.build()
        (old,) = (folder for found in (tmp_path / "scrap").iterdir() for folder in found.iterdir())
        assert fingerprint(old) == before


def test_a_build_on_its_own_shows_what_is_committed(tmp_path: Path) -> None:
    place = Place(tmp_path)
    before = place.alone(working_tree=False)
    place.repo.write(CHANGES["text"])
    assert place.alone(working_tree=False) == before
