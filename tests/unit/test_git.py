from __future__ import annotations

import gc
import os
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from repo_builder import RepoBuilder

from kbgen import git
from kbgen.git import Access, GitError
from kbgen.git.environment import command_line
from kbgen.model import Ref, RefKind

Build = Callable[..., RepoBuilder]


@pytest.fixture
def bare(repo_builder: Build) -> RepoBuilder:
    return repo_builder("bare", worktree=False)


def test_refs_are_peeled_and_dated(bare: RepoBuilder) -> None:
    bare.commit({"a": "1"}, when="2021-01-01").tag("v1").commit({"a": "2"}, when="2022-01-01T00:00:00+02:00")
    bare.tag("v2", annotated=True).branch("feature/x", at="v1")
    one, two = bare.oid("main~1"), bare.oid("main")
    first, second = datetime(2021, 1, 1, tzinfo=UTC), datetime(2021, 12, 31, 22, tzinfo=UTC)
    assert git.list_refs(bare.path) == (
        Ref("feature/x", RefKind.BRANCH, one, first),
        Ref("main", RefKind.BRANCH, two, second),
        Ref("v1", RefKind.TAG, one, first),
        Ref("v2", RefKind.TAG, two, second),
    )


def test_a_tag_of_a_tag_is_peeled_to_the_commit_and_a_tag_of_a_blob_is_left_out(bare: RepoBuilder) -> None:
    bare.commit({"a": "1"}).tag("inner", annotated=True).tag("outer", annotated=True, at="inner")
    bare.tag("blob", annotated=True, at="main:a").tag("light-blob", at="main:a").tag("tree", at="main^{tree}")
    assert [(ref.name, ref.oid) for ref in git.list_refs(bare.path) if ref.kind is RefKind.TAG] == [
        ("inner", bare.oid("main")),
        ("outer", bare.oid("main")),
    ]


def test_parse_refs_takes_any_name_and_any_time() -> None:
    lines = [
        b"refs/heads/\xff|x\0commit\0" + b"1" * 40 + b"\x000\0\0\0",
        b"refs/tags/late\0commit\0" + b"2" * 40 + b"\x0099999999999999\0\0\0",
        b"refs/tags/early\0tag\0" + b"3" * 40 + b"\0\0commit\0" + b"4" * 40 + b"\0-5",
        b"refs/tags/blob\0blob\0" + b"5" * 40 + b"\0\0\0\0",
        b"refs/kbgen/HEAD\0commit\0" + b"6" * 40 + b"\0nonsense\0\0\0",
    ]
    epoch = datetime(1970, 1, 1, tzinfo=UTC)
    assert git.parse_refs(b"\n".join(lines) + b"\n") == (
        Ref("\udcff|x", RefKind.BRANCH, "1" * 40, epoch),
        Ref("late", RefKind.TAG, "2" * 40, datetime(9999, 12, 31, tzinfo=UTC)),
        Ref("early", RefKind.TAG, "4" * 40, epoch),
        Ref("HEAD", RefKind.HEAD, "6" * 40, epoch),
    )
    assert git.parse_refs(b"") == ()


def test_parse_listing_keeps_branches_tags_and_head() -> None:
    data = (
        b"ref: refs/heads/main\tHEAD\n11\tHEAD\n11\trefs/heads/main\n"
        b"22\trefs/pull/1/head\n33\trefs/tags/v1\n11\trefs/tags/v1^{}\n"
    )
    assert git.parse_listing(data) == git.Listing({"refs/heads/main": "11", "refs/tags/v1": "33"}, "11", "main")
    assert git.parse_listing(b"11\tHEAD\n") == git.Listing({}, "11", "")
    assert git.parse_listing(b"") == git.Listing()


def test_a_tree_is_listed_with_modes_sizes_and_any_name(bare: RepoBuilder) -> None:
    names = ["new\nline.md", "\udcff.md", "-rf", 'q"uote', "dir/ü.md"]
    bare.commit(dict.fromkeys(names, "1234")).symlink("link", "../../etc/passwd").submodule("sub")
    tree = git.list_tree(bare.path, bare.oid())
    assert [entry.path for entry in tree] == ["-rf", "dir/ü.md", "link", "new\nline.md", 'q"uote', "sub", "\udcff.md"]
    by_path = {entry.path: entry for entry in tree}
    assert (by_path["link"].mode, by_path["link"].kind, by_path["link"].size) == ("120000", "blob", 16)
    assert (by_path["sub"].mode, by_path["sub"].kind, by_path["sub"].size) == ("160000", "commit", 0)
    assert (by_path["-rf"].mode, by_path["-rf"].size) == ("100644", 4)
    assert git.parse_tree(b"") == ()


def test_changes_between_two_commits_are_files_and_no_submodules(tmp_path: Path) -> None:
    repo = RepoBuilder(tmp_path / "repo", worktree=False).commit({"a.md": "one", "gone.md": "two", "same.md": "three"})
    repo.submodule("was").symlink("link.md", "a.md").tag("before")
    repo.commit({"a.md": "other", "gone.md": None, "d\n\udcff.md": "four", "was": None}).submodule("is")
    found = git.list_changes(repo.path, repo.oid("before^{commit}"), repo.oid())
    present = {entry.path: entry.oid for entry in git.list_tree(repo.path, repo.oid())}
    assert found == {
        "a.md": present["a.md"],
        "d\n\udcff.md": present["d\n\udcff.md"],
        "gone.md": "",
        "is": "",
        "was": "",
    }
    assert git.list_changes(repo.path, repo.oid(), repo.oid()) == {}


def test_blobs_are_read_in_the_order_asked_for(bare: RepoBuilder) -> None:
    bodies = {f"{n}.md": os.urandom(n * 1000) + b"\n" for n in range(5)}
    bare.commit({**bodies, "empty": b"", "nul": b"a\0b\nc"})
    tree = {entry.path: entry.oid for entry in git.list_tree(bare.path, bare.oid())}
    order = ["nul", "empty", *bodies, "nul"]
    assert list(git.read_blobs(bare.path, (tree[name] for name in order))) == [
        (tree[name], {**bodies, "empty": b"", "nul": b"a\0b\nc"}[name]) for name in order
    ]
    assert list(git.read_blobs(bare.path, [])) == []


def test_much_input_and_much_output_do_not_block(bare: RepoBuilder) -> None:
    bare.commit({"big": b"x" * 300_000})
    oid = bare.oid("main:big")
    assert sum(len(body) for _, body in git.read_blobs(bare.path, (oid for _ in range(5000)))) == 1_500_000_000


def test_a_missing_blob_is_an_error_that_names_it(bare: RepoBuilder) -> None:
    bare.commit({"a": "1"})
    with pytest.raises(GitError, match="object 1111111111111111111111111111111111111111 is missing"):
        list(git.read_blobs(bare.path, ["1" * 40]))


def test_a_failing_list_of_oids_is_passed_on(bare: RepoBuilder) -> None:
    def broken() -> Iterator[str]:
        yield bare.oid("main:a")
        raise LookupError("no more")

    bare.commit({"a": "1"})
    with pytest.raises(LookupError, match="no more"):
        list(git.read_blobs(bare.path, broken()))


def test_a_reader_that_stops_early_ends_git(bare: RepoBuilder) -> None:
    bare.commit({"a": "1" * 100_000})
    oid, before = bare.oid("main:a"), set(threading.enumerate())
    blobs = git.read_blobs(bare.path, (oid for _ in range(100_000)))
    next(blobs)
    blobs.close()  # type: ignore[attr-defined]  # a generator, told as an iterator
    gc.collect()
    assert set(threading.enumerate()) <= before


def test_output_comes_in_chunks_while_input_is_fed(bare: RepoBuilder) -> None:
    bare.commit({"a": "1"})
    feed = (f"{bare.oid()}\n".encode() for _ in range(3000))
    assert b"".join(git.stream(["cat-file", "--batch-check"], git_dir=bare.path, feed=feed)).count(b"commit") == 3000


def test_a_failure_tells_command_status_and_what_git_said(bare: RepoBuilder) -> None:
    with pytest.raises(
        GitError, match=r"git rev-parse failed with status 128: fatal: Needed a single revision"
    ) as info:
        git.resolve_commit(bare.path, "nowhere")
    assert (info.value.status, info.value.reason, info.value.exit_code) == (128, "Needed a single revision", 3)


def test_a_deadline_ends_git_and_its_children(bare: RepoBuilder) -> None:
    chunks = git.stream(["hash-object", "--stdin"], git_dir=bare.path, deadline=0.2, feed=_endless())
    with pytest.raises(GitError, match=r"git hash-object was ended: it took more than 0.2 seconds"):
        list(chunks)


def _endless() -> Iterator[bytes]:
    while True:
        yield b"x" * 65536


def test_interrupt_ends_what_runs(bare: RepoBuilder) -> None:
    timer = threading.Timer(0.3, git.interrupt)
    timer.start()
    chunks = git.stream(["hash-object", "--stdin"], git_dir=bare.path, feed=_endless())
    with pytest.raises(GitError, match="git hash-object failed"):
        list(chunks)
    timer.join()


def test_options_in_a_ref_are_not_options(bare: RepoBuilder) -> None:
    bare.commit({"a": "1"})
    with pytest.raises(GitError):
        git.resolve_commit(bare.path, "--all")
    with pytest.raises(GitError):
        git.list_tree(bare.path, "--name-only")


@pytest.mark.parametrize("url", ["ext::sh -c 'touch {sentinel}'", "file://{repo}", "{repo}", "http://127.0.0.1:1/x"])
def test_only_the_transport_asked_for_is_used(bare: RepoBuilder, tmp_path: Path, url: str) -> None:
    sentinel = tmp_path / "sentinel"
    with pytest.raises(GitError, match="not allowed"):
        git.list_remote(url.format(sentinel=sentinel, repo=bare.path), Access.HTTPS)
    assert not sentinel.exists()


def test_without_access_nothing_is_reached(bare: RepoBuilder) -> None:
    with pytest.raises(GitError, match="not allowed"):
        git.list_remote(str(bare.path), Access.NONE)
    with pytest.raises(GitError, match="not allowed"):
        git.list_remote("https://127.0.0.1:1/x", Access.NONE)
    assert git.list_remote(str(bare.commit({"a": "1"}).path), Access.local(bare.path)).head_branch == "main"


def test_an_inherited_environment_changes_nothing(
    bare: RepoBuilder, repo_builder: Build, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    bare.commit({"a": "1"})
    other = repo_builder("other").commit({"b": "2"})
    sentinel = tmp_path / "sentinel"
    for name, value in {
        "GIT_DIR": str(other.path / ".git"),
        "GIT_OBJECT_DIRECTORY": str(other.path / ".git/objects"),
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": "alias.rev-parse",
        "GIT_CONFIG_VALUE_0": f"!touch {sentinel}",
        "GIT_EXTERNAL_DIFF": f"touch {sentinel}",
        "GIT_TRACE": str(sentinel),
        "HOME": str(other.path),
    }.items():
        monkeypatch.setenv(name, value)
    assert git.run(["rev-parse", "main"], git_dir=bare.path).decode().strip() == bare.oid()
    assert git.run(["config", "--list", "--name-only"], git_dir=bare.path).count(b"alias") == 0
    assert not sentinel.exists()


def test_a_variable_that_we_set_wins_over_one_that_is_inherited(
    repo: RepoBuilder, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    repo.commit({"a": "1"})
    monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "of a hook of git"))
    variables = {"GIT_INDEX_FILE": str(tmp_path / "ours")}
    git.run(["read-tree", "HEAD"], git_dir=repo.path / ".git", variables=variables)
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["ours"]


def test_secrets_are_neither_in_argv_nor_in_messages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "http://ada:hunter2@127.0.0.1:1")
    monkeypatch.setenv("CI_TOKEN", "hunter2")
    assert "hunter2" not in " ".join(command_line(["fetch"], None, Access.HTTPS))
    with pytest.raises(GitError) as info:
        git.list_remote("https://x:hunter2@127.0.0.1:1/r?access_token=hunter2", Access.HTTPS)
    assert "hunter2" not in f"{info.value!r} {info.value.stderr} {info.value.problems}"


def test_the_default_branch_and_its_absence(repo: RepoBuilder, tmp_path: Path) -> None:
    git_dir = repo.path / ".git"
    assert git.default_branch(git_dir) == "main"
    repo.commit({"a": "1"}).commit({"a": "2"}).checkout("main", detach=True)
    assert git.default_branch(git_dir) == ""
    assert not git.is_shallow(git_dir)
    assert git.is_shallow(repo.shallow(tmp_path / "shallow") / ".git")


def test_a_missing_git_is_told(bare: RepoBuilder, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(GitError, match="is it installed and on PATH"):
        git.run(["version"], git_dir=bare.path)
