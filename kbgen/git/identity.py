"""In whose name the user commits: the one thing that git's settings of the user may tell us."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from kbgen.facts import Identity
from kbgen.git.run import GitError, run


def user_identity() -> Identity | None:
    """Return who the user is in commits, or None where git would ask for it.

    Looked up as git does outside of a repository: `GIT_AUTHOR_*`, the files of the user, that of the system.
    """
    name = os.environ.get("GIT_AUTHOR_NAME") or _setting("user.name")
    email = os.environ.get("GIT_AUTHOR_EMAIL") or _setting("user.email") or os.environ.get("EMAIL", "")
    return Identity(name, email) if name and email else None


def _setting(key: str) -> str:
    for file in _files():
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
