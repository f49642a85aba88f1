"""Tests of the example repositories: the same ids each time, and sound at each version."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest
import replay

yaml = pytest.importorskip("yaml")

MANY = 250, 700  # words that a page should have
VERSIONS = {
    "handbook": ["v1.0", "v1.1", "v2.0-rc.1", "v2.0", "release/1.1", "main"],
    "toolbox": ["main"],
}
STATES = [(name, version) for name, versions in VERSIONS.items() for version in versions]


def run(out: Path, **env: str) -> None:
    """Run the script as its users do."""
    command = [sys.executable, str(replay.HERE / "replay.py"), "--out", str(out)]
    subprocess.run(command, env={**os.environ, **env}, check=True, capture_output=True)


@pytest.fixture(scope="session")
def repos(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with both repositories."""
    out = tmp_path_factory.mktemp("repos")
    run(out)
    return out


def git(repos: Path, name: str, *args: str) -> str:
    """Ask git about one of the repositories."""
    return replay.run_git(repos / f"{name}.git", *args)


def files_at(repos: Path, name: str, version: str) -> dict[str, bytes]:
    """Return the files of a version."""
    command = ["git", "-C", str(repos / f"{name}.git"), "archive", version]
    data = subprocess.run(command, env=replay.environment(), capture_output=True, check=True).stdout
    with tarfile.open(fileobj=io.BytesIO(data)) as tar:
        members = [(member.name, tar.extractfile(member)) for member in tar if member.isfile()]
        return {path: file.read() for path, file in members if file}


def prose(text: str) -> str:
    """Return a page without front matter, code blocks and code."""
    text = re.sub(r"(?ms)^ *```.*?^ *```$", "", replay.FRONT.sub("", text))
    return re.sub(r"`+[^`\n]+`+", "", text)


def anchors(text: str) -> set[str]:
    """Return the anchors of a page, also of titles that are underlined."""
    titles = [words for _, _, words in replay.headings(text)]
    return {replay.slug(title) for title in titles + re.findall(r"(?m)^(.+)\n=+$", text)}


def broken_links(files: dict[str, bytes]) -> list[str]:
    """Return the relative links that lead nowhere."""
    broken = []
    for page in replay.pages(files):
        for link in replay.LINK.finditer(prose(files[page].decode())):
            path, anchor = replay.resolve(page, link["target"])
            if "://" not in path:
                good = path in files and (not anchor or anchor in anchors(files[path].decode()))
                broken += [] if good else [f"{page}: {link['target']}"]
    return broken


def nav_entries(node: object) -> list[str]:
    """Return all pages of a navigation; anything empty counts as a page that is not there."""
    if isinstance(node, list):
        return [page for item in node for page in nav_entries(item)]
    if isinstance(node, dict):
        return nav_entries(list(node.values()))
    return [str(node)]


@pytest.mark.parametrize("name", replay.NAMES)
def test_same_ids_on_each_machine(repos: Path, tmp_path: Path, name: str) -> None:
    """Neither time zone nor language nor the settings of a person make a difference."""
    settings = tmp_path / "gitconfig"
    settings.write_text("[user]\nname = X\n[core]\nautocrlf = true\n[commit]\ngpgsign = true\n")
    run(tmp_path, TZ="Asia/Kathmandu", LC_ALL="C", GIT_CONFIG_GLOBAL=str(settings), HOME=str(tmp_path))
    assert git(tmp_path, name, "show-ref") == git(repos, name, "show-ref")


def test_a_second_run_leaves_all_as_it_is(repos: Path) -> None:
    """When nothing has changed no file is touched."""
    before = {path: path.stat().st_mtime_ns for path in repos.rglob("*")}
    run(repos)
    assert {path: path.stat().st_mtime_ns for path in repos.rglob("*")} == before


@pytest.mark.parametrize("name", replay.NAMES)
def test_git_finds_no_fault(repos: Path, name: str) -> None:
    """The strict check of git has nothing to say."""
    assert git(repos, name, "fsck", "--strict", "--no-dangling") == ""


@pytest.mark.parametrize(("name", "version"), STATES)
def test_links_lead_somewhere(repos: Path, name: str, version: str) -> None:
    """All relative links of a version lead to a file, and to a heading if they name one."""
    assert broken_links(files_at(repos, name, version)) == []


@pytest.mark.parametrize("name", replay.NAMES)
def test_links_lead_somewhere_at_each_commit(repos: Path, name: str) -> None:
    """The same holds for each commit in between."""
    for commit in git(repos, name, "rev-list", "--all").split():
        assert broken_links(files_at(repos, name, commit)) == [], commit


@pytest.mark.parametrize("version", VERSIONS["handbook"])
def test_navigation_is_complete(repos: Path, version: str) -> None:
    """The navigation names each page once and no other."""
    files = files_at(repos, "handbook", version)
    config = yaml.safe_load(files["mkdocs.yml"])
    wanted = [page.removeprefix("docs/") for page in files if page.startswith("docs/")]
    assert sorted(nav_entries(config["nav"])) == sorted(wanted)


@pytest.mark.parametrize(("name", "version"), STATES)
def test_front_matter_is_valid(repos: Path, name: str, version: str) -> None:
    """Front matter is YAML with the fields that we know, and tags are lists of slugs."""
    known = {"title", "description", "tags", "owner", "status", "aliases", "review_by"}
    for page, data in files_at(repos, name, version).items():
        match = replay.FRONT.match(data.decode()) if page.endswith(".md") else None
        if match:
            fields = yaml.safe_load(match[0].strip().strip("-"))
            assert set(fields) <= known, page
            assert all(re.fullmatch(r"[a-z0-9-]+", tag) for tag in fields["tags"]), page


def test_pages_are_worth_reading_and_not_too_long(repos: Path) -> None:
    """There are enough pages, and each has a good length."""
    names = [(name, path) for name in replay.NAMES for path in files_at(repos, name, "main")]
    found = [item for item in names if item[1].startswith("docs/") and item[1].endswith(".md")]
    assert len(found) >= 34
    for name, path in found:
        text = prose((replay.HERE / "pages" / name / path).read_text(encoding="utf-8"))
        assert MANY[0] <= len(text.split()) <= MANY[1], path


@pytest.mark.parametrize("name", replay.NAMES)
def test_times_only_go_forward(repos: Path, name: str) -> None:
    """No commit is older than its parents."""
    times = git(repos, name, "log", "--all", "--topo-order", "--format=%H %ct %P").splitlines()
    when = {line.split()[0]: int(line.split()[1]) for line in times}
    for line in times:
        commit, _, *parents = line.split()
        assert all(when[parent] <= when[commit] for parent in parents), commit


def log(repos: Path, form: str, *args: str, name: str = "handbook") -> list[str]:
    """Return one line for each commit of all branches."""
    return git(repos, name, "log", "--all", f"--format={form}", *args).splitlines()


def test_size_of_the_histories(repos: Path) -> None:
    """Both histories are long enough to show something."""
    assert 120 <= len(log(repos, "%H")) <= 180
    assert 50 <= len(log(repos, "%H", name="toolbox")) <= 90


def test_people(repos: Path) -> None:
    """A dozen people, one of them under three addresses, and bots."""
    names = set(log(repos, "%aN"))
    assert len([name for name in names if "[bot]" not in name]) == 12
    assert {"佐藤 結衣", "Zoë van den Berg", "dependabot[bot]"} <= names
    assert len(set(log(repos, "%ae", "--use-mailmap", "--author=mj.ibanez"))) == 3


def test_trailers(repos: Path) -> None:
    """Co-authors, reviewers and a machine are named."""
    text = "\n".join(log(repos, "%(trailers:only)"))
    for start in ("Co-authored-by: ", "Reviewed-by: ", "Co-authored-by: Copilot", "Assisted-by: "):
        assert start in text
    late = [line.split() for line in log(repos, "%at %ct %ae %ce")]
    assert any(int(t2) - int(t1) > 14 * 86400 and a != c for t1, t2, a, c in late)


def test_kinds_of_commits(repos: Path) -> None:
    """There are merges, a revert, a bulk reformat and the file that names it."""
    assert len(log(repos, "%H", "--merges")) >= 4
    files = files_at(repos, "handbook", "main")
    reformat = files[".git-blame-ignore-revs"].decode().split()[-1]
    changed = git(repos, "handbook", "show", "--name-only", "--format=", reformat).split()
    before = files_at(repos, "handbook", f"{reformat}^")
    assert set(replay.pages(before)) == set(changed)
    assert any(subject.startswith("Revert ") for subject in log(repos, "%s"))


def test_renames_and_removals(repos: Path) -> None:
    """Pages move, a folder moves, case changes, pages vanish and one comes back."""
    moves = log(repos, "", "--name-status", "-M", "--diff-filter=R")
    pairs = [tuple(line.split("\t")[1:]) for line in moves if line]
    assert any(old != new and old.lower() == new.lower() for old, new in pairs)
    assert len([new for old, new in pairs if old.startswith("docs/people/")]) >= 8
    gone = log(repos, "", "--name-status", "--no-renames", "--diff-filter=D")
    assert "D\tdocs/people/lunch-and-learn.md" in gone
    assert "docs/practices/lunch-and-learn.md" in files_at(repos, "handbook", "main")
    assert "D\tdocs/learn/learning-styles.md" in gone


def test_versions(repos: Path) -> None:
    """Tags are annotated, main has gone on, and the release branch has a fix of its own."""
    kinds = git(repos, "handbook", "for-each-ref", "--format=%(objecttype) %(refname:short)", "refs/tags")
    assert kinds.split("\n")[:-1] == [f"tag {tag}" for tag in ("v1.0", "v1.1", "v2.0", "v2.0-rc.1")]
    assert int(git(repos, "handbook", "rev-list", "--count", "v2.0..main")) > 10
    assert "cherry picked" in git(repos, "handbook", "log", "v1.1..release/1.1")
    files = files_at(repos, "handbook", "v1.0")
    assert len([page for page in files if page.startswith("docs/")]) >= 10


def test_a_page_without_a_keeper(repos: Path) -> None:
    """One page was written by somebody who has left, and by nobody else."""
    page = "docs/knowledge/knowledge-maps.md"
    lines = git(repos, "handbook", "blame", "--line-porcelain", "main", "--", page).splitlines()
    authors = [line.removeprefix("author ") for line in lines if line.startswith("author ")]
    assert authors.count("Łukasz Wiśniewski") > 0.4 * len(authors)
    last = git(repos, "handbook", "log", "-1", "--format=%as", "--author=Łukasz", "main")
    assert last < "2025-02-01"
