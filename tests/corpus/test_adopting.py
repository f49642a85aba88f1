"""`kbgen init --from mkdocs.yml` in real repositories: what it writes is enough to build them, with no edit afterwards.

`KBGEN_CORPORA` names a folder of bundles or bare repositories; each with a `mkdocs.yml` and a commit is adopted.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path

import pytest
from command_line import kbgen

CORPORA = os.environ.get("KBGEN_CORPORA", "")

pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(not CORPORA, reason="KBGEN_CORPORA names no folder of real repositories"),
]


def corpora() -> list[Path]:
    found = sorted(Path(CORPORA).iterdir()) if CORPORA else []
    return [path for path in found if path.suffix in (".bundle", ".git")]


def clone(corpus: Path, to: Path) -> Path:
    """Return a clone with its files, as somebody has it who begins to use kbgen."""
    subprocess.run(["git", "clone", "--quiet", "--no-checkout", str(corpus), str(to)], check=True, capture_output=True)
    heads = subprocess.run(
        ["git", "-C", str(to), "for-each-ref", "--format=%(refname)", "refs/remotes"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split()
    if not heads:
        pytest.skip(f"{corpus.name} has no commit")
    subprocess.run(
        ["git", "-C", str(to), "checkout", "--quiet", "-B", "main", heads[0]], check=True, capture_output=True
    )
    return to


@pytest.mark.parametrize("corpus", corpora(), ids=lambda path: path.stem)
def test_a_mkdocs_repository_is_adopted_and_built_as_it_is(corpus: Path, tmp_path: Path) -> None:
    repository = clone(corpus, tmp_path / "repository")
    if not (repository / "mkdocs.yml").exists():
        pytest.skip(f"{corpus.name} has no mkdocs.yml")
    settings = (repository / "mkdocs.yml").read_text(encoding="utf-8")
    done = kbgen("init", "--from", "mkdocs.yml", cwd=repository, cache=tmp_path / "cache")
    assert done.code == 0, done.err
    plugins_are_all_told_of(settings, done.err)
    built = kbgen("build", "-q", "-o", tmp_path / "site", "--json", cwd=repository, cache=tmp_path / "cache")
    report = json.loads(built.out)
    assert built.code == 0, built.err
    assert report["report"]["published"] == "new"
    assert sum(version["pages"] for version in report["report"]["versions"]) > 50
    changed = subprocess.run(["git", "-C", str(repository), "status", "--porcelain"], capture_output=True, text=True)
    assert not [line for line in changed.stdout.splitlines() if not line.startswith("??")], "no file was changed"


def plugins_are_all_told_of(settings: str, told: str) -> None:
    """Hold the list against the names in the text of `plugins:`, found without a parser."""
    block = re.search(r"^plugins:\n((?:[ -].*\n|\n)+)", settings, re.MULTILINE)
    indent = re.search(r"^( *)- ", block[1], re.MULTILINE) if block else None
    names = re.findall(rf"^{indent[1]}- ([\w/-]+)", block[1], re.MULTILINE) if block and indent else []
    assert [name for name in names if f"plugins.{name}" not in told] == []
