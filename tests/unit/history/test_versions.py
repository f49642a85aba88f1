"""What refs contain: pages under the paths that they have there, and the commits that they hold."""

from __future__ import annotations

from pathlib import Path

from history_traps import authors, dump, index, mirror_of, page_at
from repo_builder import RepoBuilder

TEXT = "".join(f"line {number}\n" for number in range(40))


def test_a_tag_on_the_mainline_has_the_paths_of_its_day(repo: RepoBuilder, tmp_path: Path) -> None:
    repo.commit({"old.md": TEXT}).tag("v1").move("old.md", "new.md").tag("v2", annotated=True)
    history = index(mirror_of(repo.path), tmp_path / "cache", refs=["v1", "v2"]).history
    page = page_at(history, "new.md").id
    first, second = repo.oid("v1"), repo.oid("v2^{commit}")
    assert history.versions[first].pages == {"old.md": page}
    assert history.versions[second].pages == {"new.md": page}
    assert history.versions[first].commits == {first}
    assert history.versions[second].commits == {first, second}


def release(repo: RepoBuilder) -> RepoBuilder:
    """A release branch with a backport and a rename; the mainline renames the page otherwise."""
    repo.commit({"a.md": TEXT, "b.md": "other text\n"}, author="Ann").branch("release")
    repo.move("a.md", "main/a.md", author="Ann").commit({"b.md": "other text, mended\n"}, author="Bob")
    repo.checkout("release").commit({"b.md": "other text, mended\n"}, author="Bob")
    repo.move("a.md", "release/a.md", author="Rel").commit({"only.md": "here alone\n"}, author="Rel")
    return repo.checkout("main")


def test_a_release_branch_is_replayed_from_where_it_left(repo: RepoBuilder, tmp_path: Path) -> None:
    release(repo)
    history = index(mirror_of(repo.path), tmp_path / "cache", refs=["release", "main"]).history
    a, b = page_at(history, "main/a.md"), page_at(history, "b.md")
    version = history.versions[repo.oid("release")]
    only = next(page for page in history.pages if page.born_path == "only.md")
    assert version.pages == {"b.md": b.id, "only.md": only.id, "release/a.md": a.id}
    assert (only.path, [change.path for change in only.changes]) == ("", ["only.md"])
    assert history.versions[repo.oid("main")].pages == {"main/a.md": a.id, "b.md": b.id}


def test_a_backport_is_a_fact_of_its_version_alone(repo: RepoBuilder, tmp_path: Path) -> None:
    release(repo)
    history = index(mirror_of(repo.path), tmp_path / "cache", refs=["release", "main"]).history
    tip = history.versions[repo.oid("main")]
    landed = {oid for oid, commit in history.commits.items() if commit.mainline}
    assert landed == tip.commits
    assert len(history.commits) == len(landed) + 3
    b = page_at(history, "b.md")
    on_main = [change for change in b.changes if change.commit in tip.commits]
    aside = [change for change in b.changes if change.commit not in tip.commits]
    assert (len(on_main), len(aside), aside[0].words_added) == (2, 1, 1)
    assert aside[0].commit in history.versions[repo.oid("release")].commits
    assert b.words == {repo.oid("main~2"): 2, repo.oid("main"): 1}


def test_a_branch_that_is_merged_lands(repo: RepoBuilder, tmp_path: Path) -> None:
    release(repo)
    before = index(mirror_of(repo.path), tmp_path / "cache", refs=["release"]).history
    assert not before.commits[repo.oid("release")].mainline
    repo.commit({"only.md": "here alone\n"}, "Merge release", merge="release")
    after = index(mirror_of(repo.path), tmp_path / "cache", refs=["release"]).history
    assert all(commit.mainline for commit in after.commits.values())
    assert authors(after, page_at(after, "only.md")) == ["Rel"]
    fresh = index(mirror_of(repo.path), tmp_path / "fresh", refs=["release"]).history
    assert after == fresh


def test_a_branch_without_common_history_has_its_own_pages(repo: RepoBuilder, tmp_path: Path) -> None:
    repo.commit({"a.md": TEXT}).checkout("docs", orphan=True)
    repo.commit({"a.md": None, "manual.md": "a manual\n"}).git("symbolic-ref", "HEAD", "refs/heads/main")
    history = index(mirror_of(repo.path), tmp_path / "cache", refs=["docs"]).history
    docs = repo.oid("docs")
    assert list(history.versions[docs].pages) == ["manual.md"]
    assert history.versions[docs].commits == {docs}
    assert next(page for page in history.pages if page.born_path == "manual.md").born_commit == docs


def test_a_deleted_ref_leaves_nothing_behind(repo: RepoBuilder, tmp_path: Path) -> None:
    release(repo)
    index(mirror_of(repo.path), tmp_path / "cache", refs=["release"])
    repo.delete("refs/heads/release")
    mirror = mirror_of(repo.path)
    assert index(mirror, tmp_path / "cache") == index(mirror, tmp_path / "fresh")
    assert dump(tmp_path / "cache", mirror) == dump(tmp_path / "fresh", mirror)
