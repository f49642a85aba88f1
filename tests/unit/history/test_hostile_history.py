"""Commits that git's own commands would hardly make, through a whole build: it ends, and nothing is lost."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from markupsafe import escape
from repo_builder import RepoBuilder
from small_site import build_site, config_of

from kbgen.errors import ExitCode

CROWD = 5000
NAMED = 100
"""Of the crowd; the others opted out, so that the build has not 5,000 pages of people to make."""
BROKEN = b"Ren\xe9 \x01C \x1f\"O|Neil\" 'x' & \x7f"
SHOWN = "Ren\ufffd \ufffdC \ufffd\"O|Neil\" 'x' & \ufffd"


def rewrite(repo: RepoBuilder, *, author: bytes, authored: bytes, committed: bytes, message: bytes) -> None:
    """Make the newest commit anew, as no command of git would."""
    lines = [b"tree " + repo.git("rev-parse", "HEAD^{tree}").encode(), b"parent " + repo.oid("HEAD~").encode()]
    lines += [b"author %b <%b@example.org> %b +0000" % (author, authored, authored)]
    lines += [b"committer Ann <ann@example.org> %b +0000" % committed]
    data = b"\n".join([*lines, b"", message])
    repo.git("update-ref", "HEAD", repo.git("hash-object", "-t", "commit", "-w", "--stdin", "--literally", stdin=data))


def hostile(path: Path) -> RepoBuilder:
    repo = RepoBuilder(path, worktree=False)
    repo.commit({"index.md": "# Start\n", "a.md": "# A\n\nfirst words of it\n"}, author="Ann", when="2020-01-01")
    repo.commit({"a.md": "# A\n\nfirst words of it, and many more by somebody else\n"}, when="2020-01-02")
    rewrite(repo, author=BROKEN, authored=b"1577923200", committed=b"1577923200", message=b"\x01C\x02 odd \x1f|\xff\n")
    repo.commit({"b.md": "# B\n\nwritten in 1901, as it says\n"}, when="2020-01-03")
    rewrite(repo, author=b"Old", authored=b"-2177452800", committed=b"1578009600", message=b"from 1901\n")
    repo.commit({"c.md": "# C\n\nwritten in 3170843, as it says\n"}, when="2020-01-04")
    rewrite(repo, author=b"New", authored=b"99999999999999", committed=b"99999999999999", message=b"from 3170843\n")
    crowd = "".join(f"Co-authored-by: Person {number} <p{number}@example.org>\n" for number in range(CROWD))
    repo.commit({"d.md": "# D\n\nby a crowd\n"}, f"crowd\n\n{crowd}", author="Ann", when="2020-01-05")
    repo.commit({"odd\udcff.md": "# Odd\n\na name that is no text\n"}, author="Ann", when="2020-01-05T12:00")
    return repo.commit({"e.md": "# E\n\nlong\n"}, "long\n\n" + "x y\n" * 2_500_000, author="Ann", when="2020-01-06")


def facts_of(folder: Path) -> dict[str, Any]:
    pages = json.loads((folder / "data/contributions.json").read_bytes())["pages"]
    return {page["path"]: page for page in pages}


def test_a_hostile_history_is_built_and_told(tmp_path: Path) -> None:
    repo = hostile(tmp_path / "repo")
    quiet = [
        {"name": f"Person {number}", "signs_as": [f"p{number}@example.org"], "opt_out": True}
        for number in range(NAMED, CROWD)
    ]
    config = config_of({"url": str(repo.path), "name": "kb"}, people={"members": quiet})
    folder, report = build_site(tmp_path, config)
    assert report.exit_code is ExitCode.OK

    clamped = [problem.message for problem in report.problems if problem.code == "KB121"]
    assert clamped == [f"2 commits have dates that cannot be: {repo.oid('HEAD~4')[:10]}, {repo.oid('HEAD~3')[:10]}"]
    pages = facts_of(folder)
    dates = {path: (page["created"], page["landed"]) for path, page in pages.items()}
    assert dates == {
        "index.md": ("2020-01-01", "2020-01-01"),
        "a.md": ("2020-01-01", "2020-01-02"),
        "b.md": ("2020-01-03", "2020-01-03"),
        "c.md": ("2020-01-03", "2020-01-03"),
        "d.md": ("2020-01-05", "2020-01-05"),
        "odd\ufffd.md": ("2020-01-05", "2020-01-05"),
        "e.md": ("2020-01-06", "2020-01-06"),
    }
    assert [who["name"] for who in pages["a.md"]["contributors"]] == ["Ann", SHOWN]
    crowd = [who["name"] for who in pages["d.md"]["contributors"]]
    assert sorted(set(crowd)) == sorted(["Ann", "a community member", *(f"Person {n}" for n in range(NAMED))])
    assert len(crowd) == 1 + CROWD
    people = json.loads((folder / "data/people.json").read_bytes())
    assert people["total"] == len(("Ann", BROKEN, "Old", "New")) + CROWD

    html = (folder / "a/index.html").read_text(encoding="utf-8")
    assert escape(SHOWN) in html
    assert "\ufffdC\ufffd odd \ufffd|\ufffd" in html
    assert not any(ord(character) < 32 and character not in "\n\t" for character in html)
    assert sum(file.stat().st_size for file in folder.rglob("*.html")) < 10_000_000  # no part of the long message
