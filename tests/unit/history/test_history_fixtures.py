"""The answers of a fixture of trap repositories, where one is given.

`KBGEN_HISTORY_FIXTURES` names a folder with `history-traps.sh`, which makes the repositories, and
`history-traps.json`, which holds the right answers. People are told apart by the names in the fixture.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from history_traps import authors, index, mirror_of, roles, word_owners

from kbgen.facts import Kind, PageHistory, SourceHistory
from kbgen.history import HistorySettings

FIXTURES = os.environ.get("KBGEN_HISTORY_FIXTURES", "")

pytestmark = pytest.mark.skipif(not FIXTURES, reason="KBGEN_HISTORY_FIXTURES names no folder of trap repositories")

KINDS_OF_ROLE = {
    "mover": {Kind.MOVE, Kind.SPLIT, Kind.DERIVE},
    "merger": {Kind.MERGE},
    "restorer": {Kind.RESTORE},
    "reverted": {Kind.REVERTED},
    "reverter": {Kind.REVERT},
    "mechanical": {Kind.MECHANICAL},
}

Trap = Mapping[str, Any]


def traps() -> list[Trap]:
    if not FIXTURES:
        return []
    found: list[Trap] = json.loads((Path(FIXTURES) / "history-traps.json").read_text(encoding="utf-8"))["traps"]
    return found


@pytest.fixture(scope="module")
def repositories(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("traps") / "all"
    script = Path(FIXTURES) / "history-traps.sh"
    subprocess.run(["bash", str(script), str(folder)], check=True, capture_output=True)
    return folder


def pages_of(trap: Trap) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for page in trap["pages"]:
        yield page.get("source", trap["repo"]), page


@pytest.mark.parametrize("trap", traps(), ids=lambda trap: str(trap["id"]))
def test_the_pages_of_a_trap(trap: Trap, repositories: Path, tmp_path: Path) -> None:
    histories: dict[str, SourceHistory] = {}
    for repository, expected in pages_of(trap):
        if repository not in histories:
            histories[repository] = index(mirror_of(repositories / repository), tmp_path).history
        history = histories[repository]
        found = [page for page in history.pages if page.path == expected["path"]]
        if expected["identity"] is None:
            assert not found
            continue
        assert len(found) == 1, f"{expected['path']}: {len(found)} pages"
        check_page(history, found[0], expected, trap.get("config", {}))


def check_page(history: SourceHistory, page: PageHistory, expected: Trap, config: Mapping[str, Any]) -> None:
    def days(which: str) -> list[str]:
        return [f"{getattr(history.commits[change.commit], which):%Y-%m-%d}" for change in page.changes]

    assert authors(history, page, config) == expected["authors"]
    assert {"landed": min(days("landed_at")), "authored": days("authored_at")[0]} == {
        key: expected["created"][key] for key in ("landed", "authored")
    }
    assert max(days("landed_at")) == expected["last_landed"]
    origin = {other.id: other.path for other in history.pages}.get(page.derived_from)
    assert {
        "born_path": page.born_path,
        "born_commit": page.born_commit,
        "former_paths": list(page.former_paths),
        "derived_from": origin,
    } == expected["identity"]
    if "surviving_words" in expected:
        assert word_owners(history, page, config) == expected["surviving_words"]
    if "last_substantive" in expected:
        substantive = [history.commits[change.commit].landed_at for change in page.changes if change.substantive]
        assert f"{max(substantive):%Y-%m-%d}" == expected["last_substantive"]
    for role, names in expected.get("other_roles", {}).items():
        found = (
            roles(history, page, role)
            if role not in KINDS_OF_ROLE
            else {
                history.commits[change.commit].author.name
                for change in page.changes
                if change.kind in KINDS_OF_ROLE[role]
            }
        )
        assert found == set(names), role
    flags = expected.get("flags", ())
    assert ("generated" in flags) == page.generated
    clamped = any(history.commits[change.commit].clamped for change in page.changes)
    assert any("clamped" in flag for flag in flags) == clamped


@pytest.mark.parametrize("trap", traps(), ids=lambda trap: str(trap["id"]))
def test_the_facts_of_a_trap(trap: Trap, repositories: Path, tmp_path: Path) -> None:
    expect = trap.get("expect", {})
    done = index(mirror_of(repositories / trap["repo"]), tmp_path)
    history = done.history
    if "mechanical" in expect:
        assert {oid for oid, commit in history.commits.items() if commit.mechanical} == set(expect["mechanical"])
    for event in expect.get("events", ()):
        page = next(page for page in history.pages if page.path == event["path"])
        kinds = {Kind.EDIT, Kind.MINOR} if event["kind"] == "edit" else {Kind(event["kind"])}
        assert any(
            change.kind in kinds
            and history.commits[change.commit].author.name == event["author"]
            and f"{history.commits[change.commit].authored_at:%Y-%m-%d}" == event["authored"]
            and f"{history.commits[change.commit].landed_at:%Y-%m-%d}" == event["landed"]
            for change in page.changes
        )
    for finding in expect.get("findings", ()):
        assert any(p.where.path == finding["file"] and finding["entry"] in p.message for p in done.problems)
    if "pages_total" in expect:
        assert sum(bool(page.path) for page in history.pages) == expect["pages_total"]
    if "identity_reverts" in expect:
        assert sum(c.kind is Kind.REVERT for p in history.pages for c in p.changes) == expect["identity_reverts"]
    for path in expect.get("not_pages", ()):
        assert path not in {page.path for page in history.pages}
    for path, hexed in expect.get("raw_names", {}).items():
        page = next(page for page in history.pages if page.path == path)
        name = history.commits[page.born_commit].author.name
        assert name.encode("utf-8", "surrogateescape").hex() == hexed


def test_shallow_repositories_have_no_dates(repositories: Path, tmp_path: Path) -> None:
    for name in ("T1-shallow", "T1-shallow-worktree"):
        history = index(mirror_of(repositories / "extra" / name), tmp_path).history
        assert not history.trusted
        assert not history.pages
        assert not history.commits


def test_hostile_user_settings_change_nothing(
    repositories: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    quiet = index(mirror_of(repositories / "T22"), tmp_path / "quiet").history
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(repositories / "extra" / "T22-hostile.gitconfig"))
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    monkeypatch.setenv("LC_ALL", "de_DE.ISO-8859-1")
    assert index(mirror_of(repositories / "T22"), tmp_path / "loud").history == quiet


def test_a_mainline_is_the_configured_branch(repositories: Path, tmp_path: Path) -> None:
    done = index(mirror_of(repositories / "T31"), tmp_path, HistorySettings(branch="main"))
    assert [page.path for page in done.history.pages] == ["a.md"]
