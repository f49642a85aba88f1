"""Hold the index of a source against git itself: other commands than those that it was made with must agree.

The four checks are those of the design: identities, lines and commits, paths, and the commits of pages. Reads git
objects and the index; writes nothing. What it gives holds addresses and is for the maintainer's own eyes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kbgen import git
from kbgen.facts import Commit, Identity, PageHistory, Role, SourceHistory
from kbgen.history import path_log, query, store
from kbgen.history.page_audit import Lack, lacking
from kbgen.history.path_log import PathLog
from kbgen.history.stage import index_path, mainline
from kbgen.model import Mirror
from kbgen.urls import is_markdown

_CONFIG = ("log.showRoot=true", "log.showSignature=false", "log.follow=false", "color.ui=false", "core.quotePath=false")
_GIT = (
    *(part for option in (*_CONFIG, "mailmap.blob=", "mailmap.file=", "diff.renameLimit=0") for part in ("-c", option)),
    "--literal-pathspecs",
)


@dataclass(frozen=True, slots=True)
class Check:
    """One comparison. `ours` and `gits` are what the index and git say; `differences` names each one, with a reason
    where it is known. A check can hold although there are differences that have their reasons.
    """

    title: str
    ours: str
    gits: str
    holds: bool
    differences: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Audited:
    """A source on the bench: its repository, its mainline, what the index says, and its mainline commits."""

    git_dir: Path
    tip: str
    history: SourceHistory
    commits: Mapping[str, Commit]

    @property
    def single(self) -> tuple[Commit, ...]:
        """The commits that are no merges."""
        return tuple(commit for commit in self.commits.values() if commit.parents < 2)

    def git(self, *argv: str) -> str:
        """Return what git says."""
        return git.run([*_GIT, *argv], git_dir=self.git_dir).decode("utf-8", "surrogateescape")


def audit(history: SourceHistory, mirror: Mirror, cache_dir: Path) -> Iterator[Check]:
    """Yield the checks of a source whose index is up to date. Raises GitError and sqlite3.Error."""
    commits = {oid: commit for oid, commit in history.commits.items() if commit.mainline}
    audited = _Audited(mirror.git_dir, mainline(mirror)[1], history, commits)
    yield _authors(audited)
    yield _coauthors(audited)
    yield _commits(audited)
    yield _lines(audited, index_path(cache_dir, mirror))
    yield _paths(audited)
    yield from _page_commits(audited)


def _authors(audited: _Audited) -> Check:
    gits = _shortlog(audited.git("shortlog", "-sne", "--no-merges", audited.tip, "--"))
    ours: dict[str, int] = {}
    for commit in audited.single:
        ours[_written(commit.author)] = ours.get(_written(commit.author), 0) + 1
    differences = [
        f"{name}: {ours.get(name, 0)} commits here, {gits.get(name, 0)} in git"
        for name in sorted({*ours, *gits})
        if ours.get(name) != gits.get(name)
    ]
    return _check("Authors, by name and address", len(ours), len(gits), differences)


def _coauthors(audited: _Audited) -> Check:
    """Compare with git's own trailers. The index also finds co-authors before the last paragraph of a message."""
    group = ("--group=author", "--group=trailer:co-authored-by")
    gits = set(_shortlog(audited.git("shortlog", "-sne", *group, "--no-merges", audited.tip, "--")))
    named = [(identity, c) for c in audited.single for role, identity in c.named if role is Role.COAUTHOR]
    ours = {_written(commit.author) for commit in audited.single} | {_written(identity) for identity, _ in named}
    where = {_written(identity): commit.oid for identity, commit in named}
    more = [f"{name}: only here, as {where.get(name, '')[:12]} names them in its text" for name in sorted(ours - gits)]
    less = sorted(gits - ours)
    nobody = [name for name in less if "<" not in name or name.endswith("<>")]
    unreadable = [f"{name}: only in git, where a trailer has no address" for name in nobody]
    missing = [f"{name}: only in git" for name in less if name not in nobody]
    differences = (*more, *unreadable, *missing)
    return Check("Authors and co-authors", str(len(ours)), str(len(gits)), not missing, differences)


def _shortlog(text: str) -> dict[str, int]:
    lines = (line.partition("\t") for line in text.split("\n") if "\t" in line)
    return {_squeezed(name): int(number) for number, _, name in lines}


def _written(identity: Identity) -> str:
    return _squeezed(f"{identity.name} <{identity.email}>")


def _squeezed(text: str) -> str:
    return " ".join(text.split(" ")).strip()


def _commits(audited: _Audited) -> Check:
    gits = int(audited.git("rev-list", "--no-merges", "--count", audited.tip, "--"))
    return _check("Commits without merges", len(audited.single), gits)


def _lines(audited: _Audited, index: Path) -> Check:
    argv = ("log", "--no-merges", "-C", "-l0", "-O/dev/null", "--no-ext-diff", "--no-textconv", "--shortstat")
    text = audited.git(*argv, "--diff-algorithm=myers", "--ignore-submodules=all", "--format=", audited.tip, "--")
    gits = _shortstat(text)
    with store.transaction(index) as db:
        ours = query.read_line_totals(db, {commit.oid for commit in audited.single})
    return _check("Lines added and deleted", "{:,} and {:,}".format(*ours), "{:,} and {:,}".format(*gits))


def _shortstat(text: str) -> tuple[int, int]:
    """Add up lines such as ` 3 files changed, 5 insertions(+), 2 deletions(-)`."""
    added = deleted = 0
    for part in text.replace("\n", ",").split(","):
        number, _, what = part.strip().partition(" ")
        added += int(number) if what.startswith("insertion") else 0
        deleted += int(number) if what.startswith("deletion") else 0
    return added, deleted


def _paths(audited: _Audited) -> Check:
    entries = (entry.partition("\t") for entry in audited.git("ls-tree", "-r", "-z", audited.tip).split("\0"))
    gits = [path for facts, _, path in entries if " blob " in facts and is_markdown(path)]
    pages: dict[str, list[PageHistory]] = {}
    for page in audited.history.pages:
        pages.setdefault(page.path, []).append(page)
    sound = [path for path in gits if [bool(page.changes) for page in pages.get(path, ())] == [True]]
    differences = [f"{path}: {len(pages.get(path, ()))} pages" for path in gits if path not in set(sound)]
    return _check("Markdown files, each one page with a history", len(sound), len(gits), differences)


def _page_commits(audited: _Audited) -> Iterator[Check]:
    """Compare the commits of all pages with those that git lists for their paths, by its two ways to list them."""
    paths = [page.path for page in audited.history.pages if page.path]
    log = PathLog.parse(audited.git(*path_log.ARGV, audited.tip, "--"))
    lacks = lacking(audited.history.pages, log)
    simple = {path: log.simple(path, audited.tip) for path in {lack.path for lack in lacks}}
    shown = [lack for lack in lacks if lack.commit in simple[lack.path]]
    yield _contained("git log -- path", len(paths), shown)
    yield _contained("git log --full-history -- path", len(paths), lacks)


def _contained(command: str, pages: int, lacks: Sequence[Lack]) -> Check:
    """Say how many pages have all commits. git knows paths and not pages, so a page may lack one for a reason."""
    complete = pages - len({lack.path for lack in lacks})
    holds = all(lack.reason for lack in lacks)
    return Check(f"Pages with every commit of {command}", str(complete), str(pages), holds, tuple(map(str, lacks)))


def _check(title: str, ours: object, gits: object, differences: Sequence[str] = ()) -> Check:
    holds = ours == gits and not differences
    shown = [f"{number:,}" if isinstance(number, int) else str(number) for number in (ours, gits)]
    return Check(title, shown[0], shown[1], holds, tuple(differences))
