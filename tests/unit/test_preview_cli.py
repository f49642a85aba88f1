"""`kbgen preview` on the command line: what it prints, what it writes, how it ends."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from command_line import kbgen
from jsonschema import Draft202012Validator
from proposal import before, proposed
from repo_builder import RepoBuilder


@pytest.fixture
def kb(tmp_path: Path) -> RepoBuilder:
    return proposed(tmp_path / "kb")


def test_a_preview_is_made_and_told(kb: RepoBuilder, tmp_path: Path) -> None:
    done = kbgen("preview", "--base", "main", "--json", "--comment", "out/c.md", cwd=kb.path, cache=tmp_path / "cache")
    assert (done.code, done.err.splitlines()[-3:]) == (
        0,
        [
            "Pages: 1 added, 2 changed, 1 moved, 1 deleted.",
            "3 new problems; they are in the preview.",
            "To see it: open preview/index.html",
        ],
    )
    document = json.loads(done.out)
    schema = json.loads(kbgen("schema", "preview", cwd=tmp_path).out)
    Draft202012Validator(schema).validate(document)
    assert json.loads((kb.path / "preview/preview.json").read_text("utf-8")) == document
    assert (kb.path / "out/c.md").read_text("utf-8").startswith("<!-- kbgen:preview -->\n")


def test_what_is_not_committed_is_told(kb: RepoBuilder, tmp_path: Path) -> None:
    kb.write({"docs/coffee.md": "# Tea\n"})
    done = kbgen("preview", "--base", "main", cwd=kb.path, cache=tmp_path / "cache")
    assert "What is not committed is not in it: --working-tree shows that too." in done.err
    done = kbgen("preview", "--base", "main", "--working-tree", cwd=kb.path, cache=tmp_path / "cache")
    assert "Pages: 1 added, 3 changed" in done.err and "not committed" not in done.err


def test_a_site_that_is_configured_is_linked(kb: RepoBuilder, tmp_path: Path) -> None:
    config = "site: {name: Two, url: https://e.org/x/}\nsources:\n  - {url: kb}\n  - {url: https://e.org/other.git}\n"
    (tmp_path / "kbgen.yml").write_text(config, encoding="utf-8")
    done = kbgen(
        "preview", "--base", "main", "-c", "kbgen.yml", "--comment", "c.md", "--at", "https://p.org", cwd=tmp_path
    )
    assert done.code == 0, done.err
    comment = (tmp_path / "c.md").read_text("utf-8")
    assert "[live](https://e.org/x/kb/setup/)" in comment and "(https://p.org/pages/setup/)" in comment


def test_a_shallow_clone_ends_with_3_and_what_to_do(kb: RepoBuilder, tmp_path: Path) -> None:
    clone = kb.shallow(tmp_path / "clone")
    done = kbgen("preview", "--base", "main", "--json", cwd=clone)
    assert done.code == 3
    assert "KB114 error" in done.err and "fetch-depth: 0" in done.err and "Traceback" not in done.err
    assert [each["code"] for each in json.loads(done.out)["problems"]] == ["KB114"]
    assert not (clone / "preview").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "KB101 error: a preview needs --base"),
        (("--base", "nope"), "KB101 error: there is no commit 'nope'"),
        (
            ("--base", "main", "--live", "javascript:alert(1)"),
            "KB101 error: --live: 'javascript:alert(1)' is not a web",
        ),
        (("--base", "main", "--at", "https://a b"), "KB101 error: --at: 'https://a b' is not a web address"),
        (("--base", "main", "-o", "docs"), "KB103 error: the output folder"),
        (("--base", "main", "--comment", "docs"), "KB101 error: the comment docs cannot be written"),
        (("--base", "::error::\nx"), r"KB101 error: there is no commit '::error::\nx'"),
    ],
)
def test_what_is_wrong_ends_with_2(kb: RepoBuilder, tmp_path: Path, arguments: tuple[str, ...], said: str) -> None:
    done = kbgen("preview", *arguments, cwd=kb.path, cache=tmp_path / "cache")
    assert done.code == 2
    assert said in done.err and "Traceback" not in done.err
    assert not [line for line in done.err.splitlines() if line.startswith("::")]


def test_hostile_names_are_no_commands_in_the_log(tmp_path: Path) -> None:
    repo = before(tmp_path / "kb").branch("x").checkout("x")
    repo.commit({"docs/::error::x ##[error].md": "# ::error::x\n\n[a](::warning::b.md)\n"}, author="::error::me")
    done = kbgen("preview", "--base", "main", "--json", cwd=repo.path, cache=tmp_path / "cache")
    assert done.code == 0
    assert not [line for line in (done.err + done.out).splitlines() if line.strip().startswith("::") or "##[" in line]
