"""Real https: the command line fetches from a git host over TLS, which answers, changes, misbehaves, and goes."""

from __future__ import annotations

import json
import signal
import time
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from command_line import Done, fingerprint, kbgen, started, survivors
from repo_builder import RepoBuilder
from tls_host import GitHost, git_host

from kbgen.git import Access, GitError, Token, list_remote, run
from kbgen.publish import MANIFEST
from kbgen.publish.manifest import manifest_of

TOKEN = "ghp_" + "A1b2C3d4" * 4
STALE = "The source of this page could not be reached."
LONGEST = 60


@dataclass
class Remote:
    """A repository `kb` on a host, and the folder in which a site is built from it."""

    root: Path
    host: GitHost
    repo: RepoBuilder
    variables: dict[str, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"{self.host.address}/kb.git"

    def build(self, *options: str) -> Done:
        return self.run("build", self.url, "-j", "1", *options)

    def run(self, *arguments: str) -> Done:
        return kbgen(*arguments, cwd=self.root, cache=None, **self.variables)

    def page(self, name: str = "index.html") -> str:
        return (self.root / "site" / name).read_text(encoding="utf-8")

    def mirror(self) -> Path:
        (marker,) = (self.root / ".cache/mirrors").rglob("kbgen.json")
        return marker.parent


@pytest.fixture
def remote(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Remote]:
    for name in ("https_proxy", "HTTPS_PROXY"):
        monkeypatch.delenv(name, raising=False)
    repo = RepoBuilder(tmp_path / "host/kb.git", worktree=False)
    repo.commit({"docs/index.md": "# Home\n\nThe first text.\n", "docs/guide.md": "# Guide\n"}).tag(
        "v1.0", annotated=True
    )
    with git_host(tmp_path / "host", tmp_path) as host:
        yield Remote(tmp_path, host, repo, {"GIT_SSL_CAINFO": str(host.ca)})


@pytest.mark.parametrize("dumb", [False, True], ids=["smart", "dumb"])
def test_a_new_commit_is_fetched_and_nothing_twice(remote: Remote, dumb: bool) -> None:
    remote.host.dumb = dumb
    first = remote.build()
    assert first.code == 0, first.err
    assert "The first text." in remote.page()

    remote.host.seen.clear()
    again = remote.build()
    assert again.err.splitlines()[-2].startswith("Nothing changed in site: ")
    assert not any("pack-" in path or "/objects/" in path for path in remote.host.seen)

    remote.repo.commit({"docs/index.md": "# Home\n\nThe second text.\n", "docs/new.md": "# New\n"})
    assert remote.build().code == 0
    assert "The second text." in remote.page()
    assert (remote.root / "site/new/index.html").exists()
    if not dumb:
        theirs = len(remote.repo.git("rev-list", "--all", "--objects").splitlines())
        told = run(["count-objects", "-v"], git_dir=remote.mirror()).decode().splitlines()
        assert {f"in-pack: {theirs}", "count: 0", "packs: 2"} <= set(told)


def test_a_site_outlives_its_host(remote: Remote) -> None:
    assert remote.build().code == 0
    remote.host.close()

    stale = remote.build()
    assert stale.code == 0, stale.err
    assert "KB110 warning: " in stale.err
    assert STALE in remote.page()
    assert STALE in remote.page("guide/index.html")
    assert "The first text." in remote.page()
    assert remote.build("--strict").code == 3

    offline = remote.build("--offline", "--strict")
    assert offline.code == 0, offline.err
    assert STALE not in remote.page()


def test_a_host_that_comes_back_ends_the_notice(remote: Remote) -> None:
    assert remote.build().code == 0
    before = fingerprint(remote.root / "site")
    remote.host.status = 503
    assert "503" in remote.build().err
    assert STALE in remote.page()
    remote.host.status = 0
    assert remote.build("--strict").code == 0
    assert fingerprint(remote.root / "site") == before


@pytest.mark.parametrize(
    ("status", "reason"), [(401, "terminal prompts disabled"), (403, "403"), (404, "not found"), (500, "500")]
)
def test_a_host_that_refuses_is_told_in_its_words(remote: Remote, status: int, reason: str) -> None:
    remote.host.status = status
    done = remote.build()
    assert done.code == 3
    assert done.err.startswith("kb: KB111 error: ")
    assert f"{remote.url} cannot be read: " in done.err.splitlines()[0]
    assert reason in done.err.splitlines()[0]
    assert "Traceback" not in done.err
    assert not (remote.root / "site").exists()


def test_one_source_that_fails_does_not_stop_the_others(remote: Remote) -> None:
    sources = f"  - {{url: {remote.url}}}\n  - {{url: {remote.host.address}/gone.git}}\n"
    (remote.root / "kbgen.yml").write_text(f"sources:\n{sources}", encoding="utf-8")
    done = remote.run("build", "-j", "1")
    assert done.code == 3
    assert "gone: KB111 error: " in done.err
    assert "The first text." in remote.page("kb/index.html")


def test_a_transfer_that_breaks_off_leaves_the_last_good_copy(remote: Remote) -> None:
    assert remote.build().code == 0
    remote.repo.commit({"docs/index.md": "# Home\n\nThe second text.\n"})
    remote.host.cuts = True
    broken = remote.build()
    assert (broken.code, "KB110 warning: " in broken.err) == (0, True), broken.err
    assert STALE in remote.page()
    assert "The first text." in remote.page()
    remote.host.cuts = False
    assert remote.build("--strict").code == 0
    assert "The second text." in remote.page()
    assert STALE not in remote.page()


def test_a_certificate_that_nobody_vouches_for_is_refused(remote: Remote) -> None:
    remote.variables.clear()
    done = remote.build()
    assert done.code == 3
    assert "certificate" in done.err.splitlines()[0]
    assert remote.host.seen == []


def test_a_redirect_leads_to_https_only(remote: Remote, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    with git_host(tmp_path / "elsewhere", tmp_path / "elsewhere") as front:
        both = remote.root / "both.pem"
        both.write_text(remote.host.ca.read_text() + front.ca.read_text())
        remote.variables["GIT_SSL_CAINFO"] = str(both)
        front.location = remote.host.address
        moved = Remote(remote.root, front, remote.repo, remote.variables)
        assert moved.build().code == 0
        assert "The first text." in remote.page()

        front.location = remote.host.address.replace("https://", "http://")
        plain = moved.build()
        assert (plain.code, "KB110 warning: " in plain.err) == (0, True), plain.err
        assert 'Protocol "http" not supported or disabled' in plain.err


def private(remote: Remote) -> Path:
    """Let the host ask everybody for TOKEN, and write a `kbgen.yml` that says where it is."""
    remote.host.password = f"kb-reader:{TOKEN}"
    config = remote.root / "kbgen.yml"
    config.write_text(f"sources: [{{url: '{remote.url}', token_env: NOTES_TOKEN, token_user: kb-reader}}]\n")
    return config


def holds_token(folder: Path) -> list[Path]:
    """Return the files below `folder` with the token, or with the header that sends it."""
    forms = (TOKEN.encode(), b64encode(f"kb-reader:{TOKEN}".encode()))
    return [path for path in folder.rglob("*") if path.is_file() and any(form in path.read_bytes() for form in forms)]


def test_a_private_repository_is_read_with_a_token_that_nobody_sees(remote: Remote) -> None:
    private(remote)
    temporary, lines = remote.root / "temporary", set[bytes]()
    arguments = ("build", "-v", "-j", "1", "--report", "r.json")
    with started(*arguments, cwd=remote.root, temporary=temporary, NOTES_TOKEN=TOKEN, **remote.variables) as process:
        while process.poll() is None:
            lines |= {line for pid in survivors(temporary) if (line := command_of(pid))}
        told = process.communicate(timeout=LONGEST)[1]
    assert process.returncode == 0, told
    assert "The first text." in remote.page()
    assert any(b"credential.https://" in line for line in lines), "git was seen at work"
    assert [line for line in lines if TOKEN.encode() in line] == []
    assert TOKEN not in told
    assert holds_token(remote.root) == []


def command_of(pid: int) -> bytes:
    with suppress(OSError):  # it has just ended
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    return b""


def test_a_token_that_is_missing_or_wrong_is_told_without_it(remote: Remote, monkeypatch: pytest.MonkeyPatch) -> None:
    private(remote)
    missing = remote.run("build", "-j", "1")
    assert (missing.code, remote.host.seen) == (3, [])
    assert "kb: KB102 error: the variable NOTES_TOKEN is not set" in missing.err
    remote.host.password = "kb-reader:another"
    remote.variables["NOTES_TOKEN"] = TOKEN
    wrong = remote.run("build", "-j", "1", "-v", "--json", "--report", "r.json")
    assert (wrong.code, "403" in wrong.err, TOKEN in wrong.err + wrong.out) == (3, True, False)
    assert holds_token(remote.root) == []
    monkeypatch.setenv("NOTES_TOKEN", TOKEN)
    monkeypatch.setenv("GIT_SSL_CAINFO", str(remote.host.ca))
    with pytest.raises(GitError) as info:  # the host says back what it was told
        list_remote(remote.url, Access.HTTPS.using(Token(remote.url, "NOTES_TOKEN", "kb-reader")))
    assert "remote: Basic ***" in info.value.stderr


def test_a_token_is_for_its_own_host_alone(remote: Remote, tmp_path: Path) -> None:
    private(remote)
    (tmp_path / "elsewhere").mkdir()
    with git_host(tmp_path / "elsewhere", tmp_path / "elsewhere") as other:
        other.password = remote.host.password
        both = remote.root / "both.pem"
        both.write_text(remote.host.ca.read_text() + other.ca.read_text())
        remote.variables |= {"GIT_SSL_CAINFO": str(both), "NOTES_TOKEN": TOKEN}
        remote.host.location = other.address
        done = remote.run("build", "-j", "1")
        assert (done.code, bool(other.seen), other.sent) == (3, True, []), done.err


@pytest.mark.parametrize("form", ["https://user:{token}@{host}/kb.git", "https://{token}@{host}/kb.git"])
@pytest.mark.parametrize("configured", [False, True], ids=["argument", "kbgen.yml"])
def test_a_token_in_an_address_is_refused_and_told_to_nobody(remote: Remote, form: str, configured: bool) -> None:
    url = form.format(token=TOKEN, host=remote.host.address.removeprefix("https://"))
    (remote.root / "kbgen.yml").write_text(f"sources: [{{url: '{url}'}}]\n", encoding="utf-8")
    arguments = () if configured else (url,)
    done = remote.run("build", *arguments, "-v", "--json", "--report", "r.json")
    (remote.root / "kbgen.yml").unlink()
    assert done.code == 2
    assert "holds a user name or password" in done.err
    assert TOKEN not in done.out + done.err
    written = [path for path in remote.root.rglob("*") if path.is_file()]
    assert remote.root / "r.json" in written
    assert [path for path in written if TOKEN.encode() in path.read_bytes()] == []
    assert remote.host.seen == []


def test_a_host_that_hangs_can_be_left(remote: Remote) -> None:
    remote.host.hangs = True
    temporary = remote.root / "temporary"
    with started("build", remote.url, cwd=remote.root, temporary=temporary, **remote.variables) as process:
        while not remote.host.seen:
            assert process.poll() is None
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=LONGEST)
    assert process.returncode == 130
    assert told.splitlines()[-1] == "Nothing was published: the build was interrupted."
    assert survivors(temporary) == []


def test_a_host_that_hangs_is_given_up(remote: Remote, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_SSL_CAINFO", str(remote.host.ca))
    remote.host.hangs = True
    with pytest.raises(GitError, match="it took more than 1 seconds"):
        list_remote(remote.url, Access.HTTPS, deadline=1)


@pytest.mark.torture
def test_a_host_that_hangs_is_given_up_by_default_too(remote: Remote) -> None:
    remote.host.hangs = True
    done = remote.build()
    assert done.code == 3
    assert "KB111 error: " in done.err


def hang(remote: Remote) -> None:
    remote.host.hangs = True


def drip(remote: Remote) -> None:
    remote.host.drips = True


def refuse(remote: Remote) -> None:
    remote.host.status = 403


def distrust(remote: Remote) -> None:
    remote.variables.clear()


def empty(remote: Remote) -> None:
    for ref in ("refs/heads/main", "refs/tags/v1.0"):
        remote.repo.delete(ref)


def leave(remote: Remote) -> None:
    remote.host.close()


@pytest.mark.torture
@pytest.mark.parametrize("go_wrong", [hang, drip, refuse, distrust, empty, leave], ids=lambda way: way.__name__)
def test_whatever_a_host_does_its_last_good_copy_is_published(
    remote: Remote, go_wrong: Callable[[Remote], None]
) -> None:
    assert remote.build().code == 0
    fetched = json.loads((remote.mirror() / "kbgen.json").read_text())["fetched"]
    go_wrong(remote)
    stale = remote.build()
    assert stale.code == 0, stale.err
    age = fetched[:16].replace("T", " ")
    assert f"; the copy of {age} UTC is published instead" in stale.err
    assert "Traceback" not in stale.err
    assert STALE in remote.page()
    assert age in remote.page()
    assert "The first text." in remote.page()
    assert (remote.root / "site/guide/index.html").exists()
    assert (remote.root / "site" / MANIFEST).read_bytes() == manifest_of(remote.root / "site")
