"""Run the jobs of a GitHub workflow here: each `run` step as it stands, in an environment like that of a runner.

Steps that use an action are done by the few lines below that stand for it, or skipped. Expressions are those that our
workflows hold: paths into contexts, comparisons with a text, `&&`, `||`, and `cancelled()`.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

SECRET = "canary-0123456789"
"""What every secret and token holds in the contexts of a run."""

_EXPRESSION = re.compile(r"\$\{\{(.+?)\}\}")


@dataclass(frozen=True, slots=True)
class Step:
    """How a step ended. `environment` is all that its process was given."""

    name: str
    code: int
    out: str = ""
    err: str = ""
    environment: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Run:
    """One run of a workflow: the folder that holds its workspace and temporary files, and what it knows.

    `checkout` fills the workspace; `artifacts` and `caches` are folders that take what is uploaded and kept. `programs`
    come first on PATH. `needs` are the outputs of other jobs, `variables` further ones of the environment.
    """

    folder: Path
    event_name: str
    event: Mapping[str, Any]
    github: Mapping[str, str]
    checkout: Callable[[Path], None]
    artifacts: Path
    programs: Path
    inputs: Mapping[str, Any] = field(default_factory=dict)
    needs: Mapping[str, Any] = field(default_factory=dict)
    variables: Mapping[str, str] = field(default_factory=dict)
    caches: Path | None = None

    def __post_init__(self) -> None:
        self.workspace, self.temporary = self.folder / "workspace", self.folder / "temporary"
        for each in (self.workspace, self.temporary, self.folder / "home", self.artifacts):
            each.mkdir(parents=True, exist_ok=True)
        (self.folder / "event.json").write_text(json.dumps(self.event))
        self.steps: dict[str, Step] = {}
        self._known: dict[str, Any] = {}
        self._failed = False
        self._kept: list[Path] = []

    def job(self, workflow: str, name: str) -> dict[str, Step]:
        """Run the job `name` of the workflow in the text, and return its steps by name; none if its condition fails."""
        whole = yaml.safe_load(workflow)
        job = whole["jobs"][name]
        if "if" in job and not self._value(job["if"]):
            return {}
        assert whole["defaults"]["run"]["shell"] == "bash"
        for step in job["steps"]:
            if self._wanted(step):
                self._do(step, {**job.get("env", {}), **step.get("env", {})})
        if not self._failed:
            self._keep()
        return self.steps

    @property
    def summary(self) -> str:
        """What the steps wrote into the summary of the job."""
        file = self.folder / "summary"
        return file.read_text(encoding="utf-8") if file.exists() else ""

    def _wanted(self, step: Mapping[str, Any]) -> bool:
        condition = str(step.get("if", "success()"))
        if "cancelled()" not in condition and self._failed:
            return False
        return bool(self._value(condition))

    def _do(self, step: Mapping[str, Any], given: Mapping[str, str]) -> None:
        done = self._script(step, given) if "run" in step else self._action(step)
        self.steps[done.name] = done
        self._failed |= done.code != 0
        if "id" in step:
            outcome = "failure" if done.code else "success"
            self._known[step["id"]] = {"outcome": outcome, "outputs": _outputs(self.folder / "output")}

    def _script(self, step: Mapping[str, Any], given: Mapping[str, str]) -> Step:
        (self.folder / "output").write_text("")
        environment = {**self._environment(), **{name: self._filled(value) for name, value in given.items()}}
        script = self.folder / "step.sh"
        script.write_text(step["run"])
        # As GitHub documents for `shell: bash`: jobs.<job_id>.steps[*].shell.
        command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(script)]
        done = subprocess.run(command, cwd=self.workspace, env=environment, capture_output=True, check=False)
        out, err = (each.decode("utf-8", "replace") for each in (done.stdout, done.stderr))
        return Step(step["name"], done.returncode, out, err, environment)

    def _environment(self) -> dict[str, str]:
        """Return what a runner sets (docs: "Default environment variables"), and nothing of this machine but PATH."""
        return {
            "CI": "true",
            "GITHUB_ACTIONS": "true",
            "GITHUB_BASE_REF": str(self.github.get("base_ref", "")),
            "GITHUB_ENV": str(self.folder / "env"),
            "GITHUB_EVENT_NAME": self.event_name,
            "GITHUB_EVENT_PATH": str(self.folder / "event.json"),
            "GITHUB_OUTPUT": str(self.folder / "output"),
            "GITHUB_PATH": str(self.folder / "path"),
            "GITHUB_REPOSITORY": "org/site",
            "GITHUB_RUN_ID": "4711",
            "GITHUB_SERVER_URL": "https://github.com",
            "GITHUB_SHA": str(self.github.get("sha", "")),
            "GITHUB_STEP_SUMMARY": str(self.folder / "summary"),
            "GITHUB_WORKSPACE": str(self.workspace),
            "HOME": str(self.folder / "home"),
            "LANG": "C.UTF-8",
            "PATH": f"{self.programs}:/usr/local/bin:/usr/bin:/bin",
            "RUNNER_OS": "Linux",
            "RUNNER_TEMP": str(self.temporary),
            **self.variables,
        }

    def _action(self, step: Mapping[str, Any]) -> Step:
        name = step["uses"].partition("@")[0]
        given = {
            key: self._filled(str(value)) for key, value in step.get("with", {}).items() if "hash" not in str(value)
        }
        if name == "actions/checkout":
            assert given["persist-credentials"] == "False"
            self.checkout(self.workspace)
        elif name == "actions/upload-artifact" and (self.workspace / given["path"]).exists():
            _copy(self.workspace / given["path"], self.artifacts / given["name"])
        elif name in ("actions/cache", "actions/cache/restore") and self.caches:
            place = Path(given["path"].replace("~", str(self.folder / "home")))
            _copy(self.caches / place.name, self.workspace / place)
            self._kept += [self.workspace / place] if name == "actions/cache" else []
        return Step(step.get("name", name), 0)

    def _keep(self) -> None:
        """Save what the caches are asked to keep, as in the end of a job that went well."""
        for place in self._kept:
            assert self.caches
            shutil.rmtree(self.caches / place.name, ignore_errors=True)
            _copy(place, self.caches / place.name)

    def _filled(self, text: Any) -> str:
        return _EXPRESSION.sub(lambda found: _text(self._value(found[1])), str(text))

    def _value(self, expression: str) -> Any:
        """Return the value of an expression; a path that leads nowhere is empty, as on GitHub."""
        inner = _EXPRESSION.fullmatch(expression.strip())
        found: Any = ""
        for part in (inner[1] if inner else expression).split(" || "):
            for term in part.split(" && "):
                found = self._term(term.strip())
                if not found:
                    break
            if found:
                break
        return found

    def _term(self, term: str) -> Any:
        if term in ("success()", "!cancelled()"):
            return True
        if literal := re.fullmatch(r"'([^']*)'", term):
            return literal[1]
        left, is_comparison, right = term.partition(" == ")
        value = self._path(left)
        return value == right.strip("'") if is_comparison else value

    def _path(self, path: str) -> Any:
        assert re.fullmatch(r"[\w.-]+", path), f"the test does not know the expression {path!r}"
        secrets = {"token": SECRET}
        contexts: Any = {
            "github": {**self.github, **secrets, "event": self.event},
            "inputs": self.inputs,
            "needs": self.needs,
            "runner": {"temp": str(self.temporary)},
            "steps": self._known,
        }
        head, *rest = path.split(".")
        if head == "secrets":
            return SECRET
        found = contexts[head]
        for part in rest:
            found = found.get(part, "") if isinstance(found, Mapping) else ""
        return found


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target, symlinks=True)
    elif source.exists():
        target.mkdir(parents=True, exist_ok=True)
        shutil.copy(source, target)


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _outputs(file: Path) -> dict[str, str]:
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    return {name: value for name, _, value in (line.partition("=") for line in lines)}
