"""Real git repositories for tests, with fixed people, a fixed clock and none of the machine's git settings.

    repo = RepoBuilder(tmp_path / "kb").commit({"a.md": "# A"}, author="Ada", when="2021-01-01").tag("v1.0")

Every method that changes the repository returns the builder, so that calls chain. Content goes in through
`git fast-import`, so that names which no file system takes (`worktree=False`) can be committed too.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Self

Files = Mapping[str, str | bytes | None]

ENVIRONMENT = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C.UTF-8",
    "TZ": "UTC",
}
FIRST_COMMIT = datetime(2020, 1, 1, tzinfo=UTC)


class RepoBuilder:
    """A repository below `path` (made if missing), with the branch `main` and, unless bare, a clean working tree."""

    def __init__(self, path: Path, *, worktree: bool = True) -> None:
        self.path = path
        self._worktree = worktree
        self._clock = FIRST_COMMIT
        path.mkdir(parents=True, exist_ok=True)
        self.git("init", "--quiet", "--template=", "--initial-branch=main", *(() if worktree else ("--bare",)))

    def commit(
        self,
        files: Files | None = None,
        message: str | bytes = "Change pages",
        *,
        author: str = "Ada",
        email: str | None = None,
        when: str | datetime | None = None,
        committer: str | None = None,
        committed: str | datetime | None = None,
        merge: str = "",
    ) -> Self:
        """Commit `files` (path -> content, None deletes) to the current branch.

        `when` is an ISO date or time (UTC if it names no zone); without it each commit is an hour after the one
        before. `email` is made from the name if not given. `committer` and `committed` default to the author's.
        `merge` names a branch that becomes the second parent; the tree is the current one plus `files`.
        """
        changes = [_change(path, body) for path, body in (files or {}).items()]
        return self._commit(changes, message, author, email, when, committer, committed, merge)

    def move(
        self,
        old: str,
        new: str,
        files: Files | None = None,
        message: str = "",
        *,
        author: str = "Ada",
        when: str | datetime | None = None,
    ) -> Self:
        """Commit the move of a file or folder, together with further `files`."""
        changes = [b"R %s %s\n" % (_quote(old), _quote(new)), *(_change(*item) for item in (files or {}).items())]
        return self._commit(changes, message or f"Move {old} to {new}", author, None, when)

    def symlink(self, path: str, target: str) -> Self:
        """Commit a symbolic link at `path`, whose text is `target`."""
        return self._commit([_change(path, target, mode=b"120000")], f"Link {path}", "Ada", None, None)

    def submodule(self, path: str, oid: str = "1" * 40) -> Self:
        """Commit a submodule entry (mode 160000) at `path`."""
        change = b"M 160000 %s %s\n" % (oid.encode(), _quote(path))
        return self._commit([change], f"Add submodule {path}", "Ada", None, None)

    def branch(self, name: str, at: str = "HEAD") -> Self:
        """Make a branch at `at`; the current branch stays, as with `git branch`."""
        self.git("update-ref", f"refs/heads/{name}", self.oid(at))
        return self

    def checkout(self, name: str, *, orphan: bool = False, detach: bool = False) -> Self:
        """Switch to a branch; `orphan` begins one without history, `detach` leaves all branches."""
        if orphan or not self._worktree:
            self.git("symbolic-ref", "HEAD", f"refs/heads/{name}")
        else:
            self.git("checkout", "--quiet", *(("--detach",) if detach else ()), name)
        return self

    def tag(self, name: str, annotated: bool = False, *, at: str = "HEAD") -> Self:
        """Tag the commit `at`; an annotated tag is its own object, dated like the last commit."""
        options = ("--annotate", "--message", f"Release {name}") if annotated else ()
        self.git("tag", "--force", *options, name, at)
        return self

    def merge(self, name: str, message: str = "", *, author: str = "Ada", when: str | datetime | None = None) -> Self:
        """Merge branch `name` with a merge commit, without conflicts (give those as `commit(..., merge=name)`)."""
        tree = self.git("merge-tree", "--write-tree", "HEAD", name).splitlines()[0]
        stamp = self._tick(when)
        signature = {"NAME": author, "EMAIL": _email(author), "DATE": _raw(stamp)}
        environment = {f"GIT_{who}_{key}": value for who in ("AUTHOR", "COMMITTER") for key, value in signature.items()}
        text = message or f"Merge branch '{name}'"
        oid = self.git("commit-tree", tree, "-p", "HEAD", "-p", name, "-m", text, environment=environment)
        return self.reset(oid)

    def reset(self, ref: str) -> Self:
        """Point the current branch at `ref`, as a force-push does."""
        self.git("update-ref", "HEAD", self.oid(ref))
        self._sync()
        return self

    def delete(self, ref: str) -> Self:
        """Delete a ref by its full name, such as `refs/heads/old`."""
        self.git("update-ref", "-d", ref)
        return self

    def write(self, files: Mapping[str, str]) -> Self:
        """Write files into the working tree without committing them."""
        for name, text in files.items():
            (self.path / name).parent.mkdir(parents=True, exist_ok=True)
            (self.path / name).write_text(text, encoding="utf-8")
        return self

    def bare(self, path: Path) -> Path:
        """Return `path`, a new bare clone with all refs."""
        self.git("clone", "--quiet", "--mirror", "--template=", str(self.path), str(path))
        return path

    def shallow(self, path: Path, depth: int = 1) -> Path:
        """Return `path`, a new clone whose history is cut off, as continuous integration makes it."""
        self.git("clone", "--quiet", "--template=", f"--depth={depth}", self.path.resolve().as_uri(), str(path))
        return path

    def bundle(self, path: Path, *refs: str) -> Path:
        """Return `path`, a new bundle of `refs` (default: all refs and HEAD)."""
        self.git("bundle", "create", "--quiet", str(path.resolve()), *(refs or ("--all", "HEAD")))
        return path

    def oid(self, ref: str = "HEAD") -> str:
        """Return the 40 hex digits of what `ref` points to (not peeled: write `v1.0^{commit}` for that)."""
        return self.git("rev-parse", "--verify", "--end-of-options", ref)

    def git(self, *arguments: str, stdin: bytes = b"", environment: Mapping[str, str] | None = None) -> str:
        """Run git in the repository and return its output, stripped; raises `AssertionError`."""
        identity = {"GIT_COMMITTER_NAME": "Ada", "GIT_COMMITTER_EMAIL": _email("Ada")}
        fixed = {"PATH": os.environ["PATH"], "GIT_COMMITTER_DATE": _raw(self._clock), **identity, **ENVIRONMENT}
        done = subprocess.run(
            ["git", *arguments],
            cwd=self.path,
            env={**fixed, **(environment or {})},
            input=stdin,
            capture_output=True,
            check=False,
        )
        if done.returncode:
            raise AssertionError(f"git {' '.join(arguments)}: {done.stderr.decode(errors='replace')}")
        return done.stdout.decode("utf-8", "surrogateescape").strip()

    def _commit(
        self,
        changes: list[bytes],
        message: str | bytes,
        author: str,
        email: str | None,
        when: str | datetime | None,
        committer: str | None = None,
        committed: str | datetime | None = None,
        merge: str = "",
    ) -> Self:
        branch = self.git("symbolic-ref", "HEAD")
        stamp = self._tick(when)
        parent = self.git("for-each-ref", "--format=%(objectname)", branch)
        body = message if isinstance(message, bytes) else message.encode()
        head = [
            b"commit %s\n" % branch.encode(),
            _signature("author", author, email, stamp),
            _signature("committer", committer or author, None if committer else email, _time(committed) or stamp),
            b"data %d\n%s\n" % (len(body), body),
            b"from %s\n" % parent.encode() if parent else b"",
            b"merge %s\n" % self.oid(merge).encode() if merge else b"",
        ]
        self.git("fast-import", "--quiet", "--force", "--date-format=raw", stdin=b"".join([*head, *changes]))
        self._sync()
        return self

    def _sync(self) -> None:
        if self._worktree:
            self.git("reset", "--hard", "--quiet")

    def _tick(self, when: str | datetime | None) -> datetime:
        self._clock = _time(when) or self._clock + timedelta(hours=1)
        return self._clock


def _change(path: str, body: str | bytes | None, *, mode: bytes = b"100644") -> bytes:
    if body is None:
        return b"D %s\n" % _quote(path)
    data = body if isinstance(body, bytes) else body.encode()
    return b"M %s inline %s\ndata %d\n%s\n" % (mode, _quote(path), len(data), data)


def _quote(path: str) -> bytes:
    """Quote as `git fast-import` reads paths (C style); surrogates stand for bytes that are not UTF-8."""
    raw = path.encode("utf-8", "surrogateescape")
    return b'"%s"' % b"".join(b"\\%03o" % byte if byte < 32 or byte in b'"\\' else bytes([byte]) for byte in raw)


def _signature(role: str, name: str, email: str | None, stamp: datetime) -> bytes:
    address = _email(name) if email is None else email
    return f"{role} {name} <{address}> {_raw(stamp)}\n".encode("utf-8", "surrogateescape")


def _email(name: str) -> str:
    return f"{name.lower().replace(' ', '.')}@example.org"


def _time(when: str | datetime | None) -> datetime | None:
    if when is None:
        return None
    moment = when if isinstance(when, datetime) else datetime.fromisoformat(when)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _raw(stamp: datetime) -> str:
    return f"{int(stamp.timestamp())} {stamp:%z}"
