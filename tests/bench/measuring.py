"""What the benchmarks share: a command and what it took, and bare copies of real repositories to measure with."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

TESTS = Path(__file__).parents[1]
sys.path.insert(0, str(TESTS))

from repo_builder import RepoBuilder  # noqa: E402 - pytest is not here to find it

from kbgen.fetch.marker import default_head  # noqa: E402 - as above
from kbgen.git import Access, list_remote  # noqa: E402 - as above

NOW = datetime.now(UTC)
STOCK = "MkDocs + Material"


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


Results = Mapping[Corpus, Mapping[str, Measured]]
"""Medians by what was done, by corpus."""
Run = Callable[[Corpus, int, Path], Iterator[tuple[str, Measured]]]
"""Does everything once for a corpus in a fresh folder, and yields what each thing took."""


def kbgen(verb: str, corpus: Corpus, cache: Path, *options: str | Path) -> list[str | Path]:
    """Return a command of kbgen that reads a corpus."""
    return [sys.executable, "-m", "kbgen", verb, corpus.repository, "--cache", cache, "-q", *options]


def stock(checkout: Path, site: Path, *plugins: str) -> list[str | Path]:
    """Return the command that builds a checked-out corpus with MkDocs."""
    return [sys.executable, TESTS / "stock.py", checkout, site, *plugins]


def measure(one_run: Run, corpus: Corpus, runs: int, folder: Path) -> dict[str, Measured]:
    """Return the medians of all that is measured for a corpus, by what was done."""
    found: dict[str, list[Measured]] = {}
    for run in range(runs):
        with tempfile.TemporaryDirectory(dir=folder) as place:
            for what, result in one_run(corpus, run, Path(place)):
                found.setdefault(what, []).append(result)
                print(f"{corpus.name}, run {run + 1}: {what}: {result.wall:.1f} s", file=sys.stderr)
    return {what: _middle(results) for what, results in found.items()}


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


def _middle(results: Sequence[Measured]) -> Measured:
    """Return the median of each figure."""
    return replace(
        results[0], **{name: median(asdict(result)[name] for result in results) for name in asdict(results[0])}
    )


def corpora(source: Path, folder: Path, names: Collection[str] = ()) -> Iterator[Corpus]:
    """Yield a bare copy of each repository or bundle in `source`, or those `names`, that stock MkDocs can build."""
    for path in sorted(source.iterdir()):
        if path.suffix not in (".bundle", ".git") or (names and path.stem not in names):
            continue
        branch = default_head(list_remote(str(path), Access.local(path)))[0]
        copy = folder / f"{path.stem}.git"
        subprocess.run(["git", "clone", "--quiet", "--mirror", path, copy], check=True, capture_output=True)
        git(copy, "symbolic-ref", "HEAD", f"refs/heads/{branch}")
        if "mkdocs.yml" in git(copy, "ls-tree", "--name-only", "HEAD").split("\n"):
            yield Corpus(path.stem, copy, branch, git(copy, "rev-parse", "HEAD"))
        else:
            print(f"{path.stem} has no mkdocs.yml: left out", file=sys.stderr)


def pages_of(corpus: Corpus) -> list[str]:
    """Return the Markdown files of a corpus that lie below a folder, sorted."""
    names = git(corpus.repository, "ls-tree", "-r", "--name-only", "-z", corpus.commit).split("\0")
    return [name for name in names if name.endswith(".md") and "/" in name and not name.startswith(".")]


def change_a_page(corpus: Corpus, run: int) -> None:
    """Commit one more line of a page; `restore` takes it back."""
    pages = pages_of(corpus)
    page = pages[len(pages) // 2]
    text = git(corpus.repository, "show", f"{corpus.commit}:{page}")
    RepoBuilder(corpus.repository, worktree=False).commit({page: f"{text}\n\nOne more line, {run}.\n"}, when=NOW)


def restore(corpus: Corpus) -> None:
    """Point the branch at the commit that is measured."""
    git(corpus.repository, "update-ref", f"refs/heads/{corpus.branch}", corpus.commit)


def checked_out(corpus: Corpus, folder: Path) -> Path:
    """Return `folder`, made a clone with a work tree."""
    clone = ["git", "clone", "--quiet", "--no-checkout", str(corpus.repository), str(folder)]
    for command in (clone, ["git", "-C", str(folder), "checkout", "--quiet", corpus.commit]):
        subprocess.run(command, check=True, capture_output=True)
    return folder


def git(repository: Path, *argv: str) -> str:
    """Return what git says of a bare repository."""
    done = subprocess.run(["git", f"--git-dir={repository}", *argv], check=True, capture_output=True)
    return done.stdout.decode("utf-8", "surrogateescape").rstrip("\n")
