"""Pages that move: links are told where they are now and mended, and no address is lost without a word."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from checked import Checked, looked_at
from repo_builder import RepoBuilder

TEXT = "\n\n".join(
    f"Paragraph {number} says something of its own, in {number * 7} words or so." for number in range(20)
)


def moved(tmp_path: Path, link: str) -> Checked:
    repo = RepoBuilder(tmp_path / "kb").commit(
        {"guide/setup.md": f"# Setup\n\n{TEXT}\n", "index.md": f"# Start\n\n{link}\n"}
    )
    repo.move("guide/setup.md", "how-to/install.md")
    return looked_at(repo.path, tmp_path / "cache", date(2026, 6, 1))


def found(checked: Checked, code: str) -> list[tuple[str, str]]:
    return [
        (each.problem.hint, each.edit.new if each.edit else "")
        for each in checked.report.findings
        if each.problem.code == code
    ]


def test_a_dead_link_to_a_file_that_moved(tmp_path: Path) -> None:
    checked = moved(tmp_path, "[set up](guide/setup.md#steps)")
    assert found(checked, "KB021") == [("it has moved: write 'how-to/install.md#steps'", "how-to/install.md#steps")]
    assert found(checked.mended(), "KB021") == []


def test_a_dead_link_to_an_address_that_moved(tmp_path: Path) -> None:
    assert found(moved(tmp_path, "[set up](guide/setup/)"), "KB021") == [
        ("it has moved: write 'how-to/install.md'", "how-to/install.md")
    ]


def test_an_address_that_leads_through_a_redirect(tmp_path: Path) -> None:
    checked = moved(tmp_path, "[set up](/guide/setup/)")
    assert found(checked, "KB029") == [("write 'how-to/install.md'", "how-to/install.md")]
    assert found(checked.mended(), "KB029") == []


def test_a_dead_link_to_what_never_was_has_no_such_hint(tmp_path: Path) -> None:
    [(hint, new)] = found(moved(tmp_path, "[set up](guide/never.md)"), "KB021")
    assert "moved" not in hint
    assert new == ""


def lost(repo: RepoBuilder, tmp_path: Path, since: str) -> list[str]:
    found = looked_at(repo.path, tmp_path / "cache", date(2026, 6, 1), since).report.findings
    return [each.problem.where.path for each in found if each.problem.code == "KB040"]


def two_pages(tmp_path: Path) -> RepoBuilder:
    return RepoBuilder(tmp_path / "kb").commit({"setup.md": f"# Setup\n\n{TEXT}\n", "index.md": "# Start\n"})


def test_a_move_that_is_not_committed_yet_loses_no_address(tmp_path: Path) -> None:
    repo = two_pages(tmp_path)
    (repo.path / "setup.md").rename(repo.path / "install.md")
    assert lost(repo, tmp_path, "HEAD") == []


def test_a_file_that_is_deleted_and_not_committed_loses_its_address(tmp_path: Path) -> None:
    repo = two_pages(tmp_path)
    (repo.path / "setup.md").unlink()
    assert lost(repo, tmp_path, "HEAD") == ["setup.md"]


def test_what_the_main_branch_has_lost_is_no_news_of_a_change(tmp_path: Path) -> None:
    repo = two_pages(tmp_path).branch("work").commit({"setup.md": None}).checkout("work").commit({"new.md": "# New\n"})
    assert lost(repo, tmp_path, "main") == []


def test_a_check_without_a_base_tells_nothing_of_it(tmp_path: Path) -> None:
    assert lost(two_pages(tmp_path).commit({"setup.md": None}), tmp_path, "") == []
