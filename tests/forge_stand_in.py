"""A forge of our own: a bare repository with pull requests, and the programs that a runner would have."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from repo_builder import ENVIRONMENT

ROOT = Path(__file__).parents[1]
PEOPLE = {
    f"GIT_{who}_{key}": value
    for who in ("AUTHOR", "COMMITTER")
    for key, value in (("NAME", "Grace"), ("EMAIL", "g@example.org"))
}

_GH = """#!/bin/bash
exec '{python}' '{root}/tests/gh_stand_in.py' '{state}' '{artifacts}' "$@"
"""
_PYTHON = """#!/bin/bash
if [ "$1 $2 $3" = "-m pip install" ]; then printf '%s\\n' "$*" >> '{log}'; exit 0; fi
exec '{python}' "$@"
"""
_KBGEN = """#!/bin/bash
PYTHONPATH='{root}' exec '{python}' -P -m kbgen "$@"
"""


class ForgeStandIn:
    """A bare repository, and beside it the programs that a runner would have: `gh`, `python` and `kbgen`.

    `python` only notes what pip is told to install; `kbgen` is the one of this checkout.
    """

    def __init__(self, folder: Path) -> None:
        self.repository, self.programs = folder / "site.git", folder / "programs"
        self.artifacts, self.log, self._state = folder / "artifacts", folder / "pip.log", folder / "state.json"
        self.programs.mkdir(parents=True)
        self.artifacts.mkdir()
        git(folder, "init", "--quiet", "--bare", "--template=", "--initial-branch=main", str(self.repository))
        self.state = {"pulls": [], "artifacts": [], "comments": [], "issues": [], "calls": []}
        places = {"python": sys.executable, "root": ROOT, "state": self._state, "artifacts": self.artifacts}
        self._program("gh", _GH.format(**places))
        self._program("python", _PYTHON.format(log=self.log, python=sys.executable))
        self._program("kbgen", _KBGEN.format(root=ROOT, python=sys.executable))

    def _program(self, name: str, text: str) -> None:
        (self.programs / name).write_text(text)
        (self.programs / name).chmod(0o755)

    @property
    def state(self) -> dict[str, Any]:
        """What the API tells of: pull requests, artifacts, comments, and the calls that were made."""
        found: dict[str, Any] = json.loads(self._state.read_text())
        return found

    @state.setter
    def state(self, value: Mapping[str, Any]) -> None:
        self._state.write_text(json.dumps(value))

    def propose(self, clone: Path, number: int) -> str:
        """Open the pull request `number` for the commit of `clone`, or let it have that commit, and return it."""
        head = git(clone, "rev-parse", "HEAD")
        git(clone, "push", "--quiet", "--force", str(self.repository), f"HEAD:refs/pull/{number}/head")
        others = [pull for pull in self.state["pulls"] if pull["number"] != number]
        self.state = {**self.state, "pulls": [*others, {"number": number, "head": {"sha": head}}]}
        return head

    def checkout(self, workspace: Path, ref: str, branch: str = "") -> None:
        """Fill a workspace as actions/checkout does with `fetch-depth: 0`; a pull request has no `branch` there."""
        git(workspace, "init", "--quiet", "--template=", "--initial-branch=main")
        git(workspace, "remote", "add", "origin", "https://github.com/org/site")
        refs = ["+refs/heads/*:refs/remotes/origin/*", "+refs/tags/*:refs/tags/*", f"+{ref}:refs/remotes/kbgen/ref"]
        git(workspace, "fetch", "--quiet", str(self.repository), *refs)
        how = ("-B", branch) if branch else ("--detach",)
        git(workspace, "checkout", "--quiet", *how, "refs/remotes/kbgen/ref")
        git(workspace, "update-ref", "-d", "refs/remotes/kbgen/ref")


def git(folder: Path, *arguments: str) -> str:
    """Run git in `folder` and return what it says."""
    environment = {"PATH": "/usr/local/bin:/usr/bin:/bin", **ENVIRONMENT, **PEOPLE}
    done = subprocess.run(["git", *arguments], cwd=folder, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise AssertionError(f"git {' '.join(arguments)}: {done.stderr}")
    return done.stdout.strip()
