from __future__ import annotations

from pathlib import Path

import pytest
from repo_builder import RepoBuilder

from kbgen.config import infer
from kbgen.errors import ConfigError, ExitCode, SourceError


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    return RepoBuilder(tmp_path / "team-handbook").commit({"docs/a/b.md": "# B"}).path


def test_the_repository_i_stand_in(repo: Path) -> None:
    for folder in (repo, repo / "docs" / "a", repo / ".git"):
        config = infer([], folder)
        assert [(each.name, each.url, each.versioned) for each in config.sources] == [
            ("team-handbook", str(repo), False)
        ]
        assert (config.site.name, config.site.named, config.base_dir) == ("Team handbook", False, folder)


def test_a_name_for_the_site(repo: Path) -> None:
    site = infer([], repo, name="Ours").site
    assert (site.name, site.named) == ("Ours", True)


def test_every_kind_of_argument(repo: Path, tmp_path: Path) -> None:
    bare = RepoBuilder(tmp_path / "bare.git", worktree=False).commit({"a.md": "# A"})
    bare.git("bundle", "create", str(tmp_path / "notes.bundle"), "main")
    arguments = ["https://git.example/org/wiki.git", "team-handbook/docs", "bare.git", "./notes.bundle", str(repo)]
    config = infer(arguments, tmp_path)
    assert [(each.name, each.url) for each in config.sources] == [
        ("wiki", "https://git.example/org/wiki.git"),
        ("team-handbook", str(repo)),
        ("bare", str(tmp_path / "bare.git")),
        ("notes", str(tmp_path / "notes.bundle")),
        ("team-handbook-2", str(repo)),
    ]
    assert config.site.name == "Knowledge base"


def test_names_are_free_and_fit_a_url(tmp_path: Path) -> None:
    urls = [
        f"https://git.example/{path}" for path in ("a/search", "b/Search.git", "c/docs-2", "d/docs", "e/docs", "知识")
    ]
    names = [each.name for each in infer(urls, tmp_path).sources]
    assert names == ["search-kb", "search-kb-2", "docs-2", "docs", "docs-3", "source"]


def test_a_worktree_has_a_file_named_git(repo: Path, tmp_path: Path) -> None:
    RepoBuilder(repo).git("worktree", "add", "--quiet", str(tmp_path / "tree"), "-b", "other")
    assert infer(["tree"], tmp_path).sources[0].url == str(tmp_path / "tree")


def test_what_is_no_repository(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "page.md").write_text("# A page", encoding="utf-8")
    for arguments, message in (
        ([], "not a git repository"),
        (["folder"], "not a git repository"),
        (["nothing"], "there is no 'nothing'"),
        (["page.md"], "'page.md' is a file, and no git bundle"),
    ):
        with pytest.raises(SourceError, match=message) as caught:
            infer(arguments, tmp_path)
        assert caught.value.exit_code is ExitCode.SOURCE
        assert caught.value.problems[0].hint


@pytest.mark.parametrize(
    "argument", ["ext::sh -c id", "--upload-pack=x", "file:///etc", "https://me:s3cret@git.example/a"]
)
def test_addresses_that_are_refused(argument: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        infer([argument], tmp_path)
    assert "s3cret" not in str(caught.value.problems)
    assert caught.value.problems[0].hint
