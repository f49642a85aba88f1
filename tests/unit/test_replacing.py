"""A file is replaced whole or not at all, and nothing is left beside it."""

from __future__ import annotations

from pathlib import Path

import pytest

from kbgen.replacing import replace_file


def test_a_new_file_may_be_read_by_all_and_its_folders_are_made(tmp_path: Path) -> None:
    replace_file(tmp_path / "a" / "b" / "new.json", b"{}")
    assert [path.read_bytes() for path in tmp_path.rglob("*.json")] == [b"{}"]
    assert (tmp_path / "a/b/new.json").stat().st_mode & 0o777 == 0o644
    assert [path.name for path in (tmp_path / "a/b").iterdir()] == ["new.json"]


def test_a_file_that_was_there_keeps_its_mode(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_bytes(b"old")
    page.chmod(0o600)
    replace_file(page, b"new")
    assert (page.read_bytes(), page.stat().st_mode & 0o777) == (b"new", 0o600)


def test_what_cannot_be_replaced_stays_and_nothing_is_left_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(OSError):
        replace_file(tmp_path / "folder", b"x")
    (tmp_path / "page.md").write_bytes(b"old")
    monkeypatch.setattr(Path, "replace", refusing)
    with pytest.raises(OSError, match="no room"):
        replace_file(tmp_path / "page.md", b"new")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["folder", "page.md"]
    assert (tmp_path / "page.md").read_bytes() == b"old"


def refusing(self: Path, target: Path) -> Path:
    raise OSError("no room")
