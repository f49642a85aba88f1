"""What is installed: the lock files, the reasons for each dependency, the wheel."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
from built_wheel import build_wheel
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import kbgen

ROOT = Path(__file__).parents[2]
PYPROJECT = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
PROJECT: dict[str, Any] = tomllib.loads(PYPROJECT)
LOCKS = ("requirements.lock", "requirements-dev.lock")

REQUIREMENT = re.compile(r"(?P<name>[a-z0-9-]+)==(?P<version>[0-9][0-9a-z.]*)(?P<marker> ; [^\\]+)? \\")
HASH = re.compile(r"    --hash=sha256:[0-9a-f]{64}( \\)?")


def group(name: str) -> list[str]:
    entries = PROJECT["dependency-groups"][name]
    return [
        line for entry in entries for line in (group(entry["include-group"]) if isinstance(entry, dict) else [entry])
    ]


RUNTIME: list[str] = PROJECT["project"]["dependencies"] + group("install")
WANTED = {"requirements.lock": RUNTIME, "requirements-dev.lock": RUNTIME + group("dev")}


def locked(lock: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for line in (ROOT / lock).read_text(encoding="utf-8").splitlines():
        if match := REQUIREMENT.fullmatch(line):
            found.setdefault(match["name"], set()).add(match["version"])
    return found


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_holds_names_versions_and_hashes_and_nothing_of_a_machine(lock: str) -> None:
    lines = (ROOT / lock).read_text(encoding="utf-8").splitlines()
    assert lines
    assert [line for line in lines if not (REQUIREMENT.fullmatch(line) or HASH.fullmatch(line))] == []


@pytest.mark.parametrize("line", ["--index-url https://example.org/simple", "-f /srv/wheels", "a @ file:///srv/a.whl"])
def test_a_line_of_a_machine_would_be_found(line: str) -> None:
    assert not REQUIREMENT.fullmatch(line) and not HASH.fullmatch(line)


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_satisfies_every_requirement_of_the_project(lock: str) -> None:
    versions = locked(lock)
    for requirement in map(Requirement, WANTED[lock]):
        found = versions.get(canonicalize_name(requirement.name), set())
        assert found and all(requirement.specifier.contains(version) for version in found), f"{requirement}: {found}"


def test_development_uses_what_users_get() -> None:
    runtime, development = map(locked, LOCKS)
    assert {name: development.get(name) for name in runtime} == runtime


def test_every_dependency_has_a_reason_beside_it() -> None:
    lines = {line.strip() for line in PYPROJECT.splitlines()}
    for requirement in {*RUNTIME, *group("dev")}:
        beside = [line for line in lines if line.startswith(f'"{requirement}",')]
        assert beside and all(re.search(r"# \S+ \S+", line) for line in beside), f"{requirement} has no reason"


def test_every_runtime_dependency_is_imported() -> None:
    source = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "kbgen").rglob("*.py"))
    modules = {"GitPython": "git", "python-frontmatter": "frontmatter", "PyYAML": "yaml", "mkdocs-material": "material"}
    modules |= {"Markdown": "markdown", "markdown-it-py": "markdown_it", "pymdown-extensions": "pymdownx"}
    unused = {
        name
        for name in (Requirement(line).name for line in PROJECT["project"]["dependencies"])
        if not re.search(rf"\b{modules.get(name, name)}\b", source)
    }
    assert unused == set()


def test_the_version_has_one_home() -> None:
    assert "version" not in PROJECT["project"]
    assert re.fullmatch(r"\d+\.\d+\.\d+", kbgen.__version__)


def test_the_wheel_holds_the_program_and_the_themes_and_no_tests(tmp_path: Path) -> None:
    wheel = build_wheel(tmp_path)
    assert wheel.name == f"kbgen-{kbgen.__version__}-py3-none-any.whl"
    names = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    themes = {f"kbgen/{path.relative_to(ROOT)}" for path in (ROOT / "themes").rglob("*") if path.is_file()}
    assert {name for name in names if name.startswith("kbgen/themes/")} == themes
    files = [path for path in (ROOT / "kbgen/scaffold/files").rglob("*") if path.is_file()]
    assert {str(path.relative_to(ROOT)) for path in files} < names, "`kbgen init` writes them"
    assert {"kbgen/py.typed", "kbgen/scaffold/requirements.lock", "kbgen/authoring/templates/how-to.md"} < names
    assert all(name.startswith("kbgen/") for name in names)


@pytest.mark.torture
def test_the_bill_of_materials_names_what_is_installed_with_its_version(tmp_path: Path) -> None:
    recipe = re.search(r"bin/(cyclonedx-py .+) -o sbom\.json", (ROOT / "Makefile").read_text(encoding="utf-8"))
    assert recipe
    name, *arguments = recipe[1].replace("$(VENV)", sys.prefix).split()
    command = [str(Path(sys.executable).parent / name), *arguments, "-o", str(tmp_path / "sbom.json")]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    bill = json.loads((tmp_path / "sbom.json").read_bytes())
    assert (bill["bomFormat"], bill["metadata"]["component"]["name"]) == ("CycloneDX", "kbgen")
    listed = {canonicalize_name(each["name"]): each["version"] for each in bill["components"]}
    wanted = {canonicalize_name(Requirement(line).name) for line in PROJECT["project"]["dependencies"]}
    assert {name: listed.get(name) for name in wanted} == {name: version(name) for name in wanted}
    assert "timestamp" not in bill["metadata"], "two lists of the same packages are the same bytes"
