"""What users get wrong, and sources that fail.

Each case is one clear message with its place and a hint, and the documented exit code; the site that was published
before stays byte for byte what it was.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from command_line import Done, fingerprint, kbgen
from repo_builder import RepoBuilder

GOOD = {"docs/index.md": "# Home\n\n[Next](next.md)\n", "docs/next.md": "# Next\n"}


@dataclass(frozen=True, slots=True)
class Case:
    """A way to go wrong: how it is set up in an empty folder, the arguments, and what must come of it."""

    name: str
    set_up: Callable[[Path], object]
    arguments: tuple[str, ...]
    code: int
    message: str
    hint: str


def pages(**more: str) -> Callable[[Path], object]:
    """Return a set-up of the repository `kb` with the good pages and `more` (`__` stands for `/`, `_` for `.`)."""
    files = {name.replace("__", "/").replace("_", "."): text for name, text in more.items()}
    return lambda folder: RepoBuilder(folder / "kb").commit({**GOOD, **files})


def configured(text: str) -> Callable[[Path], object]:
    """Return a set-up of the good repository `kb` with a tag, and a `kbgen.yml`."""

    def set_up(folder: Path) -> None:
        RepoBuilder(folder / "kb").commit(GOOD).tag("v1.0")
        (folder / "kbgen.yml").write_text(text, encoding="utf-8")

    return set_up


CASES = (
    Case(
        "not a repository",
        lambda folder: (folder / "kb").mkdir(),
        ("kb",),
        3,
        "kbgen: KB102 error: not a git repository: ",
        "make it one with `git init`",
    ),
    Case(
        "a path that does not exist",
        lambda folder: None,
        ("kb",),
        3,
        "kbgen: KB102 error: there is no 'kb'",
        "check the spelling",
    ),
    Case(
        "an empty repository",
        lambda folder: RepoBuilder(folder / "kb"),
        ("kb",),
        3,
        "kb: KB102 error: ",
        "commit at least one Markdown file",
    ),
    Case(
        "no Markdown",
        lambda folder: RepoBuilder(folder / "kb").commit({"README.txt": "none"}),
        ("kb",),
        3,
        "kb: KB112 error: 'main' of 'kb' is skipped: there is no Markdown file in it",
        "add a .md file",
    ),
    Case(
        "a branch that does not exist",
        configured("sources:\n  - {url: kb, branches: [mian]}\n"),
        (),
        2,
        "kb: KB101 error: source 'kb' has no branch 'mian'",
        "did you mean 'main'?",
    ),
    Case(
        "a tag that does not exist",
        configured("sources:\n  - {url: kb, tags: [v1.1]}\n"),
        (),
        2,
        "kb: KB101 error: source 'kb' has no tag 'v1.1'",
        "did you mean 'v1.0'?",
    ),
    Case(
        "a pattern that matches nothing, alone",
        configured("sources:\n  - {url: kb, branches: [], tags: ['release-*']}\n"),
        (),
        2,
        "kb: KB101 error: source 'kb': no branch or tag is selected, so there is nothing to publish",
        "'v1.0'",
    ),
    Case(
        "a kbgen.yml that is not YAML",
        configured("site:\n  name: [open\n"),
        (),
        2,
        "kbgen.yml:3:1: KB010 error: ",
        "",
    ),
    Case(
        "an unknown key in kbgen.yml",
        configured("sources:\n  - url: kb\n    branchs: [main]\n"),
        (),
        2,
        "kbgen.yml:3:5: KB101 error: unknown key 'branchs' in 'sources[0]'",
        "did you mean 'branches'?",
    ),
    Case(
        "a kbgen.yml that is not there",
        lambda folder: None,
        ("-c", "kb.yml"),
        2,
        "kb.yml: KB101 error: there is no configuration file 'kb.yml'",
        "name the file with -c",
    ),
    Case(
        "a version that YAML reads as a number",
        configured("sources:\n  - {url: kb, tags: [1.10]}\n"),
        (),
        2,
        "kbgen.yml:2:22: KB101 error: 'sources[0].tags[0]' must be text, and YAML reads 1.10 as another type",
        "quote it: '1.10'",
    ),
    Case(
        "front matter that is not YAML",
        pages(docs__bad_md="---\ntitle: a: b\n---\n# Bad\n"),
        ("kb",),
        1,
        "kb/docs/bad.md:2:9: KB010 error: ",
        "",
    ),
    Case(
        "two files that want one URL",
        pages(docs__guide_md="# A\n", docs__guide__index_md="# B\n"),
        ("kb",),
        1,
        "KB037 error: 'guide.md' and 'guide/index.md' want the same URL",
        "rename one of the two",
    ),
    Case(
        "a nav entry without a file",
        pages(mkdocs_yml="site_name: KB\nnav:\n  - Home: index.md\n  - Setup: nxt.md\n"),
        ("kb",),
        1,
        "kb/mkdocs.yml:4",
        "did you mean 'next.md'?",
    ),
)


@pytest.fixture(scope="module")
def good_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a site built from a good repository; each case gets a copy of it."""
    folder = tmp_path_factory.mktemp("good")
    RepoBuilder(folder / "kb").commit(GOOD)
    done = kbgen("build", "kb", "-j", "1", cwd=folder)
    assert done.code == 0, done.err
    return folder / "site"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_bad_input(case: Case, good_site: Path, tmp_path: Path) -> None:
    case.set_up(tmp_path)
    shutil.copytree(good_site, tmp_path / "site")
    before = fingerprint(tmp_path / "site")

    done = kbgen("build", *case.arguments, "-j", "1", cwd=tmp_path)

    assert (done.code, done.out) == (case.code, ""), done.err
    lines = done.err.splitlines()
    found = [number for number, line in enumerate(lines) if case.message in line]
    assert len(found) == 1, done.err
    assert lines[found[0]].startswith(case.message) or ": KB037 " in lines[found[0]]
    assert lines[found[0] + 1].startswith("  hint: ")
    assert case.hint in lines[found[0] + 1]
    assert "The site in site is as it was." in done.err
    assert "Traceback" not in done.err
    assert fingerprint(tmp_path / "site") == before
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".site")] == [], "nothing is left behind"


def published(done: Done) -> bool:
    return "Published to site: " in done.err or "Nothing changed in site: " in done.err


def test_a_pattern_that_matches_nothing_beside_others(tmp_path: Path) -> None:
    configured("sources:\n  - {url: kb, tags: ['v*', 'release-*']}\n")(tmp_path)
    done = kbgen("build", "-j", "1", cwd=tmp_path)
    assert done.code == 0
    assert "kb: KB113 warning: source 'kb': the tag pattern 'release-*' matches nothing" in done.err
    assert published(done)
    assert kbgen("build", "-j", "1", "--strict", cwd=tmp_path).code == 1


def test_errors_are_published_only_when_asked_for(tmp_path: Path) -> None:
    pages(docs__bad_md="---\ntitle: a: b\n---\n# Bad\n")(tmp_path)
    refused = kbgen("build", "kb", "-j", "1", cwd=tmp_path)
    assert (refused.code, (tmp_path / "site").exists()) == (1, False)
    assert refused.err.splitlines()[-2:] == [
        "Nothing was published: 1 error, 0 warnings.",
        "Correct the errors and build again, or publish all the same with --keep-going.",
    ]
    kept = kbgen("build", "kb", "-j", "1", "--keep-going", cwd=tmp_path)
    assert (kept.code, (tmp_path / "site/bad/index.html").exists()) == (1, True)
    assert published(kept)


def two_sources(folder: Path) -> None:
    RepoBuilder(folder / "a").commit({"index.md": "# Alpha\n"})
    RepoBuilder(folder / "b").commit({"index.md": "# Beta\n"})


def test_a_source_that_has_gone_is_published_from_its_copy_and_says_so(tmp_path: Path) -> None:
    two_sources(tmp_path)
    (tmp_path / "kbgen.yml").write_text("sources: [{url: a}, {url: b}]\n")
    assert kbgen("build", "-j", "1", cwd=tmp_path).code == 0
    page = tmp_path / "site/b/index.html"
    assert "could not be reached" not in page.read_text()
    (tmp_path / "b").rename(tmp_path / "moved")

    done = kbgen("build", "-j", "1", cwd=tmp_path)

    assert done.code == 0, done.err
    assert [line.partition(": KB")[0] for line in done.err.splitlines() if "KB110 warning" in line] == ["b"]
    assert "b could not be reached: its pages are those of " in done.err
    assert "could not be reached" in page.read_text()
    assert "could not be reached" not in (tmp_path / "site/a/index.html").read_text()
    strict = kbgen("build", "-j", "1", "--strict", cwd=tmp_path)
    assert strict.code == 3
    assert published(strict)


def test_a_source_that_was_never_reached_is_left_out(tmp_path: Path) -> None:
    two_sources(tmp_path)
    (tmp_path / "kbgen.yml").write_text("sources: [{url: a}, {url: c}]\n")
    done = kbgen("build", "-j", "1", cwd=tmp_path)
    assert done.code == 3
    assert done.err.count("KB111 error") == 1
    assert published(done)
    assert (tmp_path / "site/a/index.html").exists()


def test_a_collection_that_is_published_does_not_vanish(tmp_path: Path) -> None:
    two_sources(tmp_path)
    (tmp_path / "kbgen.yml").write_text("sources: [{url: a}, {url: b}]\n")
    assert kbgen("build", "-j", "1", cwd=tmp_path).code == 0
    before = fingerprint(tmp_path / "site")
    (tmp_path / "b").rename(tmp_path / "moved")
    done = kbgen("build", "-j", "1", cwd=tmp_path, cache=tmp_path / "another-cache")
    assert done.code == 3
    assert "The pages of b would vanish from it" in done.err
    assert fingerprint(tmp_path / "site") == before
