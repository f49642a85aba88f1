"""`kbgen init` as people run it: what it writes, what it leaves, and that what it proposes next succeeds."""

from __future__ import annotations

import json
import os
import pty
import re
import select
import subprocess
import sys
from pathlib import Path

import pytest
from command_line import Done, fingerprint, kbgen
from repo_builder import RepoBuilder

from kbgen.hosting import Host

ADA = {"GIT_AUTHOR_NAME": "Ada Lovelace", "GIT_AUTHOR_EMAIL": "ada@example.org"}


def git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(["git", "-C", str(folder), *arguments], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def follow(done: Done, cwd: Path) -> Done:
    """Do what the last line says is next, where `kbgen serve` is a strict build, as that ends by itself."""
    commands = re.fullmatch(r"Next: (.*?)(; .*)?", done.err.splitlines()[-1])
    assert commands and commands[1].endswith("kbgen serve")
    (cwd / ".bin").mkdir()
    program = f'#!/bin/sh\n[ "$1" = serve ] && exec {sys.executable} -m kbgen build --strict --cache {cwd}/.cache\n'
    (cwd / ".bin/kbgen").write_text(program)
    (cwd / ".bin/kbgen").chmod(0o755)
    people = {"GIT_COMMITTER_NAME": "Ada", "GIT_COMMITTER_EMAIL": "ada@example.org", **ADA}
    environment = {**os.environ, **people, "PATH": f"{cwd}/.bin:{os.environ['PATH']}"}
    run = subprocess.run(
        ["bash", "-c", commands[1]], cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )
    return Done(run.returncode, run.stdout, run.stderr)


def test_a_new_site_is_a_repository_with_a_first_commit_and_can_be_built(tmp_path: Path) -> None:
    done = kbgen("init", "Team notes", cwd=tmp_path, cache=None, **ADA)
    assert done.code == 0, done.err
    folder = tmp_path / "Team notes"
    tracked = git(folder, "ls-files", "-z").split("\0")
    assert sorted(done.out.splitlines()) == sorted(f"Team notes/{path}" for path in tracked if path)
    assert git(folder, "status", "--porcelain", "--ignored") == ""
    assert (
        git(folder, "log", "--format=%an <%ae> %cn %s %D")
        == "Ada Lovelace <ada@example.org> Ada Lovelace Begin the site HEAD -> main"
    )
    assert "  name: Team notes\n" in (folder / "kbgen.yml").read_text()
    built = follow(done, tmp_path)
    assert built.code == 0, built.err
    assert "4 pages, 1 version" in built.err and "0 errors, 0 warnings" in built.err
    assert "Ada Lovelace" in (folder / "site/people/index.html").read_text()
    assert git(folder, "status", "--porcelain") == "", "what a build makes is ignored"
    checked = kbgen("check", "--strict", "--json", "-q", cwd=folder, cache=tmp_path / ".cache")
    assert (checked.code, json.loads(checked.out)["problems"]) == (0, [])


@pytest.mark.parametrize("kind", ["how-to", "lesson-learned"])
def test_a_page_of_a_template_passes_the_check(kind: str, tmp_path: Path) -> None:
    kbgen("init", "kb", "--ci", "none", cwd=tmp_path)
    made = kbgen("new", kind, "Borrow *a* camera", "--owner", "ada", "--tag", "video", cwd=tmp_path / "kb")
    assert made.code == 0, made.err
    checked = kbgen("check", "--strict", "-q", made.out.strip(), cwd=tmp_path / "kb")
    assert checked.code == 0, checked.out
    assert (tmp_path / "kb" / made.out.strip()).read_text(encoding="utf-8").count("{") == 0


def test_a_second_run_changes_nothing_and_says_what_it_left(tmp_path: Path) -> None:
    kbgen("init", "kb", cwd=tmp_path)
    (tmp_path / "kb/docs/index.md").unlink()
    (tmp_path / "kb/README.md").write_text("ours\n")
    before = fingerprint(tmp_path / "kb")
    again = kbgen("init", "kb", cwd=tmp_path)
    assert (again.code, again.out) == (0, "")
    assert "Left as they are: .devcontainer/devcontainer.json, .github/CODEOWNERS" in again.err
    assert fingerprint(tmp_path / "kb") == before, "there are pages, so none is added"


def test_what_is_missing_is_written_again(tmp_path: Path) -> None:
    kbgen("init", "kb", "--ci", "none", cwd=tmp_path)
    (tmp_path / "kb/.kbgen/install.sh").unlink()
    origin = f"https://git.example/o/kbgen@{'0' * 40}"
    again = kbgen("init", "kb", "--ci", "none", "--kbgen", origin, "-q", cwd=tmp_path)
    assert (again.code, again.out, again.err) == (0, "kb/.kbgen/install.sh\n", "")
    assert f"kbgen='git+{origin}'" in (tmp_path / "kb/.kbgen/install.sh").read_text()


def test_nobody_is_named_who_is_not_known_to_git(tmp_path: Path) -> None:
    done = kbgen("init", "kb", cwd=tmp_path, HOME=str(tmp_path), GIT_CONFIG_NOSYSTEM="1")
    assert git(tmp_path / "kb", "log", "--format=%an") == "kbgen[bot]"
    assert follow(done, tmp_path).code == 0
    assert not (tmp_path / "kb/site/people").exists(), "a program is no contributor"


def test_the_settings_of_git_tell_the_name_and_nothing_of_them_is_run(tmp_path: Path) -> None:
    (tmp_path / "hooks").mkdir()
    (tmp_path / "hooks/pre-commit").write_text(f"#!/bin/sh\ntouch {tmp_path}/hooked\nexit 1\n")
    (tmp_path / "hooks/pre-commit").chmod(0o755)
    settings = (
        f"[user]\nname = Grace\nemail = g@example.org\n[core]\nhooksPath = {tmp_path}/hooks\n[commit]\ngpgSign = true\n"
    )
    (tmp_path / "gitconfig").write_text(f"{settings}[init]\ntemplateDir = {tmp_path}\n")
    kbgen("init", "kb", cwd=tmp_path, GIT_CONFIG_GLOBAL=str(tmp_path / "gitconfig"))
    assert git(tmp_path / "kb", "log", "--format=%an <%ae>") == "Grace <g@example.org>"
    assert not (tmp_path / "hooked").exists() and not (tmp_path / "kb/.git/hooks").exists()


def test_in_a_folder_of_pages_they_stay_where_they_are_and_are_the_site(tmp_path: Path) -> None:
    (tmp_path / "kb/guides").mkdir(parents=True)
    (tmp_path / "kb/guides/a.md").write_text("# A guide\n")
    done = kbgen("init", "kb", cwd=tmp_path)
    assert git(tmp_path / "kb", "ls-files", "guides", "docs") == "", "only what was written is committed"
    assert follow(done, tmp_path).code in (0, 3), "committed are no pages yet"
    git(tmp_path / "kb", "add", "--all")
    git(tmp_path / "kb", "-c", "user.name=A", "-c", "user.email=a@b", "commit", "-qm", "Add pages")
    assert kbgen("build", "--strict", cwd=tmp_path / "kb").code == 0
    assert (tmp_path / "kb/site/guides/a/index.html").exists()


@pytest.mark.parametrize("commits", [False, True])
def test_in_a_repository_nothing_is_committed(commits: bool, tmp_path: Path) -> None:
    repo = RepoBuilder(tmp_path / "kb")
    if commits:
        repo.commit({"README.md": "# Ours\n"})
    done = kbgen("init", cwd=repo.path)
    assert done.code == 0, done.err
    assert "kbgen.yml" in done.out.splitlines()
    assert git(repo.path, "ls-files") == ("README.md" if commits else "")
    assert done.err.splitlines()[-1].startswith("Next: kbgen serve" if commits else "Next: git add --all && git commit")
    if not commits:
        assert follow(done, repo.path).code == 0


@pytest.mark.parametrize(
    ("remote", "folder"),
    [("https://gitlab.com/o/kb.git", ".gitlab"), ("git@github.com:o/kb.git", ".github"), ("", ".github")],
)
def test_the_host_is_found_by_the_address_of_origin(remote: str, folder: str, repo: RepoBuilder) -> None:
    if remote:
        repo.git("remote", "add", "origin", remote)
    kbgen("init", cwd=repo.path)
    assert [name for name in (".github", ".gitlab") if (repo.path / name).exists()] == [folder]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("file.txt",), "is a file"),
        (("--name", " "), "cannot be the name of a site"),
        (("--owner", "ada"), "no user or team"),
        (("--kbgen", "v1"), "does not say where kbgen comes from"),
        (("--ci", "jenkins"), "'jenkins' is not one of"),
        (("--from", "other.yml"), "there is no 'other.yml'"),
        (("--from", "file.txt"), "is not where a build looks for it"),
        (("--from", "sub/mkdocs.yml", "."), "is not where a build looks for it"),
    ],
)
def test_what_cannot_be_begun(arguments: tuple[str, ...], said: str, tmp_path: Path) -> None:
    (tmp_path / "file.txt").write_text("x")
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub/mkdocs.yml").write_text("site_name: A\n")
    before = fingerprint(tmp_path)
    done = kbgen("init", *arguments, cwd=tmp_path, cache=tmp_path.parent / "c")
    assert (done.code, done.out) == (2, "")
    assert said in done.err and "hint: " in done.err
    assert fingerprint(tmp_path) == before


def test_a_mkdocs_repository_is_not_filled_with_sample_pages(tmp_path: Path) -> None:
    (tmp_path / "mkdocs.yml").write_text("site_name: A\n")
    done = kbgen("init", cwd=tmp_path)
    assert (done.code, done.out) == (2, "")
    assert "hint: take its settings: kbgen init --from mkdocs.yml" in done.err


MKDOCS = """\
site_name: Les pages
docs_dir: src
plugins: [search, macros]
theme: {name: material, custom_dir: src/overrides, icon: {logo: !ENV LOGO}}
nav: [index.md, made.md]
"""


def test_from_mkdocs_no_page_is_written_and_the_site_is_built(repo: RepoBuilder) -> None:
    repo.commit({"mkdocs.yml": MKDOCS, "src/index.md": "# Hello\n", "src/bad.md": "---\ntitle: [\n---\n# Bad\n"})
    repo.commit(
        {".github/workflows/deploy.yml": "run: mkdocs gh-deploy\n", ".github/workflows/test.yml": "run: make\n"}
    )
    assert kbgen("build", cwd=repo.path, cache=repo.path.parent / "c").code == 1, "it has errors today"
    done = kbgen("init", "--from", "mkdocs.yml", cwd=repo.path, cache=repo.path.parent / "c")
    assert done.code == 0, done.err
    workflows = [f".github/workflows/kb-{name}.yml" for name in ("check", "links", "preview", "publish")]
    templates = [".github/ISSUE_TEMPLATE/config.yml", ".github/ISSUE_TEMPLATE/new-page.yml"]
    templates += [".github/ISSUE_TEMPLATE/problem.yml", ".github/PULL_REQUEST_TEMPLATE.md"]
    settings = [".gitignore", ".kbgen/install.sh", ".kbgen/requirements.txt", ".pre-commit-config.yaml"]
    assert done.out.splitlines() == [
        ".devcontainer/devcontainer.json",
        ".github/CODEOWNERS",
        *templates,
        ".github/dependabot.yml",
        *workflows,
        *settings,
        "kbgen.schema.json",
        "kbgen.yml",
    ]
    told = done.err.splitlines()
    assert "mkdocs.yml: copied into kbgen.yml: site_name" in told
    assert "mkdocs.yml: read from here by each build: docs_dir, nav, plugins.search" in told
    assert "mkdocs.yml:3: plugins.macros is left behind; there is no equivalent" in told
    assert "KB030 (nav-entry) is a warning in kbgen.yml, since it is found today: 1" in told
    assert "KB010 (yaml-syntax) is a warning in kbgen.yml, since it is found today: 1" in told
    assert [line for line in told if "runs MkDocs" in line] == [
        ".github/workflows/deploy.yml: runs MkDocs; let one of the two publish"
    ]
    assert "To let only new findings count from now on: kbgen check --write-baseline" in told
    recorded = kbgen("check", "--write-baseline", "-q", cwd=repo.path, cache=repo.path.parent / "c")
    assert recorded.code == 0 and kbgen("check", "-q", cwd=repo.path, cache=repo.path.parent / "c").code == 0
    built = kbgen("build", cwd=repo.path, cache=repo.path.parent / "c")
    assert built.code == 0 and "2 pages" in built.err, built.err
    assert "Les pages" in (repo.path / "site/index.html").read_text(encoding="utf-8")


def test_what_other_files_of_the_repository_do_is_not_done_twice(repo: RepoBuilder) -> None:
    own = ["CODEOWNERS", "docs/pull_request_template.md", ".github/ISSUE_TEMPLATE/bug.yml", ".devcontainer.json"]
    repo.commit({"mkdocs.yml": "site_name: A\n", "docs/index.md": "# A\n", **dict.fromkeys(own, "Ours\n")})
    done = kbgen("init", "--from", "mkdocs.yml", cwd=repo.path, cache=repo.path.parent / "c")
    assert done.code == 0, done.err
    written = [path for path in done.out.splitlines() if "kb-" not in path and not path.startswith(("kbgen", ".kbgen"))]
    assert written == [".github/dependabot.yml", ".gitignore", ".pre-commit-config.yaml"]
    assert {(repo.path / path).read_text(encoding="utf-8") for path in own} == {"Ours\n"}


def test_from_mkdocs_somewhere_else(repo: RepoBuilder, tmp_path: Path) -> None:
    repo.commit({"mkdocs.yml": "site_name: A\n", "docs/index.md": "# A\n"})
    done = kbgen("init", "--from", "repo/mkdocs.yml", "--ci", "none", cwd=tmp_path)
    tools = [".devcontainer/devcontainer.json", ".gitignore", ".kbgen/install.sh", ".kbgen/requirements.txt"]
    files = [*tools, ".pre-commit-config.yaml", "kbgen.schema.json", "kbgen.yml"]
    assert done.out.splitlines() == [f"repo/{path}" for path in files]
    assert done.err.splitlines()[-1].startswith("Next: cd repo && kbgen serve")


def on_a_terminal(*arguments: str, cwd: Path, answers: str) -> str:
    """Run `kbgen init` on a terminal, type `answers`, and return what the terminal shows."""
    main, side = pty.openpty()
    command = [sys.executable, "-m", "kbgen", "init", *arguments]
    environment = {**os.environ, "KBGEN_CACHE": str(cwd / ".cache"), "NO_COLOR": "1"}
    process = subprocess.Popen(command, cwd=cwd, stdin=side, stdout=side, stderr=side, env=environment, close_fds=True)
    os.close(side)
    os.write(main, answers.encode())
    shown = b""
    while select.select([main], [], [], 60)[0]:
        try:
            shown += os.read(main, 4096)
        except OSError:  # Linux ends a terminal that nobody holds any more with an error
            break
    os.close(main)
    assert process.wait(60) == 0
    return shown.decode()


def test_on_a_terminal_two_things_are_asked(tmp_path: Path) -> None:
    shown = on_a_terminal("kb", cwd=tmp_path, answers="Our Notes\nelsewhere\ngitlab\n")
    assert "Name of the site [Kb]: " in shown and "Workflows for (github, gitlab, none) [github]: " in shown
    assert "  name: Our Notes\n" in (tmp_path / "kb/kbgen.yml").read_text()
    assert (tmp_path / "kb/.gitlab").is_dir() and not (tmp_path / "kb/.github").exists()


@pytest.mark.parametrize("arguments", [("--yes",), ("--name", "A", "--ci", "none")])
def test_on_a_terminal_nothing_is_asked_that_is_answered(arguments: tuple[str, ...], tmp_path: Path) -> None:
    assert "[" not in on_a_terminal("kb", *arguments, cwd=tmp_path, answers="")


def test_the_hosts_are_those_of_the_manual() -> None:
    text = (Path(__file__).parents[2] / "docs/cli.md").read_text(encoding="utf-8")
    assert f"`{'`, `'.join(list(Host)[:-1])}` or `{list(Host)[-1]}`" in text
