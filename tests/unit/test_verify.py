from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from output_folder import put

from kbgen.errors import OutputRefusedError
from kbgen.publish import MANIFEST, verify

FILES = {"index.html": "home", "a/page.html": "page", "b/page.html": "other"}


@pytest.fixture
def site(tmp_path: Path) -> Path:
    put(tmp_path / "site", FILES)
    return tmp_path / "site"


def found(site: Path) -> list[tuple[str, str, str]]:
    return [(each.code, str(Path(each.where.path).relative_to(site)), each.message) for each in verify(site)]


def test_a_site_as_published_is_clean_whatever_its_modes_and_times(site: Path) -> None:
    (site / "index.html").chmod(0o600)
    os.utime(site / "index.html", (0, 0))
    assert verify(site) == ()


def test_what_is_missing_changed_and_too_much_is_told_by_path(site: Path) -> None:
    (site / "a/page.html").unlink()
    (site / "b/page.html").write_text("Other")
    (site / "index.html").write_text("home!")
    (site / "b/.more").touch()
    assert found(site) == [
        ("KB140", "a/page.html", "the site lacks this file"),
        ("KB142", "b/.more", "the file was not published"),
        ("KB141", "b/page.html", "the file is not the one that was published: one of equal length"),
        ("KB141", "index.html", "the file is not the one that was published: it has 5 bytes, not 4"),
    ]


def linked(site: Path) -> None:
    (site / "index.html").rename(site.parent / "elsewhere")
    (site / "index.html").symlink_to(site.parent / "elsewhere")


def foldered(site: Path) -> None:
    (site / "index.html").unlink()
    (site / "index.html").mkdir()


def piped(site: Path) -> None:
    (site / "index.html").unlink()
    os.mkfifo(site / "index.html")  # reading it would wait for ever


@pytest.mark.parametrize(("change", "code"), [(linked, "KB141"), (foldered, "KB140"), (piped, "KB141")])
def test_what_is_no_regular_file_is_not_what_was_published(
    site: Path, change: Callable[[Path], None], code: str
) -> None:
    change(site)
    assert [each[:2] for each in found(site)] == [(code, "index.html")]


def test_links_into_other_folders_are_too_much_and_not_followed(site: Path) -> None:
    (site / "loop").symlink_to(site)
    assert [each[:2] for each in found(site)] == [("KB142", "loop")]


OURS = '"generator": "kbgen", "schema": 1'
NOT_OURS = ('{"generator": "other", "schema": 1, "files": []}', '{"generator": "kbgen", "schema": 2, "files": []}')
BROKEN = ("", "[]", "{}", f"{{{OURS}}}", f'{{{OURS}, "files": [{{"path": "a"}}]}}')


@pytest.mark.parametrize("text", [*NOT_OURS, *BROKEN])
def test_a_manifest_that_is_none_of_ours_is_refused(site: Path, text: str) -> None:
    (site / MANIFEST).write_text(text)
    with pytest.raises(OutputRefusedError, match="has no manifest"):
        verify(site)


def test_a_folder_without_a_manifest_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OutputRefusedError, match="has no manifest"):
        verify(tmp_path)
