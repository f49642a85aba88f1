"""A site that would lose many pages is not published, unless that is meant."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from command_line import fingerprint, kbgen
from repo_builder import RepoBuilder
from small_site import build_site, config_of

from kbgen.errors import ExitCode
from kbgen.publish.shrinkage import Shrinkage, shrinkage, shrinkage_problems
from kbgen.report import BuildReport

TEN = {f"docs/page{number}.md": f"# Page {number}\n\nAbout the number {number}.\n" for number in range(9)}
TEN["docs/index.md"] = "# Home\n"


def library(tmp_path: Path, name: str = "kb") -> RepoBuilder:
    return RepoBuilder(tmp_path / name).commit(TEN)


def without(repo: RepoBuilder, count: int) -> None:
    repo.commit({f"docs/page{number}.md": None for number in range(count)})


def built(tmp_path: Path, *repos: RepoBuilder, max_shrink: int | None = None, **given: Any) -> BuildReport:
    sources = [{"url": str(repo.path), "name": repo.path.name} for repo in repos]
    settings: dict[str, Any] = given.pop("config", {})
    if max_shrink is not None:
        settings |= {"publish": {"max_shrink": max_shrink}}
    return build_site(tmp_path, config_of(*sources, **settings), **given)[1]


def codes(report: BuildReport) -> list[str]:
    return [problem.code for problem in report.problems]


@pytest.mark.parametrize(("removed", "published"), [(3, "replaced"), (4, "")])
def test_a_site_that_loses_more_than_thirty_percent_is_refused(tmp_path: Path, removed: int, published: str) -> None:
    repo = library(tmp_path)
    built(tmp_path, repo)
    before = fingerprint(tmp_path / "site")
    without(repo, removed)
    report = built(tmp_path, repo)
    assert report.published == published
    if published:
        assert report.exit_code is ExitCode.OK
        return
    assert (report.exit_code, codes(report)) == (ExitCode.FINDINGS, ["KB108"])
    message = "4 of the 10 pages of the published site would be gone: /page0/, /page1/, /page2/, …"
    assert report.problems[0].message == message
    assert fingerprint(tmp_path / "site") == before


def test_what_is_meant_is_published(tmp_path: Path) -> None:
    repo = library(tmp_path)
    built(tmp_path, repo)
    without(repo, 5)
    assert built(tmp_path, repo, keep_going=True).published == ""
    assert built(tmp_path, repo, max_shrink=49).published == ""
    assert built(tmp_path, repo, max_shrink=50).published == "replaced"
    without(repo, 9)
    assert built(tmp_path, repo, allow_shrink=True).published == "replaced"


def test_the_level_of_the_finding_can_be_set(tmp_path: Path) -> None:
    repo = library(tmp_path)
    built(tmp_path, repo)
    without(repo, 5)
    report = built(tmp_path, repo, config={"check": {"KB108": "warning"}})
    assert (report.published, codes(report)) == ("replaced", ["KB108"])


def test_pages_that_moved_are_not_gone(tmp_path: Path) -> None:
    repo = library(tmp_path)
    built(tmp_path, repo)
    moved: dict[str, str | bytes | None] = {f"docs/new/page{n}.md": TEN[f"docs/page{n}.md"] for n in range(9)}
    repo.commit(moved | {f"docs/page{number}.md": None for number in range(9)})
    assert built(tmp_path, repo).published == "replaced"
    assert (tmp_path / "site/page0/index.html").exists()


def test_versions_that_are_not_kept_are_not_gone(tmp_path: Path) -> None:
    repo = library(tmp_path).tag("v1.0")
    repo.commit({"docs/index.md": "# Home 2\n"}).tag("v2.0").commit({"docs/index.md": "# Home 3\n"}).tag("v3.0")
    source: dict[str, Any] = {"url": str(repo.path), "name": "kb", "branches": [], "tags": ["v*"]}
    build_site(tmp_path, config_of(source))
    _, report = build_site(tmp_path, config_of({**source, "keep": {"minors": 1}}))
    assert report.published == "replaced"
    _, report = build_site(tmp_path, config_of({**source, "tags": ["v3*"]}), cache="other")
    assert report.published == "replaced", "these addresses lead to version 3.0 already"


def test_a_version_that_vanishes_is_gone(tmp_path: Path) -> None:
    repo = library(tmp_path).tag("v1.0")
    repo.commit({"docs/index.md": "# Home 2\n"}).tag("v2.0")
    source: dict[str, Any] = {"url": str(repo.path), "name": "kb", "branches": [], "tags": ["v*"]}
    build_site(tmp_path, config_of(source))
    repo.git("tag", "-d", "v1.0")
    _, report = build_site(tmp_path, config_of(source))
    assert (report.published, codes(report)) == ("", ["KB108"])


def test_a_collection_that_vanishes_is_named_however_small(tmp_path: Path) -> None:
    large = library(tmp_path, "large")
    small = RepoBuilder(tmp_path / "small").commit({"docs/index.md": "# Small\n"})
    other = RepoBuilder(tmp_path / "other").commit({"docs/index.md": "# Other\n"})
    built(tmp_path, large, other, small)
    report = built(tmp_path, large, other)
    assert (report.published, codes(report)) == ("", ["KB108"])
    assert report.problems[0].message.endswith("gone; nothing would be left of small: /small/")
    assert built(tmp_path, large, other, max_shrink=99).published == ""
    assert built(tmp_path, large, other, max_shrink=100).published == "replaced"


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "{}", '{"collections": [{}]}', '{"collections": 1}', '{"collections": [null]}']
)
def test_a_list_that_cannot_be_read_says_nothing(tmp_path: Path, text: str) -> None:
    (tmp_path / "site/data").mkdir(parents=True)
    (tmp_path / "site/data/site.json").write_text(text)
    assert shrinkage(tmp_path / "site", tmp_path) == Shrinkage()
    assert shrinkage(tmp_path / "none", tmp_path) == Shrinkage()


def listed(folder: Path, addresses: Sequence[str]) -> Path:
    pages = [{"path": "a.md", "url": address, "title": "A"} for address in addresses]
    site = {"collections": [{"name": "kb", "versions": [{"root": "kb/", "pages": pages}]}]}
    (folder / "data").mkdir(parents=True)
    (folder / "data/site.json").write_text(json.dumps(site))
    return folder


def test_addresses_are_read_as_the_site_writes_them(tmp_path: Path) -> None:
    site = listed(tmp_path / "site", ["./", "a%20b/", "%C3%A4.html", "gone.html", "n\x00l/", "x" * 300])
    for name in ("index.html", "a b/index.html", "ä.html"):
        (tmp_path / "staged/kb" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "staged/kb" / name).touch()
    found = shrinkage(site, tmp_path / "staged")
    assert found == Shrinkage(6, ("kb/gone.html", "kb/n\x00l/", f"kb/{'x' * 300}"))


@pytest.mark.parametrize(
    ("found", "limit", "exceeds"),
    [
        (Shrinkage(), 0, False),
        (Shrinkage(10, ("a",)), 0, True),
        (Shrinkage(10, ("a",)), 10, False),
        (Shrinkage(10, ("a",), ("kb",)), 10, True),
        (Shrinkage(1, ("a",), ("kb",)), 100, False),
    ],
)
def test_the_limit_is_a_share_of_the_pages(found: Shrinkage, limit: int, exceeds: bool) -> None:
    assert found.exceeds(limit) is exceeds
    assert bool(shrinkage_problems(found, limit)) is exceeds


def test_the_command_line_tells_what_would_be_gone_and_what_to_do(tmp_path: Path) -> None:
    repo = library(tmp_path)
    assert kbgen("build", "kb", "-j", "1", cwd=tmp_path).code == 0
    without(repo, 9)
    refused = kbgen("build", "kb", "-j", "1", "--keep-going", cwd=tmp_path)
    assert refused.code == 1
    assert "KB108 error: 9 of the 10 pages of the published site would be gone: /page0/" in refused.err
    assert "Nothing was published: 1 error, 0 warnings. The site in site is as it was." in refused.err
    assert refused.err.splitlines()[-1].endswith("publish without them by --allow-shrink.")
    assert kbgen("build", "kb", "-j", "1", "--allow-shrink", cwd=tmp_path).code == 0
