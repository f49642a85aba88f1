"""The workflows of .github keep the rules of SECURITY.md."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
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


def zizmor(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [str(ZIZMOR), "--offline", "--no-progress", "--persona=pedantic", str(folder)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_zizmor_finds_nothing() -> None:
    run = zizmor(ROOT / ".github")
    assert run.returncode == 0, run.stdout


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
