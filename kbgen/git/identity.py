"""In whose name the user commits: the one thing that git's settings of the user may tell us."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from kbgen.facts import Identity
from kbgen.git.run import GitError, run


def user_identity(git_dir: Path | None = None) -> Identity | None:
    """Return who the user is in commits of a repository, or of a new one; None where git would ask for it.

    Looked up as git does: `GIT_AUTHOR_*`, the file of the repository, those of the user, that of the system.
    """
    files = [*([_own(git_dir)] if git_dir else []), *_files()]
    name = os.environ.get("GIT_AUTHOR_NAME") or _setting("user.name", files)
    email = os.environ.get("GIT_AUTHOR_EMAIL") or _setting("user.email", files) or os.environ.get("EMAIL", "")
    return Identity(name, email) if name and email else None


def _own(git_dir: Path) -> Path:
    """Return the file of settings of a repository, which its linked worktrees share."""
    common = run(["rev-parse", "--path-format=absolute", "--git-common-dir"], git_dir=git_dir)
    return Path(os.fsdecode(common.removesuffix(b"\n"))) / "config"


def _setting(key: str, files: Iterable[Path]) -> str:
    for file in files:
        try:
            found = run(["config", f"--file={file}", "--includes", "--get", key])
        except GitError:
            continue
        return found.decode("utf-8", "replace").strip()
    return ""


def _files() -> Iterator[Path]:
    """Yield the files with settings that apply everywhere, those that win first (git-config, "FILES")."""
    if "GIT_CONFIG_GLOBAL" in os.environ:
        yield Path(os.environ["GIT_CONFIG_GLOBAL"])
    else:
        home = Path(os.environ.get("HOME") or "/nonexistent")
        yield home / ".gitconfig"
        yield Path(os.environ.get("XDG_CONFIG_HOME") or home / ".config") / "git" / "config"
    if not os.environ.get("GIT_CONFIG_NOSYSTEM"):
        yield Path("/etc/gitconfig")
