"""The versions of kbgen and of what its output depends on."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError, version

from kbgen import __version__


def versions() -> str:
    """Return one `name version` per line; asks git for its own."""
    found = {
        "kbgen": __version__,
        "mkdocs": _package("mkdocs"),
        "mkdocs-material": _package("mkdocs-material"),
        "python": platform.python_version(),
        "git": _git(),
    }
    return "".join(f"{name} {number}\n" for name, number in found.items())


def _package(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"


def _git() -> str:
    from kbgen.git import GitError, run

    try:
        return run(["version"]).decode("utf-8", "replace").strip().removeprefix("git version ")
    except GitError:
        return "not found"
