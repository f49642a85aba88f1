"""The values that cross stages. Frozen, hashable where it matters, and without behaviour worth a test.

This module imports nothing of ours. `*_uri` is a virtual path with `/`; `*_dir` and `*_path` are on disk;
`oid` is git's object id; `key` is a hash of ours. Times are aware and in UTC.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from pathlib import Path


class Severity(StrEnum):
    """How much a problem weighs: errors stop the publication, warnings and notices never do."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """Where something is: a file, and the line and column in it (from 1; 0 = unknown).

    `collection` and `ref` are empty for files on disk, such as `kbgen.yml`.
    """

    path: str = ""
    line: int = 0
    column: int = 0
    collection: str = ""
    ref: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding. It is data: collected, sorted and printed, never raised."""

    code: str
    severity: Severity
    message: str
    where: Location = Location()
    hint: str = ""


class RefKind(StrEnum):
    """What a ref is. `HEAD` is the default branch, or a detached commit."""

    HEAD = "head"
    BRANCH = "branch"
    TAG = "tag"


@dataclass(frozen=True, slots=True)
class Ref:
    """A branch or tag of a mirror and the commit it points to (annotated tags are peeled)."""

    name: str
    kind: RefKind
    oid: str
    date: datetime


@dataclass(frozen=True, slots=True)
class ForgeSettings:
    """What is configured of a repository's addresses on the web: "" = as its forge has it, "none" = no such address.

    `kind` is that of the forge ("" = by the host); the others are patterns that take the place of the forge's own.
    """

    kind: str = ""
    edit: str = ""
    view: str = ""
    history: str = ""
    commit: str = ""
    compare: str = ""
    issue: str = ""


@dataclass(frozen=True, slots=True)
class Mirror:
    """The bare clone of one source.

    `head` is the name of the default branch, or "" when the source's HEAD is detached or absent.
    `stale_since` is the time of the last good fetch when the source could not be reached now.
    `shallow` means that the history is cut off, so that no date or author in it can be trusted.
    `working_tree` is the object id of a tree that is shown in place of that of the checked-out commit: the files of the
    working folder as they are. Dates and people are still those of the commit.
    """

    source: str
    git_dir: Path
    refs: tuple[Ref, ...]
    head: str
    web_url: str = ""
    shallow: bool = False
    stale_since: datetime | None = None
    working_tree: str = ""
    forge: ForgeSettings = ForgeSettings()

    def tree(self, ref: Ref) -> str:
        """Return the object id under which the files of `ref` are read."""
        is_checked_out = ref.kind is RefKind.HEAD or (ref.kind is RefKind.BRANCH and ref.name == self.head)
        return self.working_tree if self.working_tree and is_checked_out else ref.oid


@dataclass(frozen=True, slots=True)
class Version:
    """One ref of a collection, under the name that readers see. An unversioned collection has one, named ""."""

    name: str
    ref: Ref
    prerelease: bool = False
    eol: bool = False
    hidden: bool = False
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Collection:
    """What one source shows as: its versions, newest first, and the one that `latest` means."""

    name: str
    mirror: Mirror
    versions: tuple[Version, ...]
    latest: Version
    versioned: bool


@dataclass(frozen=True, slots=True)
class NavItem:
    """A node of the navigation: a page (`page` is its `src_uri`), an external link (`url`), or a section."""

    title: str | None = None
    page: str = ""
    url: str = ""
    children: tuple[NavItem, ...] = ()


@dataclass(frozen=True, slots=True)
class Named:
    """A Python object that a `mkdocs.yml` asked for by tag: kept as a name, never imported from content."""

    name: str
    arguments: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Extension:
    """A Markdown extension and its options (plain data, and `Named` for allowlisted callables)."""

    name: str
    options: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class BookSettings:
    """What a repository says of itself: its `mkdocs.yml` through the allowlist, or what is inferred.

    `nav` is the raw `nav:` value (None: none given); `nav_lines` gives the line of each page it names. `redirects` are
    earlier paths and the `src_uri` of the page that each leads to.
    """

    docs_dir: str
    site_name: str = ""
    site_description: str = ""
    use_directory_urls: bool = True
    repo_url: str = ""
    edit_uri: str = ""
    nav: object = None
    nav_lines: Mapping[str, int] = field(default_factory=dict)
    nav_file: str = ""
    exclude_docs: str = ""
    not_in_nav: str = ""
    redirects: Mapping[str, str] = field(default_factory=dict)
    extensions: tuple[Extension, ...] = ()
    path: str = ""


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The typed head of a page. Unknown keys are dropped when it is read; `extra` is the team's own.

    `reviewed` is the day on which somebody confirmed the page; `review_by` and `review_every` say when to do so again.
    `reviewers` are those who may do so.
    """

    title: str = ""
    description: str = ""
    tags: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    type: str = ""
    use_case: tuple[str, ...] = ()
    audience: tuple[str, ...] = ()
    owner: str = ""
    reviewers: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    status: str = ""
    superseded_by: str = ""
    unlisted: bool = False
    redirect_from: tuple[str, ...] = ()
    hide: tuple[str, ...] = ()
    icon: str = ""
    subtitle: str = ""
    lang: str = ""
    nav_title: str = ""
    nav_order: int | None = None
    nav_hidden: bool = False
    search_exclude: bool = False
    search_boost: float = 1.0
    reviewed: date | None = None
    review_by: date | None = None
    review_every: timedelta | None = None
    extra: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Page:
    """A Markdown file of one version. `body_line` is the line of the file on which `body` begins.

    `path` is where its bytes lie in the commit, which is elsewhere when `src_uri` is a symbolic link.
    """

    src_uri: str
    dest_uri: str
    url: str
    oid: str
    body: str
    path: str
    body_line: int = 1
    front: FrontMatter = FrontMatter()


@dataclass(frozen=True, slots=True)
class Asset:
    """A file that is published as it is."""

    src_uri: str
    dest_uri: str
    oid: str
    size: int


@dataclass(frozen=True, slots=True)
class Content:
    """One version, read: its settings, pages and assets (sorted by `src_uri`), and its navigation.

    `tree_uris` are the paths of all files of the commit, so that links out of the docs folder can be told
    from dead ones.
    """

    collection: Collection
    version: Version
    settings: BookSettings
    pages: tuple[Page, ...]
    assets: tuple[Asset, ...]
    nav: tuple[NavItem, ...]
    tree_uris: frozenset[str] = frozenset()
    problems: tuple[Problem, ...] = ()
