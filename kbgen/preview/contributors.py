"""Who made what is shown, and for whom it is the first contribution. Reads two logs; no address leaves this module."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kbgen import git
from kbgen.config import Config, site_mailmap
from kbgen.facts import Commit, Role, SourceHistory
from kbgen.git import GitError, moment
from kbgen.history.log import FORMAT, parse_log
from kbgen.history.rows import CommitRow
from kbgen.people import People, Person, by_name, resolve_people
from kbgen.people.credit import credits_of
from kbgen.preview.sides import Sides

_OPTIONS = ("log.showRoot=true", "log.showSignature=false", "log.mailmap=false", "i18n.logOutputEncoding=UTF-8")
_LOG = (
    *(part for option in _OPTIONS for part in ("-c", option)),
    *("log", "--no-color", "--no-notes", "--no-mailmap", "--no-decorate", "--encoding=UTF-8", "--no-patch", "-z"),
    *("--no-merges", f"--format={FORMAT}", "--end-of-options"),
)
MAILMAP_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Thanks:
    """Somebody to be thanked, as the site names them; `is_first` where nothing of theirs is in the branch yet."""

    person: Person
    is_first: bool


def thanks(sides: Sides, config: Config) -> tuple[Thanks, ...]:
    """Return the people who wrote the commits that the branch does not have, by name.

    Bots and assistants are none, and whoever opted out is not named. Raises GitError, and ConfigError where the site's
    own mailmap cannot be read.
    """
    source, git_dir, commits = sides.source.name, sides.mirror.git_dir, sides.commits
    own = list(_commits(source, git_dir, commits.head, f"^{commits.tip}")) if commits.tip else []
    if not own:
        return ()
    earlier = list(_commits(source, git_dir, commits.tip))
    history = SourceHistory(source, "", {c.oid: c for c in (*earlier, *own)}, (), mailmap=_mailmap(sides))
    people = resolve_people([history], config.people, site_mailmap(config))
    known = set(_authors(earlier, people))
    found = sorted(set(_authors(own, people)), key=by_name)
    return tuple(Thanks(person, person not in known) for person in found if not person.opted_out)


def _authors(commits: list[Commit], people: People) -> Iterator[Person]:
    for commit in commits:
        yield from credits_of(commit, people).authors


def _commits(source: str, git_dir: Path, *revisions: str) -> Iterator[Commit]:
    for record in parse_log(git.stream([*_LOG, *revisions], git_dir=git_dir)):
        yield _commit(source, record.commit)


def _commit(source: str, row: CommitRow) -> Commit:
    authored, landed = moment(str(row.authored)), moment(str(row.committed))
    named = tuple((Role(each.role), each.identity) for each in row.named)
    return Commit(source, row.oid, row.author, row.committer, authored, landed, 0, row.subject, named)


def _mailmap(sides: Sides) -> str:
    """Return the repository's `.mailmap` as it is here; "" if there is none."""
    mirror, ref = sides.mirror, sides.head.version.ref
    argv = ["cat-file", "blob", f"{mirror.tree(ref)}:.mailmap"]
    try:
        return git.run(argv, git_dir=mirror.git_dir)[:MAILMAP_BYTES].decode("utf-8", "replace")
    except GitError:
        return ""
