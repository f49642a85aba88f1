"""What the tests of history share: a mirror of a repository, its history, and people told apart by their names."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

from kbgen import git
from kbgen.facts import Change, Commit, Identity, Kind, PageHistory, Role, SourceHistory
from kbgen.history import HistorySettings, Indexed, index_path, read_history
from kbgen.model import Mirror, RefKind, Version

AUTHORSHIP = {Kind.CREATE, Kind.EDIT, Kind.MINOR}
_ALIAS = re.compile(r"(.*?)\s*<([^>]*)>\s*<([^>]*)>")


def mirror_of(path: Path, source: str = "kb") -> Mirror:
    """Return a mirror that is the repository at `path` itself: a bare one, a working tree, or a linked one."""
    found = _git_dir(path)
    refs = git.list_refs(found)
    branches = [ref.name for ref in refs if ref.kind is RefKind.BRANCH]
    head = git.default_branch(found)
    if head and branches and head not in branches:  # a clone of a bundle, which names no HEAD
        head = branches[0]
    return Mirror(source, found, refs, head, shallow=git.is_shallow(found))


def _git_dir(path: Path) -> Path:
    dot = path / ".git"
    if dot.is_file():
        return Path(dot.read_text(encoding="utf-8").partition(":")[2].strip())
    return dot if dot.is_dir() else path


def index(
    mirror: Mirror,
    cache: Path,
    settings: HistorySettings = HistorySettings(),
    refs: Sequence[str] = (),
) -> Indexed:
    """Return the history of a mirror and of its `refs`, by name."""
    found = {ref.name: ref for ref in mirror.refs}
    return read_history(mirror, [Version(name, found[name]) for name in refs], cache, settings)


def moved(mirror: Mirror, oid: str) -> Mirror:
    """Return the mirror with its default branch at another commit, and no other ref."""
    branch = next(ref for ref in mirror.refs if ref.name == mirror.head)
    return replace(mirror, refs=(replace(branch, oid=oid),))


def dump(cache: Path, mirror: Mirror) -> list[str]:
    """Return the rows of the index of a mirror as SQL, sorted; what was worked out is part of them."""
    with closing(sqlite3.connect(index_path(cache, mirror))) as db:
        return sorted(db.iterdump())


def page_at(history: SourceHistory, path: str) -> PageHistory:
    """Return the page that is live at `path`."""
    found = [page for page in history.pages if page.path == path]
    assert len(found) == 1, f"{path}: {len(found)} pages"
    return found[0]


def changes_of(history: SourceHistory, path: str) -> tuple[Change, ...]:
    """Return the changes of the page that is live at `path`."""
    return page_at(history, path).changes


def kinds(history: SourceHistory, page: PageHistory) -> list[tuple[str, Kind]]:
    """Return the changes of a page as (name of the author, kind)."""
    return [(history.commits[change.commit].author.name, change.kind) for change in page.changes]


def authors(history: SourceHistory, page: PageHistory, config: Mapping[str, Any] = {}) -> list[str]:
    """Return the names of those who earned authorship, by first contribution; one name for each person."""
    names = _aliases(history, config)
    machines = {str(entry).partition(" <")[0] for key in ("bots", "assistants") for entry in config.get(key, ())}
    people: dict[str, str] = {}
    for commit in _credited(history, page):
        for who in _writers(commit):
            email = who.email.lower()
            name = names.get(email, who.name)
            if name not in machines and "[bot]" not in who.name + who.email:
                people.setdefault(name if email in names else email, name)
    return list(map(shown, people.values()))


def word_owners(history: SourceHistory, page: PageHistory, config: Mapping[str, Any] = {}) -> dict[str, int]:
    """Return the number of words of the present text by the name of the author of the commit that wrote them."""
    words: dict[str, int] = {}
    for oid, count in page.words.items():
        name = history.commits[oid].author.name
        words[name] = words.get(name, 0) + count
    return words


def roles(history: SourceHistory, page: PageHistory, role: str) -> set[str]:
    """Return the names of those who had a role of commits in the changes of a page."""
    commits = [history.commits[change.commit] for change in page.changes]
    if role == "committer":
        return {commit.committer.name for commit in commits}
    return {who.name for commit in commits for named, who in commit.named if named is Role(role)}


def shown(name: str) -> str:
    """Return a name as readers see it."""
    return "".join(char if char.isprintable() and not "\ud800" <= char <= "\udfff" else "\ufffd" for char in name)


def _credited(history: SourceHistory, page: PageHistory) -> Iterator[Commit]:
    inherited = page.inherited if not page.generated else ()
    yield from (history.commits[oid] for oid in inherited)
    yield from (history.commits[change.commit] for change in page.changes if change.kind in AUTHORSHIP)


def _writers(commit: Commit) -> list[Identity]:
    return [commit.author, *(who for role, who in commit.named if role is Role.COAUTHOR)]


def _aliases(history: SourceHistory, config: Mapping[str, Any]) -> dict[str, str]:
    """Return name by address, of the lines `Name <address> <other address>` in the mailmap and the configuration."""
    lines = [*history.mailmap.splitlines(), *config.get("identities", ())]
    found = [match.groups() for line in lines if (match := _ALIAS.match(line))]
    return {email.lower(): name for name, *emails in found for email in emails}
