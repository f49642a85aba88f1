"""Histories by hand, as the history stage gives them.

    history = HistoryBuilder("kb").commit("Ann", 0, create="a.md").commit("Bob", 10, edit="a.md").build()

Day n is 2020-01-01 + n. People are `Name <name@example.org>`, unless they are written with an address.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Self

from kbgen.facts import Change, Commit, Identity, Kind, PageHistory, Role, SourceHistory, VersionHistory

DAY_0 = datetime(2020, 1, 1, 12, tzinfo=UTC)


def day(number: float) -> datetime:
    return DAY_0 + timedelta(days=number)


def identity(text: str) -> Identity:
    found = re.fullmatch(r"(?P<name>.*?)\s*<(?P<email>[^<>]*)>", text)
    return (
        Identity(found["name"], found["email"])
        if found
        else Identity(text, f"{text.lower().replace(' ', '.')}@example.org")
    )


@dataclass
class _Draft:
    id: str
    path: str
    born_path: str
    born_commit: str
    changes: list[Change] = field(default_factory=list)
    words: dict[str, int] = field(default_factory=dict)
    blob: str = ""
    former: list[str] = field(default_factory=list)
    generated: bool = False
    inherited: list[str] = field(default_factory=list)


class HistoryBuilder:
    """One source. Each method adds a commit that lands at once, unless `authored` says that it waited."""

    def __init__(self, source: str = "kb", *, mailmap: str = "", trusted: bool = True) -> None:
        self.source = source
        self._mailmap, self._trusted = mailmap, trusted
        self._commits: dict[str, Commit] = {}
        self._pages: list[_Draft] = []
        self._number = sum(map(ord, source)) * 1000
        self._position = -1

    def commit(
        self,
        author: str,
        when: float = 0,
        *,
        kind: Kind = Kind.EDIT,
        pages: str | Iterable[str] = (),
        create: str | Iterable[str] = (),
        words: int = 10,
        substantive: bool | None = None,
        coauthors: Iterable[str] = (),
        reviewers: Iterable[str] = (),
        verifiers: Iterable[str] = (),
        verified: Iterable[str] = (),
        committer: str = "",
        subject: str = "Change pages",
        authored: float | None = None,
        together: bool = False,
        parents: int = 1,
        bulk_import: bool = False,
        mainline: bool = True,
        oid: str = "",
    ) -> Self:
        """Add a commit that creates the pages `create` and does `kind` to `pages`, each with `words` new words.

        `together` lands it with the commit before.
        """
        self._number += 1
        oid = oid or f"{self._number:040x}"
        self._position += 0 if together else 1
        named = [(Role.COAUTHOR, identity(text)) for text in coauthors]
        named += [(Role.REVIEWER, identity(text)) for text in reviewers]
        named += [(Role.VERIFIER, identity(text)) for text in verifiers]
        self._commits[oid] = Commit(
            self.source,
            oid,
            identity(author),
            identity(committer or author),
            day(when if authored is None else authored),
            day(when),
            self._position,
            subject,
            tuple(named),
            parents,
            kind is Kind.MECHANICAL,
            bulk_import,
            verified=tuple(verified),
            mainline=mainline,
        )
        for path in _texts(create):
            number = len(self._pages) + 1
            self._pages.append(_Draft(f"{sum(map(ord, self.source)):06x}{number:06x}", path, path, oid))
            self._change(path, oid, Kind.CREATE if kind is Kind.EDIT else kind, words, substantive)
        for path in _texts(pages):
            self._change(path, oid, kind, words, substantive)
        return self

    def move(self, author: str, when: float, old: str, new: str) -> Self:
        """Add a commit that moves a page."""
        self._page(old).former.append(old)
        self._page(old).path = new
        return self.commit(author, when, kind=Kind.MOVE, pages=new, words=0)

    def inherit(self, path: str, words: Mapping[str, int]) -> Self:
        """Let a page hold words of other commits, as one that is split off another does."""
        self._page(path).words |= words
        self._page(path).inherited += words
        return self

    def generated(self, path: str) -> Self:
        """Mark a page as generated."""
        self._page(path).generated = True
        return self

    def _change(self, path: str, oid: str, kind: Kind, words: int, substantive: bool | None) -> None:
        page = self._page(path)
        if substantive is None:
            substantive = kind in (Kind.CREATE, Kind.EDIT) and words >= 5
        page.changes.append(Change(oid, path, kind, words, 0, substantive))
        if words and kind in (Kind.CREATE, Kind.EDIT, Kind.MINOR, Kind.GENERATED):
            page.words[oid] = words
            page.blob = f"blob of {oid}"

    def _page(self, path: str) -> _Draft:
        return next(page for page in self._pages if page.path == path)

    @property
    def last(self) -> str:
        return list(self._commits)[-1]

    def build(self, **versions: tuple[str, ...]) -> SourceHistory:
        """Return the history; each version holds these commits (none given: all), under its name as the ref's id."""
        paths = {page.path: page.id for page in self._pages}
        found = {name: VersionHistory(paths, frozenset(commits or self._commits)) for name, commits in versions.items()}
        return SourceHistory(
            self.source,
            "main",
            self._commits,
            tuple(map(_page, self._pages, [self.source] * len(self._pages))),
            {"tip": VersionHistory(paths, frozenset(self._commits)), **found},
            self._mailmap,
            self._trusted,
        )


def _page(draft: _Draft, source: str) -> PageHistory:
    return PageHistory(
        id=draft.id,
        source=source,
        path=draft.path,
        born_path=draft.born_path,
        born_commit=draft.born_commit,
        former_paths=tuple(draft.former),
        generated=draft.generated,
        inherited=tuple(draft.inherited),
        blob=draft.blob,
        changes=tuple(draft.changes),
        words=draft.words,
    )


def _texts(value: str | Iterable[str]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)
