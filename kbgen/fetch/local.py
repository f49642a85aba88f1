"""What a repository on this disk tells about itself. Its configuration is read, never obeyed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kbgen.errors import SourceError
from kbgen.fetch.address import web_url
from kbgen.git import GitError, run
from kbgen.model import Location

MARKDOWN = (".md", ".markdown")


@dataclass(frozen=True, slots=True)
class LocalRepository:
    """A repository on disk. `common_dir` differs from `git_dir` in a linked worktree only."""

    path: Path
    git_dir: Path
    common_dir: Path
    bare: bool
    shallow: bool


def inspect(path: Path, name: str) -> LocalRepository | None:
    """Look at the source `name` at `path`: None for a bundle; raises `SourceError` if it is not a repository."""
    if path.is_file():
        return None
    dot_git = path / ".git"
    argv = ["rev-parse", "--path-format=absolute", "--git-dir", "--git-common-dir"]
    try:
        git_dir = dot_git if dot_git.exists() else path
        answer = run([*argv, "--is-bare-repository", "--is-shallow-repository"], git_dir=git_dir)
    except GitError as error:
        message = f"{name}: {path} is not a git repository ({error.reason})"
        hint = "give the top folder of a clone, a bare repository or a bundle; or run `git init` and commit the pages"
        raise SourceError(message, hint=hint, where=Location(collection=name)) from error
    own, common, bare, shallow = answer.decode("utf-8", "surrogateescape").splitlines()
    return LocalRepository(path, Path(own), Path(common), bare == "true", shallow == "true")


def origin_url(repository: LocalRepository) -> str:
    """Return the URL of the remote `origin`, as configured; "" if there is none."""
    file = repository.common_dir / "config"
    try:
        found = run(["config", f"--file={file}", "--no-includes", "--get", "remote.origin.url"])
    except GitError:
        return ""
    return found.decode("utf-8", "surrogateescape").rstrip("\n")


def remote_of(folder: Path) -> str:
    """Return the https address under which people see the repository that `folder` is a clone of; "" if it is none."""
    try:
        repository = inspect(folder, folder.name)
    except SourceError:
        return ""
    return web_url(origin_url(repository)) if repository else ""


def count_uncommitted(repository: LocalRepository, mirror_dir: Path) -> int:
    """Count the Markdown files that are changed, deleted or new in the working tree; 0 when that cannot be told.

    `git status` is run in the mirror, with the repository's index and files: so neither its configuration nor its
    hooks can start a program (filters, fsmonitor). The mirror's HEAD must be the repository's.
    """
    index = repository.git_dir / "index"
    if repository.bare or not index.exists():
        return 0
    options = ["-c", "core.fileMode=false", f"--work-tree={repository.path}"]
    status = ["status", "--porcelain", "-z", "--no-renames", "--untracked-files=all", "--ignore-submodules=all"]
    try:
        data = run([*options, *status], git_dir=mirror_dir, variables={"GIT_INDEX_FILE": str(index)})
    except GitError:
        return 0
    return count_markdown(data)


def count_markdown(status: bytes) -> int:
    """Count the Markdown files in the output of `git status --porcelain -z --no-renames`: `XY path NUL`."""
    paths = (entry[3:].decode("utf-8", "surrogateescape") for entry in status.split(b"\0"))
    return sum(path.lower().endswith(MARKDOWN) for path in paths)
