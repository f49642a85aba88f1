"""The README tells the truth: what it shows as output is what the command prints, and its pictures are there."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from command_line import kbgen
from repo_builder import RepoBuilder

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
SECONDS = re.compile(r",? (?:in )?\d+\.\d s\b")


def test_the_output_of_the_example_build_is_the_one_shown(tmp_path: Path) -> None:
    command, *shown = re.findall(r"```console\n(.*?)```", README, re.DOTALL)[0].splitlines()
    assert command == "$ kbgen build -c example-site/kbgen.yml -o site"
    site = tmp_path / "example-site"
    site.symlink_to(ROOT / "example-site")
    run([sys.executable, "example-site/replay.py"], tmp_path)
    told = run([sys.executable, "-m", "kbgen", *command.split()[2:], "--cache", "cache"], tmp_path)
    assert SECONDS.sub("", told).splitlines() == shown


SETUP = "# Set up\n\nGet a machine, plug it in, turn it on. Then [start](index.md) to read.\n"
START = "# Start\n\nHow to [install](install.md) it, after you [set up](setup.md) your machine.\n"
INSTALL = """\
---
title: Install
reveiw_by: 2027-05-01
---

# Install

First [set up](setpu.md) your machine, and then follow this picture:

![](flow.svg)
"""
FLOW = '<svg xmlns="http://www.w3.org/2000/svg"><circle r="1"/></svg>\n'


def test_the_findings_of_a_check_are_those_shown(tmp_path: Path) -> None:
    (block,) = (each for each in re.findall(r"```console\n(.*?)```", README, re.DOTALL) if "kbgen check" in each)
    command, *shown = block.splitlines()
    before = {"docs/index.md": "# Start\n\nFirst [set up](setup.md).\n", "docs/setup.md": SETUP, "docs/flow.svg": FLOW}
    repo = RepoBuilder(tmp_path / "kb").commit(before)
    for name, text in (("index", START), ("install", INSTALL)):
        (repo.path / "docs" / f"{name}.md").write_text(text, encoding="utf-8")
    done = kbgen(*command.split()[2:], cwd=repo.path)
    assert done.code == 1
    assert [*done.out.splitlines(), done.err.splitlines()[-1]] == shown


def run(argv: list[str], cwd: Path) -> str:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(argv, cwd=cwd, env=environment, capture_output=True, text=True, check=True, timeout=120)
    return done.stderr


def test_every_picture_and_page_that_the_readme_names_exists() -> None:
    text = re.sub(r"```.*?```", "", README, flags=re.DOTALL)
    linked = re.findall(r'\]\(([^)#]+)\)|src="([^"]+)"', text)
    local = [path or source for path, source in linked if "://" not in (path or source)]
    assert len(local) > 8
    for path in local:
        assert path == "docs/performance.md" or (ROOT / path).is_file(), path
