"""The git commands of the history stage: what is asked, with every option stated that a setting could change.

A constant number of processes per source, whatever the number of pages. Reads git objects. Writes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from itertools import chain
from pathlib import Path
from shutil import copyfileobj
from tempfile import TemporaryFile
from typing import IO

from kbgen import git
from kbgen.history.log import FORMAT, parse_log
from kbgen.history.rows import Record

PASS_SECONDS = 1200.0
"""After so long a pass is ended and run again with git's own limit on the search for renames."""
SHARED_COMMITS = 2000
"""From so many commits on, two processes of git share the work."""
_CHUNK = 1 << 20
_CONFIG = (
    *("log.showRoot=true", "log.showSignature=false", "log.follow=false", "log.mailmap=false"),
    *("color.ui=false", "core.quotePath=false", "core.attributesFile=/dev/null", "core.commitGraph=true"),
    *("diff.renameLimit=0", "diff.orderFile=/dev/null", "diff.algorithm=myers", "diff.relative=false"),
    *("i18n.logOutputEncoding=UTF-8", "mailmap.blob=", "mailmap.file="),
)
_MEMORY = ("core.packedGitWindowSize=1m", "core.packedGitLimit=32m", "core.deltaBaseCacheLimit=16m")
"""Git's own figures take 200 MB where these take 85, in the same time."""
_LOG = (
    *(part for option in (*_CONFIG, *_MEMORY) for part in ("-c", option)),
    *("log", "--no-color", "--no-show-signature", "--no-notes", "--no-mailmap", "--no-decorate", "--encoding=UTF-8"),
    *("--no-ext-diff", "--no-textconv", "--no-relative", "-O/dev/null", "--raw", "--no-abbrev", "-z"),
    f"--format={FORMAT}",
)
_MAINLINE = ("--first-parent", "--merges", "--diff-merges=first-parent", "-C")
_CREDIT = ("--no-merges", "-C", "--numstat", "--diff-algorithm=myers")
_MERGES = ("--merges", "-c", "--combined-all-paths", "--no-renames")
_MOVES = ("--merges", "-c", "--combined-all-paths", "-M", "--no-walk=unsorted")


def fingerprint() -> str:
    """Return what the rows depend on beside the commits: the version of git and the commands."""
    options = " ".join((*_LOG, *_MAINLINE, *_CREDIT, *_MERGES, *_MOVES))
    return f"{git.run(['version']).decode().strip()}; {options}"


def credit(git_dir: Path, tips: Sequence[str], known: Sequence[str], limit: int = 0) -> Iterator[Record]:
    """Yield every commit with one parent or none, and what it changed, that `tips` reach and `known` do not.

    Counting lines takes most of the time of all passes, and nothing else can be done meanwhile: of a first run, two
    processes do half each. Newer commits take longer, so one has the newest quarter and the oldest.
    """
    oids = () if known else _listed(git_dir, tips)
    if len(oids) < SHARED_COMMITS:
        yield from _log(git_dir, _CREDIT, tips, known, limit)
        return
    quarter = len(oids) // 4
    halves = ([*oids[:quarter], *oids[-quarter:]], oids[quarter:-quarter])
    with TemporaryFile() as spool, ThreadPoolExecutor(1) as pool:
        ours, theirs = ((git_dir, (*_CREDIT, "--no-walk=unsorted"), half, (), limit) for half in halves)
        other = pool.submit(_copy_log, spool, *theirs)
        yield from _log(*ours)
        other.result()
        spool.seek(0)
        yield from parse_log(iter(lambda: spool.read(_CHUNK), b""))


def merges(git_dir: Path, tips: Sequence[str], known: Sequence[str], limit: int = 0) -> Iterator[Record]:
    """Yield every merge, and its files that differ from those of all parents.

    Git looks for moved files only in the merges where one comes or goes: in all of them it takes nine times as long.
    """
    moving: list[str] = []
    for record in _log(git_dir, _MERGES, tips, known, limit):
        if any(side.status in "AD" for row in record.combined for side in row.sides):
            moving.append(record.commit.oid)
        else:
            yield record
    if moving:
        yield from _log(git_dir, _MOVES, moving, (), limit)


def mainline(git_dir: Path, tips: Sequence[str], known: Sequence[str], limit: int = 0) -> Iterator[Record]:
    """Yield the merges of the first-parent chain, and what they changed against their first parent."""
    return _log(git_dir, _MAINLINE, tips, known, limit)


def is_ancestor(git_dir: Path, old: str, new: str) -> bool:
    """Say whether `old` is in the history of `new`; a commit that is gone is not."""
    try:
        git.run(["merge-base", "--is-ancestor", old, new], git_dir=git_dir)
    except git.GitError as error:
        if error.status in (1, 128):
            return False
        raise
    return True


def generated(git_dir: Path, oid: str, paths: Iterable[str], index: Path) -> frozenset[str]:
    """Return those of `paths` that `.gitattributes` of the commit `oid` calls generated or vendored.

    `index` is a path for a temporary file: in a bare repository git finds attributes in an index only.
    """
    variables = {"GIT_INDEX_FILE": str(index)}
    git.run(["read-tree", oid], git_dir=git_dir, variables=variables)
    feed = (path.encode("utf-8", "surrogateescape") + b"\0" for path in paths)
    argv = ["check-attr", "--cached", "-z", "--stdin", "linguist-generated", "linguist-vendored"]
    with git.opened(argv, git_dir=git_dir, variables=variables, feed=feed) as stdout:
        fields = stdout.read().decode("utf-8", "surrogateescape").split("\0")
    return parse_attributes(fields)


def parse_attributes(fields: Sequence[str]) -> frozenset[str]:
    """Return the paths for which an attribute is set, from fields that repeat path, attribute, value."""
    triples = zip(fields[::3], fields[1::3], fields[2::3], strict=False)
    return frozenset(path for path, _, value in triples if value in ("set", "true"))


def _listed(git_dir: Path, tips: Sequence[str]) -> list[str]:
    """Return the commits with one parent or none that `tips` reach, newest first."""
    feed = [f"{oid}\n".encode("ascii") for oid in tips]
    argv = ["rev-list", "--no-merges", "--ignore-missing", "--stdin"]
    with git.opened(argv, git_dir=git_dir, deadline=PASS_SECONDS, feed=feed) as stdout:
        return stdout.read().decode("ascii").split()


def _log(
    git_dir: Path, options: Sequence[str], tips: Sequence[str], known: Sequence[str], limit: int
) -> Iterator[Record]:
    with _opened_log(git_dir, options, tips, known, limit) as stdout:
        yield from parse_log(iter(lambda: stdout.read(_CHUNK), b""))


def _copy_log(
    spool: IO[bytes], git_dir: Path, options: Sequence[str], tips: Sequence[str], known: Sequence[str], limit: int
) -> None:
    with _opened_log(git_dir, options, tips, known, limit) as stdout:
        copyfileobj(stdout, spool)


def _opened_log(
    git_dir: Path, options: Sequence[str], tips: Sequence[str], known: Sequence[str], limit: int
) -> AbstractContextManager[IO[bytes]]:
    argv = [*_LOG, *options, f"-l{limit}", "--ignore-missing", "--stdin"]
    feed = [f"{oid}\n".encode("ascii") for oid in chain(tips, (f"^{oid}" for oid in known))]
    return git.opened(argv, git_dir=git_dir, deadline=PASS_SECONDS, feed=feed)
