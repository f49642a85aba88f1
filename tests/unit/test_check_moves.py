"""Links to pages that have moved are told where these are now, and are mended."""

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
