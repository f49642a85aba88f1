"""Measure kbgen beside stock MkDocs + Material on the same pages of real repositories, in one run.

    KBGEN_CORPORA=FOLDER python tests/bench/run.py [--json FILE] [--runs N] [--history] [NAME...]

FOLDER holds bundles or bare repositories with a `mkdocs.yml`; NAMEs choose some of them. Each thing is done N times, in
turn; medians count. With `--history` kbgen's facts from history are measured beside the plugins of MkDocs that read
dates and authors from git: those take many minutes on a large repository.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import tempfile
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Any

import builds
import history
from measuring import Results, corpora, measure

from kbgen.cli.build import processors

PACKAGES = (
    *("kbgen", "mkdocs", "mkdocs-material"),
    *("mkdocs-git-revision-date-localized-plugin", "mkdocs-git-authors-plugin"),
)


def document(results: Results, runs: int) -> dict[str, Any]:
    """Return what was measured, and on what, as JSON takes it."""
    return {
        "schema": 1,
        "machine": {"system": platform.system(), "processors": processors(), "python": platform.python_version()},
        "versions": {name: version(name) for name in PACKAGES},
        "runs": runs,
        "corpora": [
            {"name": corpus.name, "commit": corpus.commit, "medians": {what: asdict(found[what]) for what in found}}
            for corpus, found in results.items()
        ],
    }


def options() -> argparse.Namespace:
    """Return what the command line asks for. Raises SystemExit where it makes no sense."""
    parser = argparse.ArgumentParser(description="Measure kbgen beside stock MkDocs + Material.")
    parser.add_argument("names", nargs="*", metavar="NAME", help="repositories to measure with (default: all)")
    parser.add_argument("--history", action="store_true", help="measure facts from history, beside two plugins")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the numbers as JSON too")
    parser.add_argument("--runs", type=int, metavar="N", help="how often each thing is done (default: 3; history: 1)")
    if not os.environ.get("KBGEN_CORPORA"):
        raise SystemExit("KBGEN_CORPORA must name a folder of bundles or bare repositories")
    return parser.parse_args()


def main() -> None:
    """Measure what KBGEN_CORPORA names."""
    given = options()
    kind = history if given.history else builds
    runs = given.runs or (1 if given.history else 3)
    with tempfile.TemporaryDirectory(prefix="kbgen-bench-") as place:
        found = corpora(Path(os.environ["KBGEN_CORPORA"]), Path(place), given.names)
        results = {corpus: measure(kind.one_run, corpus, runs, Path(place)) for corpus in found}
    for line in kind.table(results, runs):
        print(line)
    if given.json:
        given.json.write_text(json.dumps(document(results, runs), indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
