"""The workflows of .github, the action, and what `kbgen init` writes keep the rules of SECURITY.md."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from kbgen.hosting import Host
from kbgen.scaffold import Adoption, Answers, adopted_site, new_site, write

ROOT = Path(__file__).parents[2]
WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
OURS = {
    path: text
    for path, text in new_site(Answers("A", Host.GITHUB), "a").items()
    if path.startswith(".github/workflows/")
}
ZIZMOR = Path(sys.executable).with_name("zizmor")

UNSAFE = """
on: pull_request_target
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: echo "${{ github.event.pull_request.title }}"
"""


def zizmor(*inputs: Path) -> subprocess.CompletedProcess[str]:
    command = [str(ZIZMOR), "--offline", "--no-progress", "--persona=pedantic", *map(str, inputs)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_zizmor_finds_nothing() -> None:
    run = zizmor(ROOT / ".github", ROOT / "action.yml")
    assert run.returncode == 0, run.stdout


@pytest.mark.parametrize("draft", ["new", "adopted"])
def test_zizmor_finds_nothing_in_what_init_writes(draft: str, tmp_path: Path) -> None:
    answers = Answers("A", Host.GITHUB, branch="it's-trunk")
    write(new_site(answers, "a") if draft == "new" else adopted_site(Adoption(), answers, "a"), tmp_path)
    run = zizmor(tmp_path)
    assert run.returncode == 0, run.stdout
    audited = re.findall(r"completed .*/([\w.-]+)", run.stderr)
    assert {"kb-check.yml", "kb-preview.yml", "kb-publish.yml", "kb-links.yml", "dependabot.yml"} <= set(audited)
    ignored = [
        line.strip() for path in tmp_path.rglob("*.y*ml") for line in path.read_text().splitlines() if "zizmor:" in line
    ]
    assert ignored == [
        "workflow_run: # zizmor: ignore[dangerous-triggers] no code of a pull request is checked out or run"
    ]


def test_zizmor_finds_what_is_unsafe(tmp_path: Path) -> None:
    (tmp_path / ".github/workflows").mkdir(parents=True)
    (tmp_path / ".github/workflows/unsafe.yml").write_text(UNSAFE)
    run = zizmor(tmp_path / ".github")
    assert run.returncode == 14, "14: findings of high severity"
    assert "template-injection" in run.stdout


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_workflow_grants_little_and_ends(path: Path) -> None:
    workflow: dict[Any, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert workflow["permissions"] == {}
    assert "concurrency" in workflow
    assert "pull_request_target" not in workflow[True], "YAML 1.1 reads the key `on` as true"
    assert all(job["permissions"] and "secrets" not in str(job) for job in workflow["jobs"].values())
    for job in workflow["jobs"].values():
        assert job["timeout-minutes"] <= 30
        assert "contents" not in job["permissions"] or job["permissions"]["contents"] == "read"


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_actions_are_pinned_by_commit_with_the_version_beside(path: Path) -> None:
    uses = re.findall(r"uses: (.+)", path.read_text(encoding="utf-8"))
    assert uses
    assert [use for use in uses if not re.fullmatch(r"[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", use)] == []


# --- the release


@pytest.fixture(scope="module")
def release() -> dict[Any, Any]:
    read: dict[Any, Any] = yaml.safe_load((ROOT / ".github/workflows/release.yml").read_text(encoding="utf-8"))
    return read


def test_a_release_begins_with_a_tag_and_with_nothing_else(release: dict[Any, Any]) -> None:
    assert release[True] == {"push": {"tags": ["v*"]}}
    assert release["concurrency"]["cancel-in-progress"] is False


def test_who_may_sign_or_publish_runs_no_code_of_this_repository(release: dict[Any, Any]) -> None:
    trusted = {name: job for name, job in release["jobs"].items() if "id-token" in job["permissions"]}
    assert trusted.keys() == {"attest", "publish"}
    for job in trusted.values():
        assert "contents" not in job["permissions"]
        assert [step for step in job["steps"] if "run" in step or "checkout" in step["uses"]] == []


def test_a_release_is_published_without_a_password_from_a_protected_environment(release: dict[Any, Any]) -> None:
    text = (ROOT / ".github/workflows/release.yml").read_text(encoding="utf-8")
    assert "secrets." not in text
    assert "password" not in text.replace("without a password", "")
    job = release["jobs"]["publish"]
    assert (job["needs"], job["environment"]["name"]) == ("attest", "pypi")
    assert job["steps"][-1]["uses"].startswith("pypa/gh-action-pypi-publish@")
    assert job["steps"][-1]["with"] == {"attestations": True}


def test_a_release_uses_no_cache_that_a_pull_request_could_have_filled(release: dict[Any, Any]) -> None:
    steps = [step for job in release["jobs"].values() for step in job["steps"]]
    assert [step for step in steps if "actions/cache" in step.get("uses", "") or "cache" in step.get("with", {})] == []


# --- what `kbgen init` writes, and this repository uses


EXAMPLE = """\
      - name: Put the example site beside the manual
        run: make site && rm -rf site/example && cp -R example-site/site site/example
"""


@pytest.mark.parametrize("path", OURS)
def test_this_repository_uses_the_workflows_that_init_writes(path: str) -> None:
    here = (ROOT / path).read_text(encoding="utf-8")
    assert here.count(EXAMPLE) == (path == ".github/workflows/kb-publish.yml")
    assert here.replace(EXAMPLE, "") == OURS[path]


def workflow(name: str) -> Any:
    return yaml.safe_load(OURS[f".github/workflows/{name}.yml"])


def uses(job: Any) -> list[str]:
    return [step["uses"].partition("@")[0] for step in job["steps"] if "uses" in step]


@pytest.mark.parametrize("path", OURS)
def test_no_script_holds_an_expression_and_all_stop_at_the_first_failure(path: str) -> None:
    whole = yaml.safe_load(OURS[path])
    assert whole["defaults"] == {"run": {"shell": "bash"}}, "with pipefail; the default shell has none"
    scripts = [step["run"] for job in whole["jobs"].values() for step in job["steps"] if "run" in step]
    assert scripts and not any("${{" in script for script in scripts)


@pytest.mark.parametrize("path", OURS)
def test_every_checkout_leaves_no_credentials_behind(path: str) -> None:
    for job in yaml.safe_load(OURS[path])["jobs"].values():
        checkouts = [step for step in job["steps"] if step.get("uses", "").startswith("actions/checkout@")]
        assert all(step["with"]["persist-credentials"] is False for step in checkouts)
        refs = [step["with"].get("ref") for step in checkouts]
        assert refs == (
            ["${{ github.event.pull_request.head.sha }}"] if path.endswith("kb-check.yml") else [None] * len(refs)
        )
        assert all("repository" not in step["with"] for step in checkouts)


def test_the_check_of_a_pull_request_can_read_and_nothing_else() -> None:
    check = workflow("kb-check")
    assert check[True] == {"pull_request": None}
    (job,) = check["jobs"].values()
    assert job["permissions"] == {"contents": "read"}
    assert "github.token" not in str(check) and "GH_TOKEN" not in str(check)
    assert "actions/cache" not in uses(job) and "actions/cache/save" not in uses(job), "it writes no cache"
    assert job["steps"][0]["with"]["fetch-depth"] == 0


def test_what_comments_checks_out_the_default_branch_only_after_it_found_what_to_tell() -> None:
    preview = workflow("kb-preview")
    assert preview[True] == {"workflow_run": {"workflows": ["kb-check"], "types": ["completed"]}}
    (job,) = preview["jobs"].values()
    assert job["permissions"] == {"actions": "read", "contents": "read", "pull-requests": "write"}
    assert uses(job) == ["actions/checkout", "actions/setup-python"]
    with_token = [step["name"] for step in job["steps"] if "GH_TOKEN" in step.get("env", {})]
    assert with_token == ["Find the pull request", "Download the preview", "Comment, or bring the comment up to date"]
    assert workflow("kb-check")["name"] == "kb-check", "the name by which it is waited for"


def test_what_publishes_has_its_rights_apart_and_runs_for_trusted_changes() -> None:
    publish = workflow("kb-publish")
    assert set(publish[True]) == {"push", "workflow_dispatch"} and publish[True]["push"] == {"branches": ["main"]}
    assert publish["concurrency"]["cancel-in-progress"] is False
    build, deploy = publish["jobs"]["build"], publish["jobs"]["deploy"]
    assert build["permissions"] == {"contents": "read"}
    assert deploy["permissions"] == {"pages": "write", "id-token": "write"}
    assert deploy["environment"]["name"] == "github-pages"
    assert uses(deploy) == ["actions/deploy-pages"], "the job that publishes runs nothing of the repository"


def test_links_of_the_web_are_asked_for_on_a_schedule_only() -> None:
    links = workflow("kb-links")
    assert set(links[True]) == {"schedule", "workflow_dispatch"}
    assert links["jobs"]["ask"]["permissions"] == {"contents": "read"}
    assert links["jobs"]["tell"]["permissions"] == {"actions": "read", "issues": "write"}
    assert uses(links["jobs"]["tell"]) == []


def test_one_action_is_pinned_at_one_commit_everywhere() -> None:
    texts = [path.read_text(encoding="utf-8") for path in (*WORKFLOWS, ROOT / "action.yml")]
    pins: dict[str, set[str]] = {}
    for text in texts:
        for name, pin in re.findall(r"uses: ([\w-]+/[\w-]+)[\w/-]*@(.+)", text):
            pins.setdefault(name, set()).add(pin)
    assert len(pins) > 6 and [name for name, found in pins.items() if len(found) > 1] == []


def test_the_action_has_the_inputs_of_the_manual() -> None:
    inputs = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))["inputs"]
    manual = (ROOT / "docs/ci.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\| `([\w-]+)` \|", manual, re.MULTILINE)
    assert [name for name in listed if not name.startswith("kb-")] == list(inputs)


def test_the_pipeline_for_gitlab_checks_and_publishes() -> None:
    pipeline = yaml.safe_load(new_site(Answers("A", Host.GITLAB), "a")[".gitlab-ci.yml"])
    assert set(pipeline) == {"stages", "default", "variables", ".kbgen", "check", "pages"}
    assert pipeline["variables"]["GIT_DEPTH"] == "0"
    assert pipeline["pages"]["artifacts"] == {"paths": ["public"]}
    assert pipeline["pages"]["interruptible"] is False
