"""Measure kbgen beside stock MkDocs + Material on the same pages of real repositories, in one run.

    KBGEN_CORPORA=FOLDER python tests/bench/run.py [--json FILE] [--runs N]

FOLDER holds bundles or bare repositories with a `mkdocs.yml`. Each thing is done N times, in turn; medians count.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Any

TESTS = Path(__file__).parents[1]
sys.path.insert(0, str(TESTS))

from repo_builder import RepoBuilder  # noqa: E402 - pytest is not here to find it

from kbgen.cli.build import processors  # noqa: E402 - as above
from kbgen.fetch.mirror import default_head  # noqa: E402 - as above
from kbgen.git import Access, list_remote  # noqa: E402 - as above

STOCK = "MkDocs + Material"
NOTE = """\
Median of {runs} runs. `cold`: nothing is cached. `again`: nothing has changed. `one page`: a commit changed one page.
Wall and CPU are seconds, CPU that of all processes; a ratio is to the time of MkDocs. Memory is that of the largest
single process, in MiB; kbgen has one process more than the {jobs} workers that it uses here, MkDocs has one. HTML,
files and MiB are what is published. MkDocs builds without its search plugin, because kbgen has no search yet, and
with no other plugin but literate-nav; it reads a checked-out folder, and kbgen a git repository, which it fetches
first, with its whole history, from which it makes pages of the community too."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What a command took: seconds, seconds of all its processes, bytes of the largest one; and what a site it made."""

    wall: float
    cpu: float
    memory: int
    pages: int
    files: int
    size: int


@dataclass(frozen=True, slots=True)
class Corpus:
    """A bare repository to measure with: the branch and the commit that both publish."""

    name: str
    repository: Path
    branch: str
    commit: str


def measured(command: Sequence[str | Path], cwd: Path, site: Path, fine: Sequence[int] = (0,)) -> Measured:
    """Run a command that builds `site`, and return what it took. Raises SystemExit if it ends otherwise than `fine`."""
    log = cwd / "log.txt"
    start = time.perf_counter()
    with log.open("wb") as stream:
        process = subprocess.Popen([str(part) for part in command], cwd=cwd, stdout=stream, stderr=stream)
        _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in fine:
        raise SystemExit(f"{command} ended with {process.returncode}:\n{log.read_text(errors='replace')[-4000:]}")
    unit = 1 if sys.platform == "darwin" else 1024  # getrusage(2): bytes on macOS, KiB elsewhere
    files = [path for path in site.rglob("*") if path.is_file()]
    pages = sum(path.suffix == ".html" for path in files)
    size = sum(path.stat().st_size for path in files)
    return Measured(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * unit, pages, len(files), size)


def one_run(corpus: Corpus, run: int, folder: Path) -> Iterator[tuple[str, Measured]]:
    """Do everything once in a fresh folder, and yield what each took."""
    checkout = _checked_out(corpus, folder / "checkout")
    yield STOCK, measured([sys.executable, TESTS / "stock.py", checkout, folder / "stock"], folder, folder / "stock")
    site, cache = folder / "site", folder / "cache"
    build: list[str | Path] = [
        sys.executable,
        "-m",
        "kbgen",
        "build",
        corpus.repository,
        "--cache",
        cache,
        "-o",
        site,
        "--keep-going",
        "-q",
    ]
    for what in ("kbgen cold", "kbgen again", "kbgen one page"):
        if what == "kbgen one page":
            _change_a_page(corpus, run)
        yield what, measured(build, folder, site, fine=(0, 1))  # 1: the content has errors, as real content has
    _git(corpus.repository, "update-ref", f"refs/heads/{corpus.branch}", corpus.commit)


def measure(corpus: Corpus, runs: int, folder: Path) -> dict[str, Measured]:
    """Return the medians of all that is measured for a corpus, by what was done."""
    found: dict[str, list[Measured]] = {}
    for run in range(runs):
        with tempfile.TemporaryDirectory(dir=folder) as place:
            for what, result in one_run(corpus, run, Path(place)):
                found.setdefault(what, []).append(result)
                print(f"{corpus.name}, run {run + 1}: {what}: {result.wall:.1f} s", file=sys.stderr)
    return {what: _median(results) for what, results in found.items()}


def _median(results: Sequence[Measured]) -> Measured:
    return replace(
        results[0], **{name: median(asdict(result)[name] for result in results) for name in asdict(results[0])}
    )


def corpora(source: Path, folder: Path) -> Iterator[Corpus]:
    """Yield a bare copy of each repository or bundle in `source` that stock MkDocs can build."""
    for path in sorted(source.iterdir()):
        if path.suffix not in (".bundle", ".git"):
            continue
        branch = default_head(list_remote(str(path), Access.local(path)))[0]
        copy = folder / f"{path.stem}.git"
        subprocess.run(["git", "clone", "--quiet", "--mirror", path, copy], check=True, capture_output=True)
        _git(copy, "symbolic-ref", "HEAD", f"refs/heads/{branch}")
        if "mkdocs.yml" in _git(copy, "ls-tree", "--name-only", "HEAD").split("\n"):
            yield Corpus(path.stem, copy, branch, _git(copy, "rev-parse", "HEAD"))
        else:
            print(f"{path.stem} has no mkdocs.yml: left out", file=sys.stderr)


def pages_of(corpus: Corpus) -> list[str]:
    """Return the Markdown files of a corpus that lie below a folder, sorted."""
    names = _git(corpus.repository, "ls-tree", "-r", "--name-only", "-z", corpus.commit).split("\0")
    return [name for name in names if name.endswith(".md") and "/" in name and not name.startswith(".")]


def _change_a_page(corpus: Corpus, run: int) -> None:
    pages = pages_of(corpus)
    page = pages[len(pages) // 2]
    text = _git(corpus.repository, "show", f"{corpus.commit}:{page}")
    RepoBuilder(corpus.repository, worktree=False).commit({page: f"{text}\n\nOne more line, {run}.\n"}, when=NOW)


def _checked_out(corpus: Corpus, folder: Path) -> Path:
    clone = ["git", "clone", "--quiet", "--no-checkout", str(corpus.repository), str(folder)]
    for command in (clone, ["git", "-C", str(folder), "checkout", "--quiet", corpus.commit]):
        subprocess.run(command, check=True, capture_output=True)
    return folder


def _git(repository: Path, *argv: str) -> str:
    done = subprocess.run(["git", f"--git-dir={repository}", *argv], check=True, capture_output=True)
    return done.stdout.decode("utf-8", "surrogateescape").rstrip("\n")


NOW = datetime.now(UTC)


def table(results: dict[Corpus, dict[str, Measured]], runs: int) -> Iterator[str]:
    """Yield the lines of a Markdown table, and what must be known to read it."""
    yield "| Repository | What | Wall | Ratio | CPU | Ratio | Memory | HTML | Files | MiB |"
    yield "|---|---|--:|--:|--:|--:|--:|--:|--:|--:|"
    for corpus, found in results.items():
        for what, result in found.items():
            name = f"{corpus.name} `{corpus.commit[:10]}`" if what == STOCK else ""
            times = ((result.wall, found[STOCK].wall), (result.cpu, found[STOCK].cpu))
            cells = [text for ours, theirs in times for text in (f"{ours:.1f}", f"{ours / theirs:.2f}")]
            cells += [f"{result.memory / 2**20:.0f}", f"{result.pages:,}", f"{result.files:,}"]
            cells += [f"{result.size / 2**20:.1f}"]
            yield f"| {name} | {what} | {' | '.join(cells)} |"
    yield ""
    yield NOTE.format(runs=runs, jobs=processors())


def document(results: dict[Corpus, dict[str, Measured]], runs: int) -> dict[str, Any]:
    """Return what was measured, and on what, as JSON takes it."""
    packages = ("kbgen", "mkdocs", "mkdocs-material")
    return {
        "schema": 1,
        "machine": {"system": platform.system(), "processors": processors(), "python": platform.python_version()},
        "versions": {name: version(name) for name in packages},
        "runs": runs,
        "corpora": [
            {"name": corpus.name, "commit": corpus.commit, "medians": {what: asdict(found[what]) for what in found}}
            for corpus, found in results.items()
        ],
    }


def main() -> None:
    """Measure what KBGEN_CORPORA names."""
    parser = argparse.ArgumentParser(description="Measure kbgen beside stock MkDocs + Material.")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the numbers as JSON too")
    parser.add_argument("--runs", type=int, default=3, metavar="N", help="how often each thing is done (default: 3)")
    options = parser.parse_args()
    if not os.environ.get("KBGEN_CORPORA"):
        raise SystemExit("KBGEN_CORPORA must name a folder of bundles or bare repositories")
    with tempfile.TemporaryDirectory(prefix="kbgen-bench-") as place:
        found = corpora(Path(os.environ["KBGEN_CORPORA"]), Path(place))
        results = {corpus: measure(corpus, options.runs, Path(place)) for corpus in found}
    for line in table(results, options.runs):
        print(line)
    if options.json:
        options.json.write_text(json.dumps(document(results, options.runs), indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
