"""`kbgen verify`: the smallest edit that says that a page is right, in a commit that names who found it so."""

from __future__ import annotations

import re
import subprocess
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from command_line import Done, kbgen
from repo_builder import RepoBuilder

from kbgen.confirmation import Confirmation, UneditableError, confirmed

DAY = date(2026, 11, 26)
DATED = "---\ntitle: A\nreviewed: {}\nreview_by: {}  # by the team\n---\n\n# A\n"


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("# A\n", "---\nreviewed: 2026-11-26\n---\n\n# A\n"),
        ("\ufeff# A\r\n", "\ufeff---\r\nreviewed: 2026-11-26\r\n---\r\n\r\n# A\r\n"),
        ("---\r\ntitle: A\r\n---\r\n# A\r\n", "---\r\ntitle: A\r\nreviewed: 2026-11-26\r\n---\r\n# A\r\n"),
        ("---\ntitle: A\n...\nText\n", "---\ntitle: A\nreviewed: 2026-11-26\n...\nText\n"),
        ("---\nreviewed : '2020-01-01' # old\ntags: [a]\n---\n", "---\nreviewed: 2026-11-26 # old\ntags: [a]\n---\n"),
        (DATED.format("2026-01-26", "2026-07-26"), DATED.format("2026-11-26", "2027-05-26")),
        (DATED.format("2026-07-26", "2026-01-26"), DATED.format("2026-11-26", "2027-11-26")),
        (
            "---\nreview_every: 30d\nreview_by: 2026-01-26\n---\n",
            "---\nreview_every: 30d\nreview_by: 2026-12-26\nreviewed: 2026-11-26\n---\n",
        ),
        ("---\nreview_every: 30d\n---\n", "---\nreview_every: 30d\nreviewed: 2026-11-26\n---\n"),
        (
            "---\nextra:\n  reviewed: 2020-01-01\n---\nreviewed: never\n",
            "---\nextra:\n  reviewed: 2020-01-01\nreviewed: 2026-11-26\n---\nreviewed: never\n",
        ),
    ],
)
def test_the_edit_is_the_smallest(text: str, made: str) -> None:
    assert confirmed(text, Confirmation(DAY)) == made
    assert confirmed(made, Confirmation(DAY)).count("reviewed") == made.count("reviewed")


def test_a_day_that_is_given_is_the_next() -> None:
    made = confirmed("---\nreviewed: 2026-01-01\n---\n# A\n", Confirmation(DAY, date(2028, 2, 29)))
    assert made == "---\nreviewed: 2026-11-26\nreview_by: 2028-02-29\n---\n# A\n"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("---\n{title: A}\n---\n# A\n", "line by line"),
        ("---\ntitle: |\n  A\n\n  reviewed\n  b\nreviewed:\n  2020-01-01\n---\n", "line by line"),
        ("---\ntitle: [\n---\n# A\n", "cannot be read"),
        ("title: A\n\n# A\n", "lines of dashes"),
    ],
)
def test_what_cannot_be_edited_is_left_alone(text: str, why: str) -> None:
    with pytest.raises(UneditableError, match=why):
        confirmed(text, Confirmation(DAY))


@pytest.fixture
def repo(tmp_path: Path) -> RepoBuilder:
    repo = RepoBuilder(tmp_path / "kb").commit({"docs/a.md": "# A\n\nTrue.\n", "docs/b é.md": "# B\n"}, author="Ada")
    ask(repo, "config", "user.name", "Bob")
    ask(repo, "config", "user.email", "bob@example.org")
    return repo


def ask(repo: RepoBuilder, *argv: str) -> str:
    return subprocess.run(["git", "-C", str(repo.path), *argv], capture_output=True, text=True, check=True).stdout


def verify(repo: RepoBuilder, *arguments: str, folder: str = ".") -> Done:
    nobody = {"GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1", "EMAIL": ""}
    return kbgen("verify", *arguments, cwd=repo.path / folder, cache=repo.path.parent / "cache", **nobody)


def test_pages_are_committed_alone_and_the_commit_names_who_it_was(repo: RepoBuilder) -> None:
    (repo.path / "docs" / "mine.md").write_text("# Mine\n", encoding="utf-8")
    ask(repo, "add", "docs/mine.md")
    done = verify(repo, "a.md", "b é.md", "--note", "Tried it.", folder="docs")
    assert (done.code, done.out) == (0, "docs/a.md\ndocs/b é.md\n"), done.err
    assert done.err == "Committed in the name of Bob: 2 pages will be shown as reviewed.\n"
    assert ask(repo, "log", "-1", "--format=%an <%ae>|%cn|%B") == (
        "Bob <bob@example.org>|Bob|Verify 2 pages\n\nTried it.\n\n"
        "Verified-page: docs/a.md\nVerified-page: docs/b é.md\nVerified-by: Bob <bob@example.org>\n\n"
    )
    assert ask(repo, "log", "-1", "--format=%(trailers:key=Verified-by,valueonly)").strip() == "Bob <bob@example.org>"
    assert ask(repo, "show", "-z", "--format=", "--name-only").split("\0") == ["docs/a.md", "docs/b é.md", ""]
    assert ask(repo, "status", "--porcelain") == "A  docs/mine.md\n"


def test_a_built_page_says_who_confirmed_it_and_is_as_old_as_before(repo: RepoBuilder) -> None:
    assert verify(repo, "docs/a.md").code == 0
    built = kbgen("build", "-q", "-o", "site", cwd=repo.path, cache=repo.path.parent / "cache")
    assert built.code == 0, built.err
    html = (repo.path / "site" / "a" / "index.html").read_text(encoding="utf-8")
    facts = dict(re.findall(r"<dt>([^<]*)</dt><dd>(.*?)</dd>", html))
    today = f'datetime="{datetime.now(UTC).date()}"'
    assert [name for name, told in facts.items() if today in told] == ["Reviewed"]
    assert ">Bob<" in facts["Reviewed"]


def test_without_a_commit_only_the_file_is_edited(repo: RepoBuilder) -> None:
    before = ask(repo, "rev-parse", "HEAD")
    (repo.path / "docs" / "a.md").write_text("# A\n\nStill true.\n", encoding="utf-8")
    done = verify(repo, "docs/a.md", "--no-commit")
    assert (done.code, ask(repo, "rev-parse", "HEAD")) == (0, before)
    assert done.err == "Confirmed in the front matter; commit it to say so to others.\n"
    today = datetime.now(UTC).date()
    assert (repo.path / "docs" / "a.md").read_text() == f"---\nreviewed: {today}\n---\n\n# A\n\nStill true.\n"


@pytest.mark.parametrize(
    ("page", "message"),
    [
        ("docs/none.md", "there is no page"),
        ("docs/pic.svg", "is no page"),
        ("docs/new.md", "'docs/new.md' is not committed yet"),
        ("docs/a.md", "'docs/a.md' has changes that are not committed"),
        ("docs/flow.md", "the page cannot be confirmed: its front matter is not written line by line"),
        ("docs/link.md", "is no page"),
    ],
)
def test_what_cannot_be_confirmed_changes_nothing(page: str, message: str, repo: RepoBuilder) -> None:
    repo.commit({"docs/pic.svg": "<svg/>", "docs/flow.md": "---\n{title: A}\n---\n# A\n"})
    (repo.path / "docs" / "new.md").write_text("# New\n", encoding="utf-8")
    (repo.path / "docs" / "a.md").write_text("# A\n\nMore.\n", encoding="utf-8")
    (repo.path / "docs" / "link.md").symlink_to("b é.md")
    before = ask(repo, "rev-parse", "HEAD"), {path: path.read_bytes() for path in (repo.path / "docs").iterdir()}
    done = verify(repo, "docs/b é.md", page)
    assert (done.code, message in done.err) == (2, True), done.err
    assert before == (
        ask(repo, "rev-parse", "HEAD"),
        {path: path.read_bytes() for path in (repo.path / "docs").iterdir()},
    )


def test_outside_of_a_repository_and_without_a_name(repo: RepoBuilder, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("# A\n", encoding="utf-8")
    assert kbgen("verify", "a.md", cwd=tmp_path).code == 3
    ask(repo, "config", "--unset", "user.name")
    done = verify(repo, "docs/a.md")
    assert (done.code, "git does not know who confirms" in done.err) == (2, True)


def test_a_commit_that_git_refuses_leaves_the_page_as_it_was(repo: RepoBuilder) -> None:
    (repo.path / ".git" / "index.lock").touch()
    done = verify(repo, "docs/a.md")
    assert done.code == 3 and "the pages cannot be committed" in done.err, done.err
    assert (repo.path / "docs" / "a.md").read_text(encoding="utf-8") == "# A\n\nTrue.\n"
