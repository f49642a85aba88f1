from __future__ import annotations

import html
import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from typing import Protocol

import pytest
from command_line import HEEDS_SIGINT, Done, kbgen
from html_page import runs
from repo_builder import RepoBuilder

from kbgen import urls
from kbgen.cli.app import run
from kbgen.content import frontmatter
from kbgen.content.frontmatter_schema import TYPES
from kbgen.model import FrontMatter, Location

HOSTILE = (
    '"quoted: #x"',
    "- [x] a: {b: c}",
    "../../etc/passwd",
    "{title} {date} {{ title }} {% raw %}",
    "<script>alert(1)</script>",
    "**bold** `code` [a](javascript:alert(1)) ![x](y.png)",
    "null",
    "2026-01-01",
    "Costs $5 | $6 ~~now~~ ==here== H~2~O",
    "C++ and C#",
    "😀",
    "שלום עולם",
    "e\u0301tude \u202egnp.exe",
    "Pagefind",
    "con",
    "Search",
    "word " * 100,
    "README",
)


@pytest.fixture
def kb(tmp_path: Path) -> Path:
    """Return the working folder of a repository with pages in `docs/`."""
    pages = {
        "docs/index.md": "# Home\n",
        "docs/team/feedback.md": "---\ntitle: Giving feedback\nowner: María\naliases: [Feedback rules]\n---\n\n# F\n",
        "docs/team/retro.md": "# Running a *retrospective*\n",
        "README.md": "# Giving feedback\n",
    }
    RepoBuilder(tmp_path / "kb").commit(pages)
    return tmp_path / "kb"


def front(path: Path) -> FrontMatter:
    found, _, _, problems = frontmatter.read(path.read_text(encoding="utf-8"), Location())
    assert problems == ()
    return found


class Command(Protocol):
    """Runs `kbgen` in this process."""

    def __call__(self, *arguments: str, cwd: Path) -> Done:
        """Return how it ended."""


@pytest.fixture
def call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Command:
    def run_here(*arguments: str, cwd: Path) -> Done:
        monkeypatch.setenv("KBGEN_CACHE", str(tmp_path / "cache"))
        monkeypatch.chdir(cwd)
        code = run(arguments)
        return Done(code, *capfd.readouterr())

    return run_here


def untouched(repository: Path) -> bool:
    """Tell whether git sees no file that is new or changed."""
    command = ["git", "status", "--porcelain", "--untracked-files=all"]
    done = subprocess.run(command, cwd=repository, capture_output=True, text=True, check=True)
    return not [line for line in done.stdout.splitlines() if ".cache" not in line]


def on_terminal(*arguments: str, cwd: Path, typed: bytes | None) -> Done:
    """Run `kbgen arguments` on a terminal on which somebody types when they are asked; None is Ctrl-C."""
    pty = pytest.importorskip("pty", reason="there are no pseudo-terminals here")
    main_end, terminal = pty.openpty()
    environment = {**os.environ, "KBGEN_CACHE": str(cwd / ".cache"), "TERM": "xterm"}
    command = [sys.executable, "-c", HEEDS_SIGINT, *arguments]
    streams = {"stdin": terminal, "stdout": subprocess.PIPE, "stderr": terminal}
    with subprocess.Popen(command, cwd=cwd, env=environment, **streams) as process:
        os.close(terminal)
        shown = bytearray()
        try:
            while chunk := os.read(main_end, 4096):
                shown += chunk
                if shown.rstrip().endswith(b"[y/N]"):
                    process.send_signal(signal.SIGINT) if typed is None else os.write(main_end, typed)
        except OSError:  # Linux: EIO when the other end is closed
            pass
        assert process.stdout is not None
        out = process.stdout.read().decode()
    os.close(main_end)
    return Done(process.returncode, out, shown.decode())


# --- the page


def test_a_page_is_written_and_its_path_is_all_that_is_printed(kb: Path) -> None:
    options = ("--owner", "Ada", "--tag", "people", "--tag", "start, team", "--use-case", "onboarding")
    done = kbgen("new", "how-to", "Onboarding: the first day", *options, cwd=kb)
    assert (done.code, done.out) == (0, "docs/onboarding-the-first-day.md\n")
    assert done.err.endswith("and then: kbgen check docs/onboarding-the-first-day.md\n")
    made = front(kb / "docs/onboarding-the-first-day.md")
    assert (made.title, made.type, made.owner) == ("Onboarding: the first day", "how-to", "Ada")
    assert (made.tags, made.use_case) == (("people", "start", "team"), ("onboarding",))


def test_hostile_titles_make_pages_that_a_build_accepts(call: Command, kb: Path, tmp_path: Path) -> None:
    made: dict[str, str] = {}
    for number, title in enumerate(HOSTILE):
        kind = TYPES[number % len(TYPES)]
        done = call("new", kind, "--dir", "docs/new", "--owner", title, "--", title, cwd=kb)
        assert done.code == 0, done.err
        made[done.out.strip()] = title
    assert len(made) == len(HOSTILE)
    for path in made:
        assert (kb / path).resolve().parent == kb / "docs/new"
    checked = call("check", "--json", "-q", *made, cwd=kb)
    assert (checked.code, json.loads(checked.out)["summary"]["error"]) == (0, 0)
    subprocess.run(["git", "add", "docs"], cwd=kb, check=True)
    commit = ["git", "-c", "user.name=A", "-c", "user.email=a@b.c", "commit", "--quiet", "-m", "New"]
    subprocess.run(commit, cwd=kb, check=True)
    built = call("build", "--strict", "--json", "-q", "-o", str(tmp_path / "site"), cwd=kb)
    assert (built.code, json.loads(built.out)["problems"]) == (0, [])
    for path, title in made.items():
        shown = (tmp_path / "site" / urls.dest_uri(path.removeprefix("docs/"), True)).read_text(encoding="utf-8")
        assert runs(shown) == []
        heading = re.search(r"<h1[^>]*>(.*?)(?:<a class=.headerlink|</h1>)", shown, re.DOTALL)
        assert heading and html.unescape(re.sub(r"<[^>]*>", "", heading[1])) == front(kb / path).title
        assert front(kb / path).title == " ".join(title.replace("\u202e", "").split()).replace("e\u0301", "é")


def test_a_title_without_text_writes_nothing(call: Command, kb: Path) -> None:
    done = call("new", "page", " \u202e ", cwd=kb)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("kbgen: KB101 error: the title is empty\n  hint: ")
    assert untouched(kb)


def test_an_unknown_type_names_the_known_ones(call: Command, kb: Path) -> None:
    (kb / "templates").mkdir()
    (kb / "templates/runbook.md").write_text("---\ntitle: {title}\n---\n\n## When the pager rings\n")
    done = call("new", "zzz", "x", cwd=kb)
    assert done.code == 2
    assert f"hint: there are: {', '.join(TYPES)}, runbook" in done.err
    assert "did you mean 'how-to'?" in call("new", "howto", "x", cwd=kb).err
    assert call("new", "../secret", "x", cwd=kb).code == 2


# --- templates of a team


def test_the_template_of_the_configuration_comes_before_that_of_the_repository(
    call: Command, kb: Path, tmp_path: Path
) -> None:
    for folder, text in ((kb, "Repository"), (tmp_path / "config", "Configuration")):
        (folder / "templates").mkdir(parents=True)
        (folder / "templates/page.md").write_text(
            f"---\ntitle: {{title}}\ntags: {{tags}}\n---\n\n# {text}: {{title}}\n"
        )
    (tmp_path / "config/kbgen.yml").write_text("sources: [{url: ../kb}]\n")
    assert call("new", "page", "One", cwd=kb).code == 0
    assert (kb / "docs/one.md").read_text() == "---\ntitle: One\n---\n\n# Repository: One\n"
    assert call("new", "page", "Two *", "-c", "../config/kbgen.yml", cwd=kb).code == 0
    assert (kb / "docs/two.md").read_text() == "---\ntitle: Two *\n---\n\n# Configuration: Two \\*\n"


@pytest.mark.parametrize(
    ("template", "message"),
    [
        (b"---\ntitle: [\n---\n", "page.md:3:1: KB010 error: YAML syntax: "),
        (b"---\nstatus: publishd\ntitle: {title}\n---\n", "page.md:2:1: KB011 error: the status 'publishd'"),
        (b"\xff\xfe", "page.md: KB101 error: the template cannot be read: it is not UTF-8 text"),
        (b"x" * (1 << 20) + b"y", "page.md: KB101 error: the template has more than 1,048,576 bytes"),
    ],
)
def test_a_template_that_makes_no_good_page_is_an_error(call: Command, kb: Path, template: bytes, message: str) -> None:
    (kb / "templates").mkdir()
    (kb / "templates/page.md").write_bytes(template)
    done = call("new", "page", "One", cwd=kb)
    assert (done.code, done.out) == (2, "")
    assert f"templates/{message}" in done.err
    assert not (kb / "docs/one.md").exists()


# --- where it goes


@pytest.mark.parametrize(
    ("cwd", "options", "path"),
    [
        ("", (), "docs/one.md"),
        ("docs", (), "docs/one.md"),
        ("docs/team", (), "docs/team/one.md"),
        ("docs/team", ("--dir", ".."), "docs/one.md"),
        ("docs/team", ("--dir", "deep/er"), "docs/team/deep/er/one.md"),
        ("", ("--dir", "docs/team/"), "docs/team/one.md"),
        ("..", ("--dir", "kb/docs/team"), "docs/team/one.md"),
    ],
)
def test_the_folder_of_a_page(call: Command, kb: Path, cwd: str, options: tuple[str, ...], path: str) -> None:
    done = call("new", "page", "One", *options, cwd=(kb / cwd).resolve())
    assert done.code == 0, done.err
    assert (kb / path).is_file()
    assert ((kb / cwd).resolve() / done.out.strip()).resolve() == kb / path


@pytest.mark.parametrize(
    ("folder", "message"),
    [
        ("notes", "'notes' is not in the folder of the pages, which is 'docs'"),
        ("../elsewhere", "not a git repository"),
        ("docs/..", "'docs/..' is not in the folder of the pages"),
        ("docs/out", "not a git repository"),
        ("docs/con", "no page can be published from 'con': 'con' is a device name on Windows"),
        ("docs/.hidden", "'.hidden/one.md' would not be published"),
        ("docs/templates", "'templates/one.md' would not be published"),
        ("docs/pagefind", "'pagefind/page.md' would not be published"),
        ("docs/index.md", "cannot be written: "),
    ],
)
def test_folders_that_no_page_is_published_from(call: Command, kb: Path, folder: str, message: str) -> None:
    (kb / "docs/out").symlink_to(kb.parent)
    done = call("new", "page", "One", "--dir", folder, cwd=kb)
    assert (done.code != 0, done.out) == (True, "")
    assert message in done.err
    assert not list(kb.parent.rglob("one.md"))


@pytest.mark.parametrize(
    ("title", "path"),
    [("Index", "docs/index.md"), ("Team", ""), ("Readme", "docs/index.md"), ("Retro", "docs/retro.md")],
)
def test_a_page_is_never_written_over(call: Command, kb: Path, title: str, path: str) -> None:
    (kb / "docs/retro.md").symlink_to("nowhere.md")
    done = call("new", "page", title, cwd=kb)
    if path and title != "Readme":
        assert done.code == 2
        assert f"there is a page of this name already: {path}\n" in done.err
        assert (kb / "docs/index.md").read_text() == "# Home\n"
        assert not (kb / "docs/nowhere.md").exists()
    else:
        assert (done.code, done.out) == (0, f"docs/{title.lower()}.md\n")


def test_two_names_for_one_address_are_refused(call: Command, kb: Path) -> None:
    (kb / "docs/One").mkdir()
    (kb / "docs/One/README.md").write_text("# The one\n")
    done = call("new", "page", "one", cwd=kb)
    assert (done.code, "already: docs/One/README.md" in done.err) == (2, True)


def test_mkdocs_yml_and_kbgen_yml_say_where_pages_are(call: Command, kb: Path) -> None:
    (kb / "mkdocs.yml").write_text("docs_dir: handbook\nnav: [index.md]\nexclude_docs: private/\n")
    done = call("new", "page", "One", cwd=kb)
    assert done.out == "handbook/one.md\n"
    assert done.err.startswith("mkdocs.yml lists the pages of the navigation; add there: - one.md\n")
    assert "would not be published" in call("new", "page", "One", "--dir", "handbook/private", cwd=kb).err
    (kb / "kbgen.yml").write_text("sources: [{url: ., docs: manual}]\n")
    (kb / "handbook/deep").mkdir()
    assert call("new", "page", "One", cwd=kb / "handbook/deep").out == "../../manual/one.md\n"


def test_a_list_of_the_navigation_is_named(call: Command, kb: Path) -> None:
    (kb / "mkdocs.yml").write_text("plugins: [literate-nav]\n")
    (kb / "docs/SUMMARY.md").write_text("* [Home](index.md)\n* [Team](team/)\n")
    (kb / "docs/team/SUMMARY.md").write_text("* [Retro](retro.md)\n")
    said = call("new", "page", "One [1]", "--dir", "docs/team", cwd=kb).err
    assert said.startswith(
        "docs/team/SUMMARY.md lists the pages of the navigation; add there: * [One \\[1]](one-1.md)\n"
    )
    said = call("new", "page", "Two", "--dir", "docs/other", cwd=kb).err
    assert "docs/SUMMARY.md lists the pages of the navigation; add there: * [Two](other/two.md)\n" in said


def test_a_repository_without_a_commit_or_a_page_takes_its_first(call: Command, tmp_path: Path) -> None:
    subprocess.run(["git", "init", "--quiet", tmp_path / "kb"], check=True)
    assert call("new", "page", "Home", cwd=tmp_path / "kb").out == "home.md\n"


def test_where_no_page_can_be_written(call: Command, kb: Path, tmp_path: Path) -> None:
    bare = tmp_path / "kb.git"
    subprocess.run(["git", "clone", "--quiet", "--bare", kb, bare], check=True)
    assert "is a bare repository" in call("new", "page", "One", cwd=bare).err
    outside = call("new", "page", "One", cwd=tmp_path)
    assert (outside.code, "KB102 error: not a git repository" in outside.err) == (3, True)
    RepoBuilder(tmp_path / "config").commit({"kbgen.yml": "sources: [{url: ../kb}]\n"})
    alone = call("new", "page", "One", cwd=tmp_path / "config")
    assert (alone.code, "holds the configuration and no pages" in alone.err) == (2, True)
    done = call("new", "page", "One", "--dir", "../kb/docs", cwd=tmp_path / "config")
    assert (done.code, (kb / "docs/one.md").is_file()) == (0, True)


# --- pages that are like it


def test_pages_with_titles_like_it_are_named_and_it_is_written(call: Command, kb: Path) -> None:
    done = call("new", "page", "Giving feedbacks", "--dir", "docs/team", cwd=kb)
    assert (done.code, done.out) == (0, "docs/team/giving-feedbacks.md\n")
    assert done.err.splitlines()[:2] == [
        "A page is like 'Giving feedbacks':",
        "  docs/team/feedback.md  Giving feedback, looked after by María",
    ]
    said = call("new", "page", "feedback RULES", cwd=kb / "docs").err
    assert "  team/feedback.md  Giving feedback, also known as 'Feedback rules', looked after by María\n" in said
    said = call("new", "page", "Running retrospectives", cwd=kb).err
    assert "  docs/team/retro.md  Running a retrospective, without an owner\n" in said
    assert "like" not in call("new", "page", "Quite another thing", cwd=kb).err


def test_pages_of_other_collections_count_as_far_as_they_are_here(call: Command, kb: Path, tmp_path: Path) -> None:
    RepoBuilder(tmp_path / "tools").commit({"docs/a.md": "# Recording a talk\n"})
    RepoBuilder(tmp_path / "old", worktree=False).commit(
        {"mkdocs.yml": "docs_dir: d\n", "d/a.md": "# Recording talk\n"}
    )
    RepoBuilder(tmp_path / "never", worktree=False).commit({"a.md": "# Recording the talk\n"})
    (tmp_path / "all.yml").write_text("sources: [{url: kb}, {url: tools}, {url: old}]\n")
    assert call("build", "-c", "all.yml", "-q", cwd=tmp_path).code == 0
    sources = "[{url: kb}, {url: tools}, {url: old}, {url: never}, {url: missing}]"
    (tmp_path / "all.yml").write_text(f"sources: {sources}\n")
    done = call("new", "page", "Recording a talk", "-c", "../all.yml", cwd=kb)
    assert done.code == 0
    assert done.err.splitlines()[:3] == [
        "2 pages are like 'Recording a talk':",
        "  tools:docs/a.md  Recording a talk, without an owner",
        "  old:d/a.md  Recording talk, without an owner",
    ]


@pytest.mark.parametrize(("typed", "written"), [(b"y\n", True), (b"YES\n", True), (b"\n", False), (b"no\n", False)])
def test_on_a_terminal_it_is_asked(kb: Path, typed: bytes, written: bool) -> None:
    done = on_terminal("new", "page", "Giving feedbacks", cwd=kb, typed=typed)
    assert done.code == (0 if written else 1), done.err
    assert "Write a new page all the same? [y/N]" in done.err
    assert done.out == ("docs/giving-feedbacks.md\n" if written else "")
    assert (kb / "docs/giving-feedbacks.md").exists() == written
    assert ("Nothing was written." in done.err) != written


def test_the_end_of_the_input_and_ctrl_c_are_a_no(kb: Path) -> None:
    assert on_terminal("new", "page", "Giving feedbacks", cwd=kb, typed=b"\x04").code == 1
    interrupted = on_terminal("new", "page", "Giving feedbacks", cwd=kb, typed=None)
    assert (interrupted.code, "Traceback" in interrupted.err) == (130, False)
    assert untouched(kb)


@pytest.mark.parametrize("option", ["--yes", "--json", "--quiet"])
def test_every_question_has_an_option(kb: Path, option: str) -> None:
    done = on_terminal("new", "page", "Giving feedbacks", option, cwd=kb, typed=b"n\n")
    assert (done.code, "[y/N]" in done.err) == (0, False)


# --- for programs


def test_the_document_tells_all(call: Command, kb: Path) -> None:
    done = call("new", "page", "Giving feedbacks", "--json", "--dry-run", cwd=kb)
    assert json.loads(done.out) == {
        "schema": 1,
        "path": "docs/giving-feedbacks.md",
        "title": "Giving feedbacks",
        "type": "page",
        "template": None,
        "written": False,
        "alike": [
            {
                "path": "docs/team/feedback.md",
                "title": "Giving feedback",
                "name": "Giving feedback",
                "owner": "María",
                "likeness": 0.968,
            }
        ],
        "problems": [],
    }
    assert untouched(kb)
    failed = call("new", "page", "Index", "--json", cwd=kb)
    assert (failed.code, json.loads(failed.out)["problems"][0]["code"]) == (2, "KB101")


def test_a_dry_run_shows_the_page(call: Command, kb: Path) -> None:
    done = call("new", "page", "One", "--dry-run", cwd=kb)
    assert done.out.startswith("docs/one.md\n---\ntitle: One\ntype: page\n---\n\n# One\n")
    assert done.err == "Nothing was written: --dry-run.\n"
    assert untouched(kb)
