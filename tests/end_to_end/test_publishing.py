"""What publishes, what keeps the list of dead links, and the action: their scripts as they stand."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml
from actions_runner import Run
from forge_stand_in import ROOT, ForgeStandIn, git
from repo_builder import RepoBuilder

from kbgen.hosting import Host
from kbgen.scaffold import Answers, new_site

pytestmark = pytest.mark.skipif(not shutil.which("jq"), reason="the workflows use jq, which is not installed")
WORKFLOWS = {
    path.split("/")[-1].removesuffix(".yml"): text
    for path, text in new_site(Answers("A", Host.GITHUB), "a").items()
    if path.startswith(".github/workflows/")
}
INSTALL = {".kbgen/install.sh": "python -m pip install kbgen\n"}
SETTINGS = "sources:\n  - {url: ., name: kb, docs: docs, branches: [main, 'release/*'], versions: {main: dev}}\n"


@dataclass
class Publication:
    """A forge, and the folder in which one publication after another runs."""

    folder: Path
    forge: ForgeStandIn
    number: int = 0
    caches: Path = field(init=False)

    def __post_init__(self) -> None:
        self.caches = self.folder / "caches"
        self.caches.mkdir()

    def run(self, **inputs: Any) -> Run:
        self.number += 1
        return Run(
            self.folder / f"run-{self.number}",
            "push",
            {},
            {"sha": "x"},
            lambda workspace: self.forge.checkout(workspace, "refs/heads/main", "main"),
            self.folder / f"artifacts-{self.number}",
            self.forge.programs,
            inputs=inputs,
            caches=self.caches,
        )


@pytest.fixture
def publication(tmp_path: Path) -> Publication:
    forge = ForgeStandIn(tmp_path / "forge")
    return Publication(tmp_path, forge)


def push(repo: RepoBuilder, publication: Publication) -> None:
    git(repo.path, "push", "--quiet", "--force", str(publication.forge.repository), "refs/heads/*:refs/heads/*")


def test_a_site_is_built_again_from_what_was_kept_and_does_not_shrink_by_mistake(
    publication: Publication, repo: RepoBuilder
) -> None:
    pages = {f"docs/{n}.md": f"# Page {n}\n" for n in range(6)}
    repo.commit({"kbgen.yml": SETTINGS, **INSTALL, **pages}).branch("release/1")
    push(repo, publication)
    first = publication.run()
    first.job(WORKFLOWS["kb-publish"], "build")
    assert [step.name for step in first.steps.values() if step.code] == []
    assert (first.workspace / "site/dev/5/index.html").exists()
    assert (first.workspace / "site/release-1/5/index.html").exists() or (
        first.workspace / "site/1/5/index.html"
    ).exists()

    repo.commit({"docs/0.md": "# Page 0, again\n"})
    push(repo, publication)
    second = publication.run()
    second.job(WORKFLOWS["kb-publish"], "build")
    told = second.steps["Build the site"].err
    assert "1 converted" in told, "what was worked out before is there"

    repo.commit(dict.fromkeys(list(pages)[1:]))
    push(repo, publication)
    third = publication.run()
    third.job(WORKFLOWS["kb-publish"], "build")
    assert third.steps["Build the site"].code == 1 and "KB108" in third.steps["Build the site"].err
    assert "Throw away what no build has used for a while" not in third.steps
    assert (third.workspace / "site/dev/5/index.html").exists(), "what was published is what is kept"

    meant = publication.run(**{"allow-shrink": True})
    meant.job(WORKFLOWS["kb-publish"], "build")
    assert [step.name for step in meant.steps.values() if step.code] == []
    assert not (meant.workspace / "site/dev/5/index.html").exists()


def told(publication: Publication, *, dead: str) -> None:
    run = publication.run()
    (publication.forge.artifacts / "kb-links").mkdir(exist_ok=True)
    (publication.forge.artifacts / "kb-links/lychee.md").write_text(
        f"* [404] <https://example.org/{publication.number}>\n"
    )
    run.needs = {"ask": {"outputs": {"dead": dead}}}
    steps = run.job(WORKFLOWS["kb-links"], "tell")
    assert [step.err for step in steps.values() if step.code] == []


def test_dead_links_are_one_issue_that_is_kept_up_to_date(publication: Publication) -> None:
    strangers = {"number": 1, "title": "Links that lead nowhere, I think", "body": "", "open": True}
    publication.forge.state = {**publication.forge.state, "issues": [strangers]}
    told(publication, dead="false")
    assert publication.forge.state["issues"] == [strangers], "nothing is dead, and nothing was open"
    told(publication, dead="true")
    told(publication, dead="true")
    issues = publication.forge.state["issues"]
    assert [issue["title"] for issue in issues[1:]] == ["Links that lead nowhere"]
    assert issues[1]["body"].strip() == "* [404] <https://example.org/3>"
    told(publication, dead="false")
    assert [issue["open"] for issue in publication.forge.state["issues"]] == [True, False]
    told(publication, dead="true")
    assert [issue["open"] for issue in publication.forge.state["issues"]] == [True, False, True]


def action(publication: Publication, **inputs: str) -> Run:
    """Run the steps of action.yml, with the defaults of its inputs."""
    whole = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
    defaults: Mapping[str, str] = {name: each["default"] for name, each in whole["inputs"].items()}
    run = publication.run(**{**defaults, **inputs})
    run.variables = {"GITHUB_ACTION_PATH": str(ROOT)}
    publication.forge.checkout(run.workspace, "refs/heads/main", "main")
    steps = [
        {key: value for key, value in step.items() if key != "working-directory"} for step in whole["runs"]["steps"]
    ]
    run.job(yaml.safe_dump({"defaults": {"run": {"shell": "bash"}}, "jobs": {"j": {"steps": steps}}}), "j")
    return run


def test_the_action_installs_from_its_own_lock_and_runs_what_it_is_told(
    publication: Publication, repo: RepoBuilder
) -> None:
    repo.commit({"docs/index.md": "# A\n", "other.yml": "site: {name: Ours}\nsources: [{url: ., name: kb}]\n"})
    push(repo, publication)
    run = action(publication, config="other.yml", args="--strict\n\n--output=two words\n")
    assert [step.err for step in run.steps.values() if step.code] == []
    assert "Ours" in (run.workspace / "two words/index.html").read_text(encoding="utf-8")
    first, second = publication.forge.log.read_text().splitlines()
    assert re.search(rf"--require-hashes -r {ROOT}/requirements.lock$", first)
    assert second.endswith(f"--no-deps --no-build-isolation {ROOT}")


def test_the_action_only_installs_when_there_is_no_command(publication: Publication, repo: RepoBuilder) -> None:
    repo.commit({"docs/index.md": "# A\n"})
    push(repo, publication)
    run = action(publication, command="")
    assert "Run kbgen" not in run.steps and not (run.workspace / "site").exists()
    assert list((run.folder / "home").iterdir()) == []
