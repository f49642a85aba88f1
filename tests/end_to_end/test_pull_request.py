"""A pull request from a fork, from its check to the comment, by the workflows that `kbgen init` writes, as they stand.

Each `run` step is taken from the YAML and run in bash with an environment like that of a runner. The site, its
repository and the pull request are real; the API of the forge and `pip install` are stood in for.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Callable, Mapping
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

    def preview(self, head: str, name: str, *, event: str = "pull_request") -> Run:
        """Run kb-preview for a run of kb-check that has ended with the commit `head`."""
        repository = {"id": 5, "full_name": "stranger/site"}
        told = {"id": 4711, "event": event, "head_sha": head, "head_branch": "lend", "head_repository": repository}
        run = Run(
            self.folder / name,
            "workflow_run",
            {"workflow_run": told},
            {},
            lambda workspace: self.forge.checkout(workspace, "refs/heads/main", "main"),
            self.folder / "unused",
            self.forge.programs,
        )
        run.job(self.workflows["kb-preview"], "comment")
        return run

    def artifact(self, folder: Path | None, size: int = 1000) -> None:
        """Let the run of kb-check have this artifact."""
        shutil.rmtree(self.forge.artifacts / "kb-preview", ignore_errors=True)
        if folder:
            shutil.copytree(folder, self.forge.artifacts / "kb-preview", symlinks=True)
        found = [{"name": "kb-preview", "expired": False, "size_in_bytes": size}] if folder else []
        self.forge.state = {**self.forge.state, "artifacts": found, "calls": []}


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
    settings = (
        (folder / "site/kbgen.yml")
        .read_text()
        .replace("  # url: https://example.org/handbook/", "  url: https://kb.example.org/")
    )
    write(folder / "site", {"docs/old.md": OLD, "kbgen.yml": settings}, "Bring an old page along")
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
    run = scene.check(7, "check-7")
    shutil.copytree(scene.forge.artifacts / "kb-preview", scene.folder / "honest")
    return run


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


def test_the_preview_shows_the_pages_that_change_and_no_others(scene: Scene, checked: Run) -> None:
    assert checked.steps["Make a preview of the pages that change"].code == 0
    told = json.loads((scene.folder / "honest/preview.json").read_text(encoding="utf-8"))
    assert {page["path"]: page["change"] for page in told["pages"]} == {
        "docs/how-to/keep-it-true.md": "moved",
        "docs/how-to/write-a-page.md": "changed",
        "docs/index.md": "changed",
        "docs/lend.md": "added",
    }
    assert told["head"]["commit"] == checked.event["pull_request"]["head"]["sha"]
    assert {found["path"] for found in told["problems"]["new"]} == {"docs/lend.md"}
    assert {path.name for path in (scene.folder / "honest").iterdir()} >= {"index.html", "pages", "diff"}


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


# --- the comment


@pytest.fixture
def told(scene: Scene, checked: Run) -> str:
    """The commit that was checked: an open pull request ends with it, has an honest preview, and no comment yet."""
    head = scene.forge.propose(scene.folder / "fork", 7)
    scene.artifact(scene.folder / "honest")
    scene.forge.state = {**scene.forge.state, "pulls": [{"number": 7, "head": {"sha": head}}], "comments": []}
    return head


def comments(scene: Scene) -> list[tuple[int, str, str]]:
    return [(each["of"], each["user"]["login"], each["body"]) for each in scene.forge.state["comments"]]


def test_one_comment_tells_of_the_preview_and_is_kept_up_to_date(scene: Scene, told: str, tmp_path: Path) -> None:
    stranger = {"id": 1, "of": 7, "user": {"login": "mallory"}, "body": "<!-- kbgen:preview -->\nmine"}
    scene.forge.state = {**scene.forge.state, "comments": [stranger]}
    first = scene.preview(told, "comment-1")
    assert [step.err for step in first.steps.values() if step.code] == []
    assert scene.forge.state["comments"][0] == stranger, "a stranger's comment is not taken for ours"
    _, (number, who, body) = comments(scene)
    assert (number, who, body.splitlines()[0]) == (7, "github-actions[bot]", "<!-- kbgen:preview -->")
    rows = [line for line in body.splitlines() if line.startswith("| ") and "---" not in line][1:]
    assert len(rows) == 4 and any("Lend a laptop" in row for row in rows)
    assert told[:10] in body
    (changed,) = [row for row in rows if "Write a page" in row]
    assert "(https://kb.example.org/how-to/write-a-page/)" in changed
    assert "https://github.com/org/site/actions/runs/4711#artifacts" in body

    clone = scene.clone(f"again-{tmp_path.name}")
    git(clone, "fetch", "--quiet", "origin", "refs/pull/7/head")
    git(clone, "checkout", "--quiet", "--detach", "FETCH_HEAD")
    write(clone, {"docs/lend.md": NEW.replace("[the list](laptops.md)", "the list")}, "Take the dead link out")
    head = scene.forge.propose(clone, 7)
    shutil.rmtree(scene.forge.artifacts / "kb-preview")
    again = scene.check(7, "check-7-again")
    assert again.steps["Check what is new"].code == 0, again.steps["Check what is new"].out
    scene.forge.state = {**scene.forge.state, "calls": []}
    scene.preview(head, "comment-2")
    _, (_, _, body) = comments(scene)
    assert head[:10] in body and told[:10] not in body
    assert [call[0] for call in scene.forge.state["calls"]].count("PATCH") == 1


# The newest commit of each open pull request by its number; None stands for the commit that was checked.
UNCLEAR: Mapping[str, Mapping[int, str | None]] = {
    "none is open": {},
    "it has moved on": {7: "0" * 40},
    "two have one commit": {7: None, 8: None},
}


@pytest.mark.parametrize("case", UNCLEAR)
def test_where_no_one_pull_request_is_meant_nothing_is_said(scene: Scene, told: str, case: str) -> None:
    pulls = [{"number": number, "head": {"sha": commit or told}} for number, commit in UNCLEAR[case].items()]
    scene.forge.state = {**scene.forge.state, "pulls": pulls}
    run = scene.preview(told, case.replace(" ", "-"))
    assert set(run.steps) == {"Find the pull request"} and not run.steps["Find the pull request"].code
    assert comments(scene) == []


def test_a_run_for_something_else_than_a_pull_request_says_nothing(scene: Scene, told: str) -> None:
    assert scene.preview(told, "pushed", event="push").steps == {}


def test_a_check_without_a_preview_is_not_commented(scene: Scene, told: str) -> None:
    scene.artifact(None)
    run = scene.preview(told, "without")
    assert run.steps["Download the preview"].code == 0 and "Install kbgen" not in run.steps
    assert comments(scene) == []


def test_a_preview_that_is_too_large_is_not_even_downloaded(scene: Scene, told: str) -> None:
    scene.artifact(scene.folder / "honest", size=250_000_001)
    run = scene.preview(told, "large")
    assert run.steps["Download the preview"].code == 1
    assert not any("download" in call for call in scene.forge.state["calls"]) and comments(scene) == []


def linked(folder: Path) -> None:
    (folder / "pages/secret.html").symlink_to("/etc/passwd")


def domain(folder: Path) -> None:
    (folder / "CNAME").write_text("evil.example")


def program(folder: Path) -> None:
    (folder / "pages/x.js").write_text("alert(1)")


def of_another_commit(folder: Path) -> None:
    text = (folder / "preview.json").read_text(encoding="utf-8")
    (folder / "preview.json").write_text(
        re.sub(r'("head":\s*\{\s*"commit":\s*")[0-9a-f]{40}', r"\g<1>" + "0" * 40, text)
    )


def another_document(folder: Path) -> None:
    (folder / "preview.json").write_text('{"comment": "<img src=x>"}')


@pytest.mark.parametrize("attack", [linked, domain, program, of_another_commit, another_document])
def test_a_preview_that_is_none_is_refused_and_nothing_is_said(
    scene: Scene, told: str, attack: Callable[[Path], None], tmp_path: Path
) -> None:
    shutil.copytree(scene.folder / "honest", tmp_path / "bundle")
    attack(tmp_path / "bundle")
    scene.artifact(tmp_path / "bundle")
    run = scene.preview(told, f"attack-{attack.__name__}")
    step = run.steps["Hold the preview against its rules, and write the comment"]
    assert step.code == 1, step.err
    assert "the preview is refused" in step.err
    assert comments(scene) == []


def test_the_token_is_where_it_is_needed_and_nowhere_else(scene: Scene, told: str) -> None:
    run = scene.preview(told, "token")
    seen = [name for name, step in run.steps.items() if SECRET in str(step.environment)]
    assert seen == ["Find the pull request", "Download the preview", "Comment, or bring the comment up to date"]
    assert SECRET not in "".join(step.out + step.err for step in run.steps.values())
