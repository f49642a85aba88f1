"""The shape of the code: imports run one way, and each outside thing is spoken to in one place."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

KBGEN = Path(__file__).parents[2] / "kbgen"

VALUES = {"model", "errors", "codes", "progress"}
STAGES = {"fetch", "versions", "content", "history", "generate", "check", "render", "compose", "search", "publish"}
ROOTS = {"chronicle", "pipeline", "study", "shelf", "convert", "report", "report_text", "report_json", "serve"}
ROOTS |= {"authoring", "checking", "confirmation", "confirming", "doctor", "edition", "examine", "outlook", "preview"}
ROOTS |= {"receipt", "routes", "search_check", "session", "skim", "stock", "trial"}
# Where stages meet: the pipeline and its parts, and what it gives.
COMMANDS = {"cli", "__main__"}

IMPORTED_ONLY_IN = {
    "mkdocs": {"render"},
    "material": {"render"},
    "git": {"git"},  # GitPython
    "sqlite3": {"history", "cache"},
    "subprocess": {"git", "search"},
    "playwright": {"search_check"},
    "multiprocessing": {"mapper", "worker"},
    "resource": {"worker"},
}
USED_ONLY_IN = {
    "os.environ": {"cli", "git"},
    "os.getenv": {"cli", "git"},
    "print": COMMANDS,
    "exit": COMMANDS,
    "sys.exit": COMMANDS,
}
NOUNS_MISSING = {"utils", "util", "helpers", "helper", "manager", "misc", "common"}


def layer(part: str) -> int:
    """Return the layer of a module or package of kbgen; what is not named is an edge or a pure helper."""
    return 0 if part in VALUES else 2 if part in STAGES else 3 if part in ROOTS else 4 if part in COMMANDS else 1


def imports(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def uses(tree: ast.AST) -> Iterator[str]:
    """Yield imported names, names that are called, and attributes of names, such as `os.environ`."""
    yield from imports(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            yield node.func.id
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            yield f"{node.value.id}.{node.attr}"


def broken_rules(part: str, source: str) -> list[str]:
    """Return what the source of a module in `kbgen/<part>` must not do."""
    tree, broken = ast.parse(source), []
    for name in imports(tree):
        package, _, rest = name.partition(".")
        other = rest.partition(".")[0]
        if package == "kbgen" and other != part and (layer(other) > layer(part) or layer(part) == layer(other) == 2):
            broken.append(f"imports kbgen.{other}")
    for homes_of, found in ((IMPORTED_ONLY_IN, imports), (USED_ONLY_IN, uses)):
        for thing, homes in homes_of.items():
            if part not in homes and any(name == thing or name.startswith(f"{thing}.") for name in found(tree)):
                broken.append(f"uses {thing}")
    return broken


def modules() -> list[Path]:
    return sorted(KBGEN.rglob("*.py"))


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(KBGEN)))
def test_a_module_keeps_the_rules(path: Path) -> None:
    part = path.relative_to(KBGEN).parts[0].removesuffix(".py")
    assert broken_rules(part, path.read_text(encoding="utf-8")) == []
    assert path.stem not in NOUNS_MISSING


@pytest.mark.parametrize(
    ("part", "source", "broken"),
    [
        ("model", "from kbgen.cache import Cache", ["imports kbgen.cache"]),
        ("links", "from kbgen import pipeline", ["imports kbgen.pipeline"]),
        ("config", "def f():\n    import kbgen.cli.build", ["imports kbgen.cli"]),
        ("content", "from kbgen.versions.resolve import resolve", ["imports kbgen.versions"]),
        ("content", "from mkdocs.config import base", ["uses mkdocs"]),
        ("fetch", "import git", ["uses git"]),
        ("content", "import sqlite3", ["uses sqlite3"]),
        ("cache", "import os\nos.environ['HOME']", ["uses os.environ"]),
        ("cache", "from os import environ", ["uses os.environ"]),
        ("render", "print('x')", ["uses print"]),
        ("publish", "import sys\nsys.exit(1)", ["uses sys.exit"]),
        ("pipeline", "from kbgen import fetch, content\nfrom kbgen.model import Site", []),
        ("render", "import mkdocs.config\nfrom kbgen.render.article import Article\nfrom kbgen.links import x", []),
        ("git", "import git, os\nos.environ", []),
        ("content", "from kbgen import git\ngit.refs()", []),
        ("cli", "import sys\nprint('x')\nsys.exit(0)", []),
    ],
)
def test_the_rules_can_be_broken(part: str, source: str, broken: list[str]) -> None:
    assert broken_rules(part, source) == broken
