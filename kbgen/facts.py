"""What git history says, as values: commits with the people named in them, pages with their changes.

Made by `history/`, read by people, metrics and pages. An `Identity` holds an address and therefore never leaves
these values: what is published is made of `Person`s only. Times are aware and in UTC. Nothing here depends on
the day of the build.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Role(StrEnum):
    """What a person did in a commit."""

    AUTHOR = "author"
    COAUTHOR = "co-author"
    REVIEWER = "reviewer"
    VERIFIER = "verifier"
    COMMITTER = "committer"


class Kind(StrEnum):
    """What a commit did to a page. Only CREATE, EDIT and MINOR make an author."""

    CREATE = "create"
    EDIT = "edit"
    MINOR = "minor"
    MOVE = "move"
    SPLIT = "split"
    DERIVE = "derive"
    MERGE = "merge"
    RESTORE = "restore"
    REVERT = "revert"
    REVERTED = "reverted"
    MECHANICAL = "mechanical"
    GENERATED = "generated"
    DELETE = "delete"


@dataclass(frozen=True, slots=True, order=True)
class Identity:
    """A name and an address as git stores them (bytes that are not UTF-8 as surrogates). Never published."""

    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit that landed on the mainline of `source`.

    `authored_at` and `landed_at` are plausible dates; `clamped` tells that a raw date was not. `position` counts
    mainline commits from 0 to the one by which this commit landed. `named` holds trailers: (role, identity).
    `verified` are the paths that `Verified-page` (or `Reviewed-page`) trailers confirm; without them a verifier
    confirms the pages that the commit changes. `mainline` is False for a commit that only a release branch holds:
    it is a fact of that version's pages, and no part of the community's numbers.
    """

    source: str
    oid: str
    author: Identity
    committer: Identity
    authored_at: datetime
    landed_at: datetime
    position: int
    subject: str
    named: tuple[tuple[Role, Identity], ...] = ()
    parents: int = 1
    mechanical: bool = False
    bulk_import: bool = False
    clamped: bool = False
    verified: tuple[str, ...] = ()
    mainline: bool = True


@dataclass(frozen=True, slots=True)
class Change:
    """One commit's change of one page: at which path, of which kind, how many words it added and removed.

    `substantive` is what the history note defines: human or not is decided later, by people; the rest here. `blob` is
    the object id of the text that the commit has.
    """

    commit: str
    path: str
    kind: Kind
    words_added: int = 0
    words_removed: int = 0
    substantive: bool = False
    blob: str = ""


@dataclass(frozen=True, slots=True)
class PageHistory:
    """One page across its paths. `id` is 12 hex digits, stable for ever; `path` is "" when it is deleted.

    `inherited` are the commits that wrote the text which a derived page took over, in landing order. `generated`
    pages earn nobody credit. `changes` are in landing order, those of other refs than the mainline last. `words`
    gives the number of words of the present text by the commit that wrote them. `blob` is the object id of the
    present text.
    """

    id: str
    source: str
    path: str
    born_path: str
    born_commit: str
    former_paths: tuple[str, ...] = ()
    derived_from: str = ""
    inherited: tuple[str, ...] = ()
    generated: bool = False
    blob: str = ""
    changes: tuple[Change, ...] = ()
    words: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class VersionHistory:
    """What a ref contains: the page id at each Markdown path of its tree, and the commits reachable from it."""

    pages: Mapping[str, str]
    commits: frozenset[str]


@dataclass(frozen=True, slots=True)
class SourceHistory:
    """The history of one source. `trusted` is False when it is cut off: then nothing of it may be shown as a date.

    `versions` are by commit id of the ref. `mailmap` is the text of `.mailmap` at the tip of the mainline. `until` is
    the Unix time from which a date that is too late to be plausible now will be; None where there is no such date.
    """

    source: str
    branch: str
    commits: Mapping[str, Commit]
    pages: tuple[PageHistory, ...]
    versions: Mapping[str, VersionHistory] = field(default_factory=dict)
    mailmap: str = ""
    trusted: bool = True
    until: int | None = None
