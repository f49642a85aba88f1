"""The two states that a preview compares: what is here, and the commit from which that work began."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from kbgen import git
from kbgen.cache import Cache
from kbgen.config import Config, Source
from kbgen.content import read
from kbgen.errors import ConfigError, SourceError
from kbgen.fetch import fetch
from kbgen.fetch.local import inspect
from kbgen.fetch.stage import SHALLOW_HINT
from kbgen.git import GitError
from kbgen.model import BookSettings, Collection, Content, Location, Mirror, Problem, Ref, RefKind, Version
from kbgen.paths import shown
from kbgen.progress import Progress
from kbgen.shelf import reading_of
from kbgen.suggest import did_you_mean


class ShallowError(SourceError):
    """The history is cut off, so that nobody can tell where the work began."""

    code = "KB114"


@dataclass(frozen=True, slots=True)
class Commits:
    """What is compared: `ref` as it was named, the commit that it is now, the one from which the work began, and ours.

    `proposed` is `head`, or, where `head` does no more than merge a commit into `tip`, that commit: forges check out
    such a merge, which nobody made and nobody knows. `is_committed` tells that what is shown is exactly `head`; else it
    is the files of the folder.
    """

    ref: str
    tip: str
    base: str
    head: str
    proposed: str
    is_committed: bool = True


@dataclass(frozen=True, slots=True)
class Sides:
    """One source as it was and as it is. Both contents are called the same version, so that only texts differ.

    `mirror` holds the objects of both; `problems` are those of the source.
    """

    source: Source
    mirror: Mirror
    commits: Commits
    base: Content
    head: Content
    problems: tuple[Problem, ...] = ()


def chosen(config: Config, cwd: Path) -> Source:
    """Return the source that a preview is of: the folder that holds `cwd`, or the only one. Raises ConfigError."""
    folders = [source for source in config.sources if Path(source.url).is_absolute()]
    here = [source for source in folders if cwd.resolve().is_relative_to(Path(source.url).resolve())]
    for found in (here, config.sources, folders):
        if len(found) == 1:
            return found[0]
    names = ", ".join(source.name for source in config.sources)
    hint = "run it in the folder of one of them, or name that: kbgen preview FOLDER --base REF"
    raise ConfigError(f"a preview is of one source, and there are {len(config.sources)}: {names}", hint=hint)


def sides(
    source: Source, config: Config, cache: Cache, ref: str, progress: Progress, *, offline: bool, working_tree: bool
) -> Sides:
    """Fetch `source`, find where its work began as seen from `ref`, and read both states.

    Raises ConfigError where there is no such ref, ShallowError where history is cut off, SourceError where there is
    nothing to show.
    """
    git_dir = _refuse_shallow(source, ref)
    fetched = fetch([source], cache, offline=offline, working_tree=working_tree, progress=progress)
    (mirror,) = fetched.mirrors
    head = next(found for found in mirror.refs if found.kind is RefKind.HEAD)
    commits = _commits(source, git_dir or mirror.git_dir, ref, head.oid)
    committed = not mirror.working_tree or mirror.working_tree == _tree_of(mirror.git_dir, head.oid)
    progress.start("read", 1)
    before, now = _contents(source, config, mirror, head, commits.base, cache)
    progress.advance("read", source.name)
    progress.finish("read", f"{len(now.pages):,} pages")
    commits = replace(commits, is_committed=committed)
    if not now.pages:
        raise SourceError.of(now.problems)
    return Sides(source, mirror, commits, before, now, fetched.problems)


def _refuse_shallow(source: Source, ref: str) -> Path | None:
    """Return the git folder of a source on this disk, in which `ref` may be a name that our mirror does not have."""
    path = Path(source.url)
    repository = inspect(path, source.name) if path.is_absolute() and path.exists() else None
    if repository is None:
        return None
    if repository.shallow:
        message = (
            f"{source.name}: {path} is a shallow clone: where the work began, seen from '{shown(ref)}', is not in it"
        )
        raise ShallowError(message, hint=SHALLOW_HINT, where=Location(collection=source.name))
    return repository.git_dir


def _commits(source: Source, git_dir: Path, ref: str, head: str) -> Commits:
    tip = _resolved(git_dir, ref)
    if not tip:
        names = [found.name for found in git.list_refs(git_dir)]
        hint = did_you_mean(ref, names) or "name a branch or a commit that is here, or fetch it: git fetch origin main"
        raise ConfigError(f"there is no commit '{shown(ref)}' in {source.name}", hint=hint)
    try:
        base = git.run(["merge-base", tip, head], git_dir=git_dir).decode().split()[0]
    except GitError as error:
        message = f"'{shown(ref)}' and what is here have no commit in common"
        raise ConfigError(message, hint="name the branch from which the work began") from error
    return Commits(ref, tip, base, head, _proposed(git_dir, tip, head))


def _proposed(git_dir: Path, tip: str, head: str) -> str:
    """Return the commit that `head` merges into `tip`; `head` itself if it is no such merge."""
    parents = git.run(["rev-list", "--no-walk", "--parents", head], git_dir=git_dir).decode().split()[1:]
    return parents[1] if len(parents) == 2 and parents[0] == tip else head


def _resolved(git_dir: Path, ref: str) -> str:
    """Return the commit that is called `ref`, or so by the remote `origin`; "" if there is none."""
    for name in (ref, f"refs/remotes/origin/{ref}"):
        try:
            return git.resolve_commit(git_dir, name)
        except GitError:
            continue
    return ""


def _tree_of(git_dir: Path, commit: str) -> str:
    return (
        git.run(["rev-parse", "--verify", "--end-of-options", f"{commit}^{{tree}}"], git_dir=git_dir).decode().strip()
    )


def _contents(
    source: Source, config: Config, mirror: Mirror, head: Ref, base: str, cache: Cache
) -> tuple[Content, Content]:
    """Return the files of the commit `base` and those that are here, as one version of the source."""
    as_it_was = Version("base", replace(head, kind=RefKind.BRANCH, oid=base))  # no working folder stands for a branch
    as_it_is = Version("", head)
    both = Collection(source.name, mirror, (as_it_was, as_it_is), as_it_is, versioned=False)
    found = read(both, reading_of(source, config), cache)
    by_name = {content.version.name: content for content in found.contents}
    collection = replace(both, versions=(as_it_is,))
    nothing = Content(collection, as_it_is, BookSettings(docs_dir=""), (), (), (), problems=found.problems)
    contents = (by_name.get(version.name, nothing) for version in both.versions)
    before, now = (replace(content, collection=collection, version=as_it_is) for content in contents)
    return before, now
