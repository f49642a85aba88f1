"""The place where a site is to begin: is it a repository already, which branch, which address on the web."""

from __future__ import annotations

import fnmatch
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kbgen import git
from kbgen.errors import ConfigError
from kbgen.facts import Identity
from kbgen.git import GitError

FIRST_BRANCH: Final = "main"
# Files at the top of a repository that tell of the repository itself, and folders that tools fill.
_ABOUT: Final = frozenset({"CHANGELOG", "CODE_OF_CONDUCT", "CONTRIBUTING", "LICENSE", "README", "SECURITY", "SUPPORT"})
_NOT_OURS: Final = frozenset({"node_modules", "site", "venv"})
# What a file is for may be done already by files elsewhere; a forge that finds two takes one, perhaps ours. Any case.
_DONE_BY: Final[Mapping[str, tuple[str, ...]]] = {
    "codeowners": ("codeowners", "docs/codeowners", ".github/codeowners", ".gitlab/codeowners"),
    ".github/pull_request_template": (
        "*pull_request_template*",
        "docs/pull_request_template*",
        ".github/pull_request_*",
    ),
    ".github/issue_template/": ("issue_template*", "docs/issue_template*", ".github/issue_template*"),
    ".gitlab/merge_request_templates/": (".gitlab/merge_request_templates/*",),
    ".gitlab/issue_templates/": (".gitlab/issue_templates/*",),
    ".devcontainer/": (".devcontainer*",),
}
_SERVICES: Final = (".github/workflows/*.y*ml", ".gitlab-ci.yml", ".readthedocs.y*ml", "netlify.toml")
_NOBODY: Final = Identity("kbgen[bot]", "kbgen@localhost")  # "[bot]": no contributor on any page


@dataclass(frozen=True, slots=True)
class Ground:
    """A folder, which may not be there yet. `branch` is the one to publish, `remote` the URL of `origin` or "".

    `has_pages` tells whether it holds Markdown that is meant for a site.
    """

    folder: Path
    has_pages: bool = False
    is_repository: bool = False
    has_commits: bool = False
    branch: str = FIRST_BRANCH
    remote: str = ""


def survey(folder: Path) -> Ground:
    """Return what lies in `folder`. Raises ConfigError where no site can begin.

    That is in a file, and in a folder with something in it that belongs to a repository further up: settings and
    workflows are looked for at the top.
    """
    if folder.exists() and not folder.is_dir():
        raise ConfigError(f"'{folder}' is a file", hint="name a folder, which may be new")
    if (folder / ".git").exists():
        return _repository(folder)
    around = git.top_of(folder.resolve().parent)
    if around and folder.is_dir() and any(folder.iterdir()):
        hint = f"run it at the top: kbgen init {around}"
        raise ConfigError(f"'{folder}' is inside of the repository '{around}'", hint=hint)
    return Ground(folder, _has_pages(folder))


def _repository(folder: Path) -> Ground:
    git_dir = folder.resolve() / ".git"  # git starts in a folder of our own
    here = _answer(git_dir, "symbolic-ref", "--quiet", "--short", "HEAD")
    published = _answer(git_dir, "symbolic-ref", "--quiet", "--short", "refs/remotes/origin/HEAD")
    branch = published.removeprefix("origin/") or here or FIRST_BRANCH
    has_commits = bool(_answer(git_dir, "rev-parse", "--verify", "--quiet", "HEAD"))
    # `config --file` needs the repository's own file, which `--git-common-dir` names in a linked worktree too.
    common = _answer(git_dir, "rev-parse", "--path-format=absolute", "--git-common-dir")
    remote = _answer(None, "config", f"--file={common}/config", "--no-includes", "--get", "remote.origin.url")
    return Ground(folder, _has_pages(folder), True, has_commits, branch, remote)


def _has_pages(folder: Path) -> bool:
    for at, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".") and name not in _NOT_OURS]
        pages = [name for name in names if name.lower().endswith((".md", ".markdown"))]
        if any(Path(at) != folder or name.upper().partition(".")[0] not in _ABOUT for name in pages):
            return True
    return False


def others_that_build(folder: Path) -> tuple[str, ...]:
    """Return the files by which services are told to run MkDocs in a repository, from its folder."""
    found = (path for pattern in _SERVICES for path in sorted(folder.glob(pattern)) if path.is_file())
    return tuple(path.relative_to(folder).as_posix() for path in found if b"mkdocs" in path.read_bytes())


def done_already(paths: Iterable[str], folder: Path) -> frozenset[str]:
    """Return those of `paths` that are not there and not needed: what they are for, other files of the folder do."""
    places = [path for at in (".", "docs", ".github", ".gitlab/*") for path in folder.glob(f"{at}/*")]
    there = {path.relative_to(folder).as_posix().lower() for path in places}
    done = [part for part, patterns in _DONE_BY.items() if any(fnmatch.filter(there, each) for each in patterns)]
    return frozenset(p for p in paths if any(part in p.lower() for part in done) and not (folder / p).exists())


def _answer(git_dir: Path | None, *argv: str) -> str:
    """Return what git answers on one line, "" if it has no answer."""
    try:
        return git.run(argv, git_dir=git_dir).decode("utf-8", "replace").strip()
    except GitError:
        return ""


def begin_repository(folder: Path, paths: Sequence[str], message: str) -> None:
    """Make `folder` a repository, and commit the files at `paths` in the name of the user. Raises GitError.

    Nothing that the user or a template configures is run: no hooks, no filters, no signing.
    """
    git_dir = folder.resolve() / ".git"
    git.run(["init", "--quiet", "--template=", f"--initial-branch={FIRST_BRANCH}", "--", str(folder.resolve())])
    tree = [f"--work-tree={folder.resolve()}"]
    git.run([*tree, "add", "--force", "--", *paths], git_dir=git_dir)
    git.run(
        [*tree, "commit", "--quiet", "--no-verify", "--no-gpg-sign", "-m", message],
        git_dir=git_dir,
        variables=_as_user(),
    )


def _as_user() -> dict[str, str]:
    """Return the variables by which git signs as the user; where git does not know them, as a program."""
    who = git.user_identity() or _NOBODY
    roles = ("AUTHOR", "COMMITTER")
    return {f"GIT_{role}_{key}": value for role in roles for key, value in (("NAME", who.name), ("EMAIL", who.email))}
