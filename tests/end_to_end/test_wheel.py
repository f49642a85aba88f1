"""The wheel in a fresh environment, with the locked dependencies and nothing else, away from the checkout."""

from __future__ import annotations

import os
import re
import subprocess
import venv
from dataclasses import dataclass
from pathlib import Path

import pytest
from built_wheel import ROOT, build_wheel
from html_page import dead_links
from repo_builder import RepoBuilder

from kbgen import __version__

NO_INDEX = re.compile(r"connection broken|NewConnectionError|ConnectTimeoutError|Max retries exceeded", re.I)

OF_PORTABLE_SITES = {"assets/commons/search/plain.js"}


@dataclass(frozen=True, slots=True)
class Environment:
    """An environment of its own, and a folder to work in that has nothing to do with it."""

    bin: Path
    folder: Path

    def run(self, *command: str | Path) -> subprocess.CompletedProcess[str]:
        """Run a program of the environment, without what the outer one tells Python in variables."""
        variables = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL"))}
        program = [str(self.bin / command[0]), *map(str, command[1:])]
        return subprocess.run(
            program,
            cwd=self.folder,
            env={**variables, "KBGEN_CACHE": str(self.folder / "cache")},
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )

    def install(self, *what: str | Path) -> None:
        pip = ("python", "-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check", "--retries=1")
        done = self.run(*pip, *what)
        if done.returncode and NO_INDEX.search(done.stderr):
            pytest.skip("the package index cannot be reached, so the locked dependencies cannot be installed")
        assert done.returncode == 0, done.stderr


def test_a_fresh_installation_works_by_itself(tmp_path: Path) -> None:
    venv.create(tmp_path / "venv", with_pip=True)
    (tmp_path / "work").mkdir()
    fresh = Environment(tmp_path / "venv/bin", tmp_path / "work")
    fresh.install("--only-binary=:all:", "--require-hashes", "-r", ROOT / "requirements.lock")
    fresh.install("--no-index", "--no-deps", build_wheel(tmp_path))
    knows_its_version(fresh)
    needs_nothing_of_the_checkout(fresh)
    builds_a_site_with_the_theme(fresh)


def knows_its_version(fresh: Environment) -> None:
    done = fresh.run("kbgen", "--version")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[0] == f"kbgen {__version__}"
    assert fresh.run("python", "-m", "kbgen", "--version").stdout == done.stdout


def needs_nothing_of_the_checkout(fresh: Environment) -> None:
    code = "import kbgen, sys; print(kbgen.__file__, *sys.path, sep='\\n')"
    places = [Path(line) for line in fresh.run("python", "-c", code).stdout.splitlines() if line]
    assert places[0].is_relative_to(fresh.bin.parent)
    assert not any(place.is_relative_to(ROOT) for place in places)
    assert fresh.run("python", "-m", "pip", "check").returncode == 0


def builds_a_site_with_the_theme(fresh: Environment) -> None:
    RepoBuilder(fresh.folder / "kb").commit(
        {"docs/index.md": "# Home\n\n$x^2$\n", "docs/a.md": "# A\n\n[h](index.md)\n"}
    )
    done = fresh.run("kbgen", "build", "kb", "--strict")
    assert done.returncode == 0, done.stderr
    site = fresh.folder / "site"
    themes = (path.relative_to(ROOT / "themes/commons") for path in (ROOT / "themes/commons/assets").rglob("*"))
    expected = {path.as_posix() for path in themes if path.suffix in (".css", ".js", ".svg", ".woff2")}
    assert expected
    assert {path for path in expected if not (site / path).is_file()} == OF_PORTABLE_SITES
    assert dead_links(site) == []
