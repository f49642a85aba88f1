"""The programs and packages that kbgen needs: are they there, and new enough?"""

from __future__ import annotations

import platform
import re
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, packages_distributions, requires, version
from typing import Final

from packaging.requirements import Requirement

from kbgen import __version__, git
from kbgen.doctor.case import Case
from kbgen.doctor.finding import Finding, State

OLDEST_GIT: Final = (2, 32)
"""The first that heeds GIT_CONFIG_GLOBAL; before it the user's own settings would change what git says."""
TRIED_GIT: Final = (2, 39)
"""The oldest with which the tests of kbgen run."""
OLDEST_PYTHON: Final = (3, 11)


def git_version(_: Case) -> Iterator[Finding]:
    """Yield whether there is a git, and one that is new enough."""
    action = "install git 2.39 or newer: https://git-scm.com/downloads"
    try:
        said = git.run(["version"]).decode("utf-8", "replace").strip()
    except git.GitError as error:
        yield Finding("git", State.ERROR, "git cannot be started", f"pages come from git ({error.reason})", action)
        return
    number = said.removeprefix("git version ")
    found = tuple(int(part) for part in re.findall(r"\d+", number)[:2])
    if found < OLDEST_GIT:
        why = "your own settings of git would change dates, people and pages"
        yield Finding("git", State.ERROR, f"git {number} is too old", why, action)
    elif found < TRIED_GIT:
        yield Finding("git", State.NOTE, f"git {number}", "kbgen is tested with git 2.39 and newer", action)
    else:
        yield Finding("git", State.OK, f"git {number}")


def python(_: Case) -> Iterator[Finding]:
    """Yield the Python, and whether it speaks UTF-8."""
    number = platform.python_version()
    if sys.version_info[:2] < OLDEST_PYTHON:
        yield Finding("python", State.ERROR, f"Python {number} is too old", action="install Python 3.11 or newer")
    else:
        yield Finding("python", State.OK, f"Python {number}")
    if sys.getfilesystemencoding().lower() not in ("utf-8", "utf8"):
        what = f"names of files are read as {sys.getfilesystemencoding()}"
        action = "set LC_ALL=C.UTF-8, or PYTHONUTF8=1"
        yield Finding(
            "python", State.WARNING, what, "pages with letters beyond ASCII in their names are not found", action
        )


def packages(_: Case) -> Iterator[Finding]:
    """Yield kbgen itself, and the packages that it needs and that are missing or of another release."""
    yield Finding("kbgen", State.OK, f"kbgen {__version__}")
    wrong = [finding for text in _required() if (finding := _package(Requirement(text)))]
    yield from wrong
    if not wrong:
        names = ("mkdocs", "mkdocs-material", "Markdown", "pymdown-extensions")
        yield Finding("packages", State.OK, ", ".join(f"{name} {found}" for name in names if (found := _version(name))))


def themes(_: Case) -> Iterator[Finding]:
    """Yield whether two packages bring the theme's templates: then that of the last install has replaced the other."""
    found = sorted(set(packages_distributions().get("material", [])))
    if len(found) > 1:
        why = "both install the package `material`, so that templates of one are read with the code of the other"
        action = "install kbgen in an environment of its own: pipx install kbgen"
        yield Finding("theme", State.ERROR, f"the theme is installed twice: {', '.join(found)}", why, action)


def _required() -> list[str]:
    try:
        return [text for text in requires("kbgen") or [] if "extra ==" not in text]
    except PackageNotFoundError:  # kbgen runs from its sources
        return []


def _package(wanted: Requirement) -> Finding | None:
    if wanted.marker is not None and not wanted.marker.evaluate():
        return None
    found, action = _version(wanted.name), f"pip install '{wanted}', or install kbgen anew"
    if not found:
        return Finding(
            "packages", State.ERROR, f"{wanted.name} is not installed", "kbgen cannot work without it", action
        )
    if not wanted.specifier.contains(found, prereleases=True):
        why = f"kbgen is made for {wanted.name}{wanted.specifier}"
        return Finding("packages", State.WARNING, f"{wanted.name} is {found}", why, action)
    return None


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""
