"""Pages that somebody has found right, in a working folder: edited so that they say so, and committed in that name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kbgen import git
from kbgen.confirmation import Confirmation, UneditableError, confirmed
from kbgen.errors import ConfigError, SourceError
from kbgen.facts import Identity
from kbgen.git import GitError
from kbgen.model import Location
from kbgen.paths import shown
from kbgen.replacing import replace_file


@dataclass(frozen=True, slots=True)
class ConfirmRequest:
    """Which pages are confirmed (absolute paths), how, and what is to be said of it in the commit, if there is one."""

    pages: tuple[Path, ...]
    confirmation: Confirmation
    note: str = ""
    commits: bool = True


@dataclass(frozen=True, slots=True)
class Confirmed:
    """The pages by their paths in the repository, and who confirmed them; None where nothing was committed."""

    pages: tuple[str, ...]
    by: Identity | None


def confirm(request: ConfirmRequest) -> Confirmed:
    """Edit the pages and commit them, or leave all as it was.

    Raises ConfigError for a page that cannot be confirmed, SourceError where there is no repository.
    """
    top = _top(request.pages)
    paths = tuple(dict.fromkeys(_path(page, top) for page in request.pages))
    if request.commits:
        _refuse_changed(paths, top)
    by = _who(top) if request.commits else None
    before = {path: (top / path).read_bytes() for path in paths}
    after = {path: _edited(path, data, request.confirmation) for path, data in before.items()}
    try:
        _write(after, top)
        if by:
            _commit(paths, top, by, request.note)
    except BaseException:
        _write(before, top)
        raise
    return Confirmed(paths, by)


def message(paths: Sequence[str], by: Identity, note: str) -> str:
    """Return the message of the commit. Its last lines are what the history of pages reads."""
    what = paths[0] if len(paths) == 1 else f"{len(paths)} pages"
    trailers = [*(f"Verified-page: {path}" for path in paths), f"Verified-by: {by.name} <{by.email}>"]
    return "\n\n".join(filter(None, (f"Verify {what}", note.strip(), "\n".join(trailers)))) + "\n"


def _top(pages: Sequence[Path]) -> Path:
    """Return the top of the repository that all pages lie in."""
    for page in pages:
        if not page.is_file():
            raise ConfigError(
                f"there is no page '{shown(str(page))}'", hint="name files of the repository you stand in"
            )
    tops = {git.top_of(page.parent) for page in pages}
    if None in tops:
        raise SourceError("the page is in no git repository", hint="go to a clone of the repository it belongs to")
    if len(tops) > 1:
        raise ConfigError("the pages are in more than one repository", hint="confirm those of each by itself")
    return next(top for top in tops if top)


def _path(page: Path, top: Path) -> str:
    path = page.resolve().relative_to(top.resolve()).as_posix() if page.resolve().is_relative_to(top.resolve()) else ""
    if page.is_symlink() or not path.lower().endswith((".md", ".markdown")) or "\n" in path:
        raise ConfigError(f"'{shown(str(page))}' is no page", hint="name Markdown files")
    return path


def _refuse_changed(paths: Sequence[str], top: Path) -> None:
    """Refuse pages that are not as they were committed: a confirmation must not bring changes in."""
    asked = ["status", "--porcelain=v1", "-z", "--untracked-files=all", "--ignored", "--", *paths]
    told = git.run([f"--work-tree={top}", *asked], git_dir=top / ".git").decode("utf-8", "replace")
    if told:
        state, path = told[:2], told[3:].partition("\0")[0]
        what = "is not committed yet" if state in ("??", "!!") else "has changes that are not committed"
        raise ConfigError(f"'{shown(path)}' {what}", hint="commit it first; --no-commit only edits the front matter")


def _who(top: Path) -> Identity:
    """Return who the user is in commits of this repository."""
    found = git.user_identity(top / ".git")
    if found is None:
        hint = "tell git: git config user.name NAME, git config user.email ADDRESS"
        raise ConfigError("git does not know who confirms", hint=hint)
    return found


def _edited(path: str, data: bytes, confirmation: Confirmation) -> bytes:
    try:
        return confirmed(data.decode("utf-8"), confirmation).encode()
    except UnicodeDecodeError:
        why = "it is not UTF-8 text"
    except UneditableError as error:
        why = str(error)
    hint = f"write it there: reviewed: {confirmation.day:%Y-%m-%d}"
    raise ConfigError(f"the page cannot be confirmed: {why}", hint=hint, where=Location(path=path))


def _write(texts: Mapping[str, bytes], top: Path) -> None:
    """Replace each file that holds something else, as a whole."""
    for path, data in texts.items():
        if (top / path).read_bytes() != data:  # on a full disk, what is as it was needs no room
            replace_file(top / path, data)


def _commit(paths: Sequence[str], top: Path, by: Identity, note: str) -> None:
    """Commit the pages and nothing else in the name of the user. No hook is run, and nothing is signed."""
    roles = ("AUTHOR", "COMMITTER")
    named = {f"GIT_{role}_{key}": value for role in roles for key, value in (("NAME", by.name), ("EMAIL", by.email))}
    how = ["commit", "--quiet", "--no-verify", "--no-gpg-sign", "--cleanup=verbatim", "--only"]
    text = message(paths, by, note)
    try:
        git.run([f"--work-tree={top}", *how, "-m", text, "--", *paths], git_dir=top / ".git", variables=named)
    except GitError as error:
        raise SourceError(f"the pages cannot be committed: {error.reason}", hint="nothing was changed") from error
