from __future__ import annotations

import os
import random
import shutil
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

import pytest
from raw_git import write_commit
from repo_builder import RepoBuilder

from kbgen import git
from kbgen.cache import Cache
from kbgen.errors import ExitCode, SourceError
from kbgen.fetch import Fetched, fetch, web_url
from kbgen.fetch.intact import discredit, is_intact
from kbgen.fetch.local import count_markdown, inspect
from kbgen.fetch.marker import Marker, default_head, read_marker, write_marker
from kbgen.fetch.mirror import complete_history
from kbgen.git import Access, Listing
from kbgen.model import ForgeSettings, Mirror, RefKind
from kbgen.progress import Silent

Build = Callable[..., RepoBuilder]
CLOSED = "https://127.0.0.1:1/org/kb.git"


@dataclass(frozen=True)
class Source:
    url: str
    name: str = "kb"
    on_error: Literal["cache", "fail"] = "cache"
    web_url: str = ""
    token_env: str = ""
    token_user: str = "x-access-token"
    forge_settings: ForgeSettings = field(default_factory=ForgeSettings)


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    return Cache(tmp_path / "cache")


@pytest.fixture
def go(cache: Cache) -> Callable[..., Fetched]:
    def run(*sources: object, offline: bool = False) -> Fetched:
        made = [source if isinstance(source, Source) else Source(str(source)) for source in sources]
        return fetch(made, cache, offline=offline, jobs=2, progress=Silent())

    return run


def codes(fetched: Fetched) -> list[str]:
    return [found.code for found in fetched.problems]


def names(mirror: Mirror) -> dict[str, str]:
    return {f"{ref.kind}:{ref.name}": ref.oid for ref in mirror.refs}


def test_a_clone_is_mirrored_with_branches_tags_and_head(repo: RepoBuilder, go: Callable[..., Fetched]) -> None:
    repo.commit({"a.md": "1"}).tag("v1").branch("old").commit({"a.md": "2"}).tag("v2", annotated=True)
    fetched = go(repo.path)
    (mirror,) = fetched.mirrors
    old, new = repo.oid("old"), repo.oid("main")
    assert names(mirror) == {"head:HEAD": new, "branch:main": new, "branch:old": old, "tag:v1": old, "tag:v2": new}
    assert (mirror.source, mirror.head, mirror.shallow, mirror.stale_since) == ("kb", "main", False, None)
    assert fetched.problems == ()
    assert not (mirror.git_dir / "hooks").exists()


def test_force_push_moved_tag_and_deleted_branch_are_followed(repo: RepoBuilder, go: Callable[..., Fetched]) -> None:
    repo.commit({"a": "1"}).commit({"a": "2"}).tag("v1").branch("gone").branch("a")
    go(repo.path)
    repo.reset("HEAD~1").commit({"a": "3"}).tag("v1").delete("refs/heads/gone").delete("refs/heads/a").branch("a/b")
    (mirror,) = go(repo.path).mirrors
    assert names(mirror) == dict.fromkeys(["head:HEAD", "branch:main", "branch:a/b", "tag:v1"], repo.oid())


def test_an_unchanged_source_is_not_fetched_again(repo: RepoBuilder, go: Callable[..., Fetched]) -> None:
    repo.commit({"a": "1"}).tag("v1", annotated=True)
    (mirror,) = go(repo.path).mirrors
    before = {path: path.stat().st_mtime_ns for path in mirror.git_dir.rglob("*") if path.is_file()}
    (again,) = go(repo.path).mirrors
    after = {path: path.stat().st_mtime_ns for path in mirror.git_dir.rglob("*") if path.is_file()}
    assert again == mirror
    assert {path.name for path in after if after[path] != before.get(path)} == {"kbgen.json"}


def test_a_detached_checkout_keeps_its_commit(repo: RepoBuilder, go: Callable[..., Fetched]) -> None:
    repo.commit({"a": "1"}).branch("pull").checkout("pull").commit({"a": "2"})
    oid = repo.oid()
    repo.checkout("pull", detach=True).delete("refs/heads/pull")
    (mirror,) = go(repo.path).mirrors
    assert mirror.head == ""
    assert names(mirror)["head:HEAD"] == oid
    (mirror,) = go(repo.path, offline=True).mirrors
    assert (mirror.head, names(mirror)["head:HEAD"]) == ("", oid)


def test_a_default_branch_of_any_name_is_told(repo: RepoBuilder, go: Callable[..., Fetched]) -> None:
    repo.commit({"a": "1"}).branch("trunk").checkout("trunk")
    assert go(repo.path).mirrors[0].head == "trunk"


def test_bare_repository_bundle_and_linked_worktree(
    repo: RepoBuilder, go: Callable[..., Fetched], tmp_path: Path
) -> None:
    repo.commit({"a": "1"}).tag("v1")
    repo.git("worktree", "add", "--quiet", str(tmp_path / "linked"), "-b", "side")
    bare, bundle = repo.bare(tmp_path / "b.git"), repo.bundle(tmp_path / "c.bundle", "main")
    fetched = go(*(Source(str(path), path.stem) for path in (bare, bundle, tmp_path / "linked")))
    assert fetched.problems == ()
    assert [mirror.head for mirror in fetched.mirrors] == ["main", "main", "side"]
    assert names(fetched.mirrors[1]) == dict.fromkeys(["head:HEAD", "branch:main"], repo.oid())


@pytest.mark.parametrize(
    ("listing", "expected"),
    [
        (Listing({"refs/heads/main": "1", "refs/heads/dev": "2"}, "2", "dev"), ("dev", "2")),
        (Listing({"refs/heads/main": "1"}, "9", ""), ("", "9")),
        (Listing({"refs/heads/dev": "1", "refs/heads/main": "1"}, "1", ""), ("main", "1")),
        (Listing({"refs/heads/dev": "1", "refs/heads/old": "2"}, "1", ""), ("dev", "1")),
        (Listing({"refs/heads/x": "1", "refs/heads/y": "1"}, "1", ""), ("", "1")),
        (Listing({"refs/heads/master": "1", "refs/heads/x": "2"}), ("master", "1")),
        (Listing({"refs/heads/master": "1", "refs/heads/main": "2"}), ("main", "2")),
        (Listing({"refs/heads/only": "1", "refs/tags/main": "2"}), ("only", "1")),
        (Listing({"refs/heads/x": "1", "refs/heads/y": "2"}), ("", "")),
        (Listing(), ("", "")),
    ],
)
def test_which_branch_is_the_default(listing: Listing, expected: tuple[str, str]) -> None:
    assert default_head(listing) == expected


def test_a_source_that_went_away_is_served_from_its_mirror(repo: RepoBuilder, go: Callable[..., Fetched]) -> None:
    repo.commit({"a": "1"})
    (good,) = go(repo.path).mirrors
    since = datetime(2021, 5, 6, 7, 8, tzinfo=UTC)
    marker = read_marker(good.git_dir)
    assert datetime.now(UTC) - marker.fetched < timedelta(minutes=5)
    write_marker(good.git_dir, Marker(since, marker.head, marker.packs))
    repo.path.rename(repo.path.with_name("elsewhere"))
    fetched = go(repo.path)
    (mirror,) = fetched.mirrors
    assert (mirror.refs, mirror.head, mirror.stale_since) == (good.refs, "main", since)
    assert codes(fetched) == ["KB110"]
    assert "it does not exist; the copy of 2021-05-06 07:08 UTC is published instead" in fetched.problems[0].message


def test_an_unreachable_source_without_a_mirror_is_left_out(repo: RepoBuilder, go: Callable[..., Fetched]) -> None:
    repo.commit({"a": "1"})
    fetched = go(Source(CLOSED, "far"), Source(str(repo.path), "near"))
    assert [mirror.source for mirror in fetched.mirrors] == ["near"]
    assert codes(fetched) == ["KB111"]
    assert "far: https://127.0.0.1:1/org/kb.git cannot be read" in fetched.problems[0].message
    assert fetched.problems[0].where.collection == "far"


def test_what_git_refuses_to_take_is_named(repo: RepoBuilder, go: Callable[..., Fetched]) -> None:
    repo.commit({"a": "1"})
    commit = write_commit(repo, repo.oid("HEAD^{tree}"), author=b"author Ada 1700000000 +0000")
    repo.git("update-ref", "refs/heads/main", commit)
    with pytest.raises(SourceError) as caught:
        go(repo.path)
    (found,) = caught.value.problems
    assert f"cannot be read: git refuses object {commit}: missingEmail" in found.message
    assert "git fsck" in found.hint


def test_nothing_is_published_when_it_is_the_only_one_or_must_not_fail(
    repo: RepoBuilder, go: Callable[..., Fetched]
) -> None:
    repo.commit({"a": "1"})
    with pytest.raises(SourceError) as only:
        go(CLOSED)
    with pytest.raises(SourceError) as must:
        go(Source(CLOSED, "far", on_error="fail"), Source(str(repo.path), "near"))
    for info in (only, must):
        assert [found.code for found in info.value.problems] == ["KB111"]
        assert info.value.exit_code is ExitCode.SOURCE


def test_offline_uses_mirrors_for_https_and_reads_local_paths(
    repo: RepoBuilder, cache: Cache, go: Callable[..., Fetched]
) -> None:
    repo.commit({"a": "1"})
    go(repo.path)
    shutil.copytree(cache.mirror_dir(str(repo.path)), cache.mirror_dir(CLOSED))
    repo.commit({"a": "2"})
    fetched = go(Source(CLOSED, "far"), Source(str(repo.path), "near"), offline=True)
    assert [names(mirror)["branch:main"] for mirror in fetched.mirrors] == [repo.oid("HEAD~1"), repo.oid()]
    assert fetched.problems == ()
    fetched = go(Source("https://127.0.0.1:1/other", "other"), Source(str(repo.path), "near"), offline=True)
    assert (codes(fetched), fetched.problems[0].hint) == (["KB111"], "run once without --offline")


@pytest.mark.parametrize("kind", ["pack", "idx", "truncated", "removed", "HEAD", "packed-refs"])
def test_a_damaged_mirror_is_cloned_anew(repo: RepoBuilder, go: Callable[..., Fetched], kind: str) -> None:
    # Incompressible, so that the middle of the pack is a blob, which git itself does not look at here.
    repo.commit({"a": random.Random(1).randbytes(20_000)}).commit({"b": "2"})
    (good,) = go(repo.path).mirrors
    _damage(good.git_dir, kind)
    fetched = go(repo.path)
    assert fetched.mirrors == (good,)
    assert fetched.problems == ()
    repo.git("--git-dir", str(good.git_dir), "fsck", "--full", "--strict")
    assert {path.name for path in good.git_dir.parent.iterdir()} == {good.git_dir.name, f"{good.git_dir.name}.lock"}


def _damage(git_dir: Path, kind: str) -> None:
    if kind in ("HEAD", "packed-refs"):
        (git_dir / kind).write_bytes(b"\0garbage\n")
        return
    (path,) = (git_dir / "objects/pack").glob(f"*.{'idx' if kind == 'idx' else 'pack'}")
    data = path.read_bytes()
    path.chmod(0o644)
    if kind == "removed":
        path.unlink()
    else:
        middle = len(data) // 2
        path.write_bytes(
            data[:middle] + (b"" if kind == "truncated" else bytes([data[middle] ^ 1]) + data[middle + 1 :])
        )
        os.utime(path, (1, 1))


def _as_folder(path: Path) -> None:
    path.unlink()
    (path / "more").mkdir(parents=True)


def _as_link_to_itself(path: Path) -> None:
    path.unlink()
    path.symlink_to(path.name)


@pytest.mark.parametrize("replace", [_as_folder, _as_link_to_itself])
@pytest.mark.parametrize("name", ["kbgen.json", "HEAD", "config", "packed-refs", "objects/pack/*.pack"])
def test_what_cannot_be_read_in_a_mirror_is_damage(
    repo: RepoBuilder, go: Callable[..., Fetched], replace: Callable[[Path], None], name: str
) -> None:
    repo.commit({"a": "1" * 500})
    (good,) = go(repo.path).mirrors
    (path,) = good.git_dir.glob(name)
    replace(path)
    fetched = go(repo.path)
    assert (fetched.mirrors, fetched.problems) == ((good,), ())
    assert is_intact(good.git_dir, thorough=True)
    assert (good.git_dir / "kbgen.json").is_file()


@pytest.mark.parametrize("in_its_place", ["a file", "a link"])
def test_something_else_in_the_place_of_a_mirror_is_replaced(
    repo: RepoBuilder, go: Callable[..., Fetched], in_its_place: str
) -> None:
    repo.commit({"a": "1"})
    (good,) = go(repo.path).mirrors
    shutil.rmtree(good.git_dir)
    if in_its_place == "a file":
        good.git_dir.write_text("no mirror")
    else:
        good.git_dir.symlink_to(good.git_dir.name)
    assert go(repo.path).mirrors == (good,)


def test_damage_that_no_time_tells_of_is_found_when_it_is_looked_for(
    repo: RepoBuilder, go: Callable[..., Fetched]
) -> None:
    repo.commit({"a": random.Random(1).randbytes(20_000)})
    (good,) = go(repo.path).mirrors
    assert not discredit(good.git_dir)
    (pack,) = (good.git_dir / "objects/pack").glob("*.pack")
    status, since = pack.stat(), read_marker(good.git_dir).fetched
    _damage(good.git_dir, "pack")
    os.utime(pack, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert is_intact(good.git_dir)
    assert discredit(good.git_dir)
    assert not is_intact(good.git_dir)
    assert read_marker(good.git_dir).fetched == since
    assert go(repo.path).mirrors == (good,)
    assert is_intact(good.git_dir, thorough=True)


def test_a_damaged_mirror_of_a_source_that_went_away_is_not_used(repo: RepoBuilder, go: Callable[..., Fetched]) -> None:
    repo.commit({"a": "1" * 500})
    _damage(go(repo.path).mirrors[0].git_dir, "pack")
    repo.path.rename(repo.path.with_name("elsewhere"))
    with pytest.raises(SourceError, match="it does not exist"):
        go(repo.path)


def test_a_missing_marker_is_no_damage(repo: RepoBuilder, go: Callable[..., Fetched]) -> None:
    repo.commit({"a": "1"})
    (good,) = go(repo.path).mirrors
    for text in ("", "[]", '{"fetched": 1}'):
        (good.git_dir / "kbgen.json").write_text(text)
        assert read_marker(good.git_dir).head == "main"
        assert go(repo.path, offline=True).mirrors == (good,)


def test_a_replacement_that_was_interrupted_is_finished(repo: RepoBuilder, go: Callable[..., Fetched]) -> None:
    repo.commit({"a": "1"})
    (good,) = go(repo.path).mirrors
    good.git_dir.rename(good.git_dir.with_name(f"{good.git_dir.name}.old"))
    good.git_dir.with_name(f"{good.git_dir.name}.new").mkdir()
    assert go(repo.path).mirrors == (good,)


def test_leftovers_of_a_killed_git_do_not_block(repo: RepoBuilder, go: Callable[..., Fetched]) -> None:
    repo.commit({"a": "1"})
    (good,) = go(repo.path).mirrors
    for name in ("packed-refs.lock", "refs/heads/main.lock", "HEAD.lock", "objects/pack/tmp_pack_x"):
        (good.git_dir / name).parent.mkdir(parents=True, exist_ok=True)
        (good.git_dir / name).write_bytes(b"")
    repo.commit({"a": "2"}).branch("old", "HEAD~1")
    assert names(go(repo.path).mirrors[0])["branch:main"] == repo.oid()
    assert not list(good.git_dir.rglob("*.lock"))


def test_many_fetches_do_not_leave_many_packs(
    repo: RepoBuilder, go: Callable[..., Fetched], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kbgen.fetch.mirror.MOST_PACKS", 2)
    for text in "abcde":
        repo.commit({"a": text})
        (mirror,) = go(repo.path).mirrors
    assert len(list((mirror.git_dir / "objects/pack").glob("*.pack"))) <= 2
    assert is_intact(mirror.git_dir, thorough=True)


def test_what_is_no_repository_or_has_no_commit_is_told(
    repo: RepoBuilder, repo_builder: Build, go: Callable[..., Fetched], tmp_path: Path
) -> None:
    repo.commit({"a": "1"})
    (tmp_path / "folder").mkdir()
    repo_builder("empty")
    sources = [Source(str(tmp_path / name), name) for name in ("folder", "empty", "repo")]
    fetched = go(*sources)
    assert codes(fetched) == ["KB102", "KB102"]
    folder, empty = (found.message for found in fetched.problems)
    assert f"folder: {tmp_path / 'folder'} is not a git repository" in folder
    assert f"empty: {tmp_path / 'empty'} has no commit yet" in empty
    with pytest.raises(SourceError, match="no commit yet"):
        go(tmp_path / "empty")


@pytest.mark.parametrize("url", ["http://host/x", "ssh://host/x", "ext::sh", "-x", "a/b", "https://u:hunter2@host/x"])
def test_other_urls_are_refused_without_telling_their_secrets(go: Callable[..., Fetched], url: str) -> None:
    with pytest.raises(SourceError) as info:
        go(url)
    assert info.value.problems[0].code == "KB102"
    assert "hunter2" not in str(info.value.problems)


def test_a_shallow_clone_is_told_with_the_lines_that_mend_it(
    repo: RepoBuilder, go: Callable[..., Fetched], tmp_path: Path
) -> None:
    repo.commit({"a": "1"}).commit({"a": "2"}).commit({"a": "3"})
    shallow = repo.shallow(tmp_path / "ci")
    for _ in range(2):
        fetched = go(shallow)
        assert fetched.mirrors[0].shallow
        assert codes(fetched) == ["KB114"]
        assert "fetch-depth: 0" in fetched.problems[0].hint
        assert "GIT_DEPTH: 0" in fetched.problems[0].hint
    repo.git("-C", str(shallow), "fetch", "--quiet", "--unshallow")
    fetched = go(shallow)
    assert not fetched.mirrors[0].shallow
    assert fetched.problems == ()
    assert git.run(["rev-list", "--count", "main"], git_dir=fetched.mirrors[0].git_dir) == b"3\n"


def test_the_missing_history_is_fetched_from_the_origin(
    repo: RepoBuilder, go: Callable[..., Fetched], tmp_path: Path
) -> None:
    repo.commit({"a": "1"}).commit({"a": "2"}).commit({"a": "3"})
    (mirror,) = go(repo.shallow(tmp_path / "ci")).mirrors
    complete_history(mirror.git_dir, str(repo.path), Access.local(repo.path))
    assert not git.is_shallow(mirror.git_dir)
    assert git.run(["rev-list", "--count", "main"], git_dir=mirror.git_dir) == b"3\n"


def test_uncommitted_markdown_is_counted(repo: RepoBuilder, go: Callable[..., Fetched]) -> None:
    repo.commit({"a.md": "1", "b.md": "1", "c.md": "1", "x.txt": "1", ".gitignore": "ignored.md\n"})
    repo.write({"a.md": "2", "x.txt": "2", "new/d.md": "1", "new/e.txt": "1", "ignored.md": "1"})
    (repo.path / "b.md").unlink()
    repo.git("add", "b.md")
    fetched = go(repo.path)
    assert codes(fetched) == ["KB117"]
    assert f"3 Markdown files are changed or new in {repo.path}" in fetched.problems[0].message


def test_a_touched_file_is_not_a_changed_one(repo: RepoBuilder, go: Callable[..., Fetched]) -> None:
    repo.commit({"a.md": "1"})
    os.utime(repo.path / "a.md", (1, 1))
    (repo.path / "a.md").chmod(0o755)
    assert go(repo.path).problems == ()


def test_a_detached_checkout_has_no_uncommitted_files(repo: RepoBuilder, go: Callable[..., Fetched]) -> None:
    repo.commit({"a.md": "1"}).commit({"a.md": "2", "b.md": "1"}).checkout("main~1", detach=True)
    assert go(repo.path).problems == ()
    repo.checkout("main")
    assert go(repo.path).problems == ()


def test_no_program_of_the_repository_runs(repo: RepoBuilder, go: Callable[..., Fetched], tmp_path: Path) -> None:
    sentinel = tmp_path / "sentinel"
    repo.commit({"a.md": "1", ".gitattributes": "*.md filter=evil diff=evil\n"})
    for name in ("filter.evil.clean", "filter.evil.process", "core.fsmonitor", "uploadpack.packObjectsHook"):
        repo.git("config", name, f"touch {sentinel}")
    hooks = repo.path / ".git/hooks"
    hooks.mkdir()
    for name in ("post-checkout", "reference-transaction", "fsmonitor-watchman", "post-index-change"):
        (hooks / name).write_text(f"#!/bin/sh\ntouch {sentinel}\n")
        (hooks / name).chmod(0o755)
    repo.write({"a.md": "2"})
    assert codes(go(repo.path)) == ["KB117"]
    assert not sentinel.exists()


def test_count_markdown_reads_any_name() -> None:
    assert count_markdown(b" M a.md\0?? new\nline.MD\0D  \xff.markdown\0 M a.txt\0") == 3
    assert count_markdown(b"") == 0


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may give a folder to another user")
@pytest.mark.parametrize("bare", [False, True])
def test_a_folder_of_another_owner_is_read(
    repo: RepoBuilder, go: Callable[..., Fetched], tmp_path: Path, bare: bool
) -> None:
    repo.commit({"a.md": "1"})
    path = repo.bare(tmp_path / "b.git") if bare else repo.path
    for item in (path, *path.rglob("*")):
        os.lchown(item, 12345, 12345)
    fetched = go(path)
    assert fetched.problems == ()
    assert fetched.mirrors[0].head == "main"


def test_a_path_with_spaces_quotes_and_colons(repo_builder: Build, go: Callable[..., Fetched]) -> None:
    repo = repo_builder('a "b": \\c').commit({"a.md": "1"})
    assert names(go(repo.path).mirrors[0])["branch:main"] == repo.oid()


def test_a_ref_that_looks_like_an_option_is_skipped(repo: RepoBuilder, go: Callable[..., Fetched]) -> None:
    repo.commit({"a": "1"}).git("update-ref", "refs/heads/--upload-pack=x", repo.oid())
    fetched = go(repo.path)
    assert codes(fetched) == ["KB112"]
    assert [ref.name for ref in fetched.mirrors[0].refs if ref.kind is RefKind.BRANCH] == ["main"]


def test_two_builds_may_share_a_cache(repo: RepoBuilder, go: Callable[..., Fetched]) -> None:
    repo.commit({"a": "1"})
    results: list[Fetched] = []
    threads = [threading.Thread(target=lambda: results.append(go(repo.path))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({result.mirrors for result in results}) == 1
    assert [result.problems for result in results] == [()] * 4


def test_sources_keep_their_order_and_tell_their_progress(repo: RepoBuilder, cache: Cache) -> None:
    repo.commit({"a": "1"})
    seen: list[str] = []

    class Listening(Silent):
        def advance(self, stage: str, item: str) -> None:
            seen.append(item)

    sources = [Source(str(repo.path), name) for name in "cab"]
    fetched = fetch(sources, cache, progress=Listening())
    assert [mirror.source for mirror in fetched.mirrors] == ["c", "a", "b"]
    assert sorted(seen) == ["a", "b", "c"]


def test_the_address_for_people(repo: RepoBuilder, go: Callable[..., Fetched]) -> None:
    repo.commit({"a": "1"})
    assert go(repo.path).mirrors[0].web_url == ""
    repo.git("remote", "add", "origin", "git@forge.example:org/kb.git")
    assert go(repo.path).mirrors[0].web_url == "https://forge.example/org/kb"
    assert go(Source(str(repo.path), web_url="https://x/y")).mirrors[0].web_url == "https://x/y"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://github.com/org/repo.git", "https://github.com/org/repo"),
        ("https://github.com/org/repo/", "https://github.com/org/repo"),
        ("https://ada:token@host.org:8443/org/repo.git?x=1#y", "https://host.org:8443/org/repo"),
        ("http://host/org/repo", "http://host/org/repo"),
        ("git@github.com:org/repo.git", "https://github.com/org/repo"),
        ("git@gitlab.com:group/sub/repo.git", "https://gitlab.com/group/sub/repo"),
        ("ssh://git@host.org:2222/org/repo.git", "https://host.org/org/repo"),
        ("git://host.org/org/repo.git", "https://host.org/org/repo"),
        ("ssh://git@ssh.github.com:443/org/repo.git", "https://github.com/org/repo"),
        ("ssh://git@altssh.gitlab.com:443/group/repo.git", "https://gitlab.com/group/repo"),
        ("ssh://git@altssh.bitbucket.org:443/org/repo.git", "https://bitbucket.org/org/repo"),
        ("git@ssh.dev.azure.com:v3/org/My%20Project/repo", "https://dev.azure.com/org/My%20Project/_git/repo"),
        ("org@vs-ssh.visualstudio.com:v3/org/project/repo", "https://dev.azure.com/org/project/_git/repo"),
        ("https://org@dev.azure.com/org/project/_git/repo", "https://dev.azure.com/org/project/_git/repo"),
        ("/srv/git/repo.git", ""),
        ("../repo", ""),
        ("file:///srv/repo.git", ""),
        ("C:\\repo", ""),
        ("javascript://x/%0aalert(1)", ""),
        ('https://host/"><script>', ""),
        ("https://host/", ""),
        ("", ""),
    ],
)
def test_web_url(url: str, expected: str) -> None:
    assert web_url(url) == expected


def test_inspect_tells_worktree_bare_and_bundle_apart(repo: RepoBuilder, tmp_path: Path) -> None:
    repo.commit({"a": "1"})
    clone, bare = inspect(repo.path, "kb"), inspect(repo.bare(tmp_path / "b.git"), "kb")
    assert clone is not None
    assert bare is not None
    assert (clone.git_dir, clone.bare, clone.shallow) == (repo.path / ".git", False, False)
    assert (bare.git_dir, bare.bare) == (tmp_path / "b.git", True)
    assert inspect(repo.bundle(tmp_path / "c.bundle"), "kb") is None
