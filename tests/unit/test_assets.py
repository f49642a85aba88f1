from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from repo_builder import RepoBuilder

from kbgen import git
from kbgen.cache import Cache
from kbgen.content.assets import CHECKS, MAX_BYTES, is_publishable, suffix, why_refused
from kbgen.content.verdicts import name_of, verdicts
from kbgen.git import list_tree

BODIES = {
    ".png": b"\x89PNG\r\n\x1a\n",
    ".apng": b"\x89PNG\r\n\x1a\n",
    ".jpg": b"\xff\xd8\xff\xe0",
    ".jpeg": b"\xff\xd8\xff\xe0",
    ".gif": b"GIF89a",
    ".webp": b"RIFF\x00\x00\x00\x00WEBP",
    ".avif": b"\x00\x00\x00\x1cftypavif",
    ".svg": b"<svg/>",
    ".pdf": b"%PDF-1.4",
    ".txt": "ä".encode(),
    ".csv": b"a,b",
    ".mp4": b"\x00\x00\x00\x18ftypmp42",
    ".webm": b"\x1a\x45\xdf\xa3",
    ".mp3": b"ID3",
}


@pytest.mark.parametrize("kind", sorted(CHECKS))
def test_each_type_takes_its_own_bytes_and_not_a_page(kind: str) -> None:
    assert why_refused(f"x{kind}", BODIES[kind]) == ""
    if kind not in (".txt", ".csv"):
        assert why_refused(f"x{kind}", b"<!doctype html><script>alert(1)</script>")


@pytest.mark.parametrize(
    ("name", "body", "reason"),
    [
        ("a.txt", b"a\0b", "NUL"),
        ("a.csv", b"\xff", "UTF-8"),
        ("a.webp", b"RIFF\x00\x00\x00\x00WAVE", "not a file of the type"),
        ("a.txt", b"x" * (MAX_BYTES + 1), "larger than 10,000,000 bytes"),
    ],
)
def test_why_a_file_is_refused(name: str, body: bytes, reason: str) -> None:
    assert reason in why_refused(name, body)


@pytest.mark.parametrize("name", ["a.html", "a.js", "a.svgz", "a.exe", "CNAME", "a", "a.png.html", ".png", "sw.js"])
def test_types_that_are_never_published(name: str) -> None:
    assert not is_publishable(name)


def test_the_case_of_a_suffix_does_not_count() -> None:
    assert suffix("a/B.PnG") == ".png"
    assert is_publishable("a/B.PnG")


@given(st.sampled_from(sorted(CHECKS)), st.binary(max_size=40))
def test_no_bytes_make_it_raise(kind: str, body: bytes) -> None:
    assert isinstance(why_refused(f"x{kind}", body), str)


def test_a_file_is_looked_at_once_for_each_type_that_it_may_be(tmp_path: Path) -> None:
    repo = RepoBuilder(tmp_path / "repo").commit({"a.svg": "<svg/>", "b.txt": "<svg/>", "c.png": "no picture"})
    entries = list_tree(repo.path / ".git", "HEAD")
    files, cache = [(entry.path, entry.oid) for entry in entries], Cache(tmp_path / "cache")
    found = verdicts(files, repo.path / ".git", "kb", cache)
    told = {path: found[name_of(path, oid)] for path, oid in files}
    assert (told["a.svg"], told["b.txt"]) == ("", "") and "bytes are not" in told["c.png"]
    assert verdicts([("c.svg", oid) for path, oid in files if path == "c.png"], repo.path / ".git", "kb", None)
    nowhere = tmp_path / "no repository"
    assert verdicts(files, nowhere, "kb", cache) == found
    with pytest.raises(git.GitError):
        verdicts([("b.csv", files[1][1])], nowhere, "kb", cache)
