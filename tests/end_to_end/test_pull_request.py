"""A pull request from a fork, from its check to the comment, by the workflows that `kbgen init` writes, as they stand.

Each `run` step is taken from the YAML and run in bash with an environment like that of a runner. The site, its
repository and the pull request are real; the API of the forge and `pip install` are stood in for.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from actions_runner import SECRET, Run, Step
from command_line import kbgen
from forge_stand_in import ForgeStandIn, git

ORIGIN = f"https://git.example/org/kbgen@{'7' * 40}"
pytestmark = pytest.mark.skipif(not shutil.which("jq"), reason="the workflows use jq, which is not installed")

NEW = """---
title: Lend a laptop
---

# Lend a laptop

See [the list](laptops.md), and [how to write](how-to/write-a-page.md#steps).
"""
OLD = "# Left over\n\nThis has a [dead link](gone.md) for years.\n"


@dataclass(frozen=True)
class Scene:
    """The forge with the site on it, the workflows of the site, and where things are kept."""

    forge: ForgeStandIn
    folder: Path
    workflows: Mapping[str, str]

    def clone(self, name: str) -> Path:
        git(self.folder, "clone", "--quiet", "--template=", str(self.forge.repository), name)
        return self.folder / name

    def check(self, number: int, name: str) -> Run:
        """Run kb-check for a pull request."""
        head = git(self.forge.repository, "rev-parse", f"refs/pull/{number}/head")
        event = {"number": number, "pull_request": {"number": number, "head": {"sha": head, "repo": {"fork": True}}}}
        run = Run(
            self.folder / name,
            "pull_request",
            event,
            {"base_ref": "main"},
            lambda workspace: self.forge.checkout(workspace, f"refs/pull/{number}/head"),
            self.forge.artifacts,
            self.forge.programs,
        )
        run.job(self.workflows["kb-check"], "check")
        return run


def write(clone: Path, files: Mapping[str, str], message: str) -> None:
    for path, text in files.items():
        (clone / path).parent.mkdir(parents=True, exist_ok=True)
        (clone / path).write_text(text, encoding="utf-8")
    git(clone, "add", "--all")
    git(clone, "commit", "--quiet", "-m", message)


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    """A new site on a forge, with an old finding in it."""
    folder = tmp_path_factory.mktemp("forge")
    forge = ForgeStandIn(folder)
    done = kbgen("init", "site", "--kbgen", ORIGIN, cwd=folder, cache=None, GIT_CONFIG_GLOBAL=os.devnull)
    assert done.code == 0, done.err
    write(folder / "site", {"docs/old.md": OLD}, "Bring an old page along")
    git(folder / "site", "push", "--quiet", str(forge.repository), "main")
    paths = sorted((folder / "site/.github/workflows").glob("kb-*.yml"))
    return Scene(forge, folder, {path.stem: path.read_text(encoding="utf-8") for path in paths})


@pytest.fixture(scope="module")
def checked(scene: Scene) -> Run:
    """The check of a pull request that changes, adds and moves pages, and tries to change what checks it."""
    clone = scene.clone("fork")
    (clone / "docs/how-to/keep-a-page-true.md").rename(clone / "docs/how-to/keep-it-true.md")
    pages = ("docs/index.md", "docs/how-to/write-a-page.md", "docs/how-to/keep-it-true.md")
    moved = {path: (clone / path).read_text().replace("keep-a-page-true.md", "keep-it-true.md") for path in pages}
    moved["docs/how-to/write-a-page.md"] = moved["docs/how-to/write-a-page.md"].replace("Search first.", "Look first.")
    settings = (clone / "kbgen.yml").read_text() + "check: {KB021: off}\n"
    theft = "echo stolen > stolen; env > environment\n"
    write(clone, {**moved, "docs/lend.md": NEW, "kbgen.yml": settings, ".kbgen/install.sh": theft}, "Lend laptops")
    scene.forge.propose(clone, 7)
    return scene.check(7, "check-7")


def marks(step: Step) -> list[dict[str, str]]:
    """Return the properties of the annotations that a step prints."""
    found = re.findall(r"^::(\w+) (.*?)::(.*)$", step.out, re.MULTILINE)
    return [
        {"level": level, "message": message, **dict(each.split("=", 1) for each in properties.split(","))}
        for level, properties, message in found
    ]


def test_a_check_marks_what_is_new_in_the_lines_where_it_is(checked: Run) -> None:
    step = checked.steps["Check what is new"]
    assert step.code == 1, step.err
    (mark,) = [each for each in marks(step) if each["level"] == "error"]
    assert (mark["file"], mark["line"], mark["title"]) == ("docs/lend.md", "7", "KB021")
    assert "laptops.md" in mark["message"]
    assert (checked.workspace / mark["file"]).read_text().splitlines()[6].startswith("See [the list](laptops.md)")
    assert "gone.md" not in step.out, "what was wrong before does not count"
    assert "docs/lend.md" in checked.summary and "KB021" in checked.summary


def test_settings_and_what_installs_kbgen_are_those_of_the_branch_it_is_for(scene: Scene, checked: Run) -> None:
    assert checked.steps["Install kbgen"].code == 0
    assert not (checked.workspace / "stolen").exists()
    told = scene.forge.log.read_text().splitlines()
    assert "--require-hashes -r requirements.txt" in told[0] and ORIGIN in told[1]


def test_no_secret_is_there_to_be_stolen(scene: Scene, checked: Run) -> None:
    assert SECRET not in str(checked.steps)
    assert not re.search(r"secrets\.|github\.token|GH_TOKEN", scene.workflows["kb-check"])
    configured = git(checked.workspace, "config", "--list", "--local")
    assert "extraheader" not in configured and "credential" not in configured
    names = {name for step in checked.steps.values() for name in step.environment}
    assert not {name for name in names if re.search("TOKEN|SECRET|PASSWORD|KEY", name)}


def test_the_stand_ins_would_show_a_secret_that_a_workflow_uses(scene: Scene, checked: Run, tmp_path: Path) -> None:
    steps = "[{name: s, env: {A: '${{ secrets.A }}'}, run: 'echo $A'}]"
    leaking = f"{{defaults: {{run: {{shell: bash}}}}, jobs: {{j: {{steps: {steps}}}}}}}"
    run = Run(tmp_path, "pull_request", {}, {}, lambda _: None, tmp_path / "a", scene.forge.programs)
    assert SECRET in run.job(leaking, "j")["s"].out
