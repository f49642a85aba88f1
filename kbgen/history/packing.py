"""Derived values as rows of plain lists, which JSON takes, and back. Pure.

A commit of the mainline is named by its number in landing order, any other by its object id; a path by its place
among the paths of its page, where it is one of them. So an index grows by little more than what is new.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from kbgen.facts import Change, Commit, Identity, Kind, PageHistory, Role
from kbgen.history.dates import moment
from kbgen.history.identity import Event, PageLine, Trace
from kbgen.history.rows import Named

Row = list[Any]
Numbers = Mapping[str, int]
"""The number of each commit of the mainline."""

_KINDS, _TRACES, _ROLES = tuple(Kind), tuple(Trace), {role.value: role for role in Role}
_KIND_NUMBERS = {kind: number for number, kind in enumerate(_KINDS)}
_TRACE_NUMBERS = {trace: number for number, trace in enumerate(_TRACES)}


def pack_commit(commit: Commit) -> Row:
    """Return a commit as a row."""
    return [
        commit.oid,
        [commit.author.name, commit.author.email],
        [commit.committer.name, commit.committer.email],
        int(commit.authored_at.timestamp()),
        int(commit.landed_at.timestamp()),
        commit.position,
        commit.subject,
        [[role.value, who.name, who.email] for role, who in commit.named],
        commit.parents,
        int(commit.mechanical) + 2 * commit.bulk_import + 4 * commit.clamped,
        commit.verified,
    ]


def unpack_commits(rows: Iterable[Row], source: str, mainline: bool) -> dict[str, Commit]:
    """Return commits by object id. Equal identities are one object."""
    people: dict[tuple[str, str], Identity] = {}

    def person(name: str, email: str) -> Identity:
        return people.get((name, email)) or people.setdefault((name, email), Identity(name, email))

    return {
        oid: Commit(
            source,
            oid,
            person(*author),
            person(*committer),
            moment(authored),
            moment(landed),
            position,
            subject,
            tuple([Named(_ROLES[role], person(name, email)) for role, name, email in named]) if named else (),
            parents,
            flags & 1 != 0,
            flags & 2 != 0,
            flags & 4 != 0,
            tuple(verified),
            mainline,
        )
        for oid, author, committer, authored, landed, position, subject, named, parents, flags, verified in rows
    }


def pack_page(page_id: str, line: PageLine, page: PageHistory | None, numbers: Numbers) -> Row:
    """Return a page as a row: where it came from, and what is told of it."""
    paths = list(line.paths)
    row = [page_id, line.born_commit, line.born_path, line.source, paths]
    if page is None:
        return row
    return [
        *row,
        paths.index(page.path) if page.path else -1,
        page.derived_from,
        [numbers[oid] for oid in page.inherited],
        int(page.generated),
        page.blob,
        [_pack_change(change, paths, numbers) for change in page.changes],
        [[numbers[oid], words] for oid, words in page.words.items()],
    ]


def unpack_page(row: Row, source: str, oids: Sequence[str]) -> tuple[str, PageLine, PageHistory | None]:
    """Return the id of a page, where it came from, and what is told of it; `oids` are the commits of the mainline."""
    page_id, born_commit, born_path, origin, paths, *told = row
    line = PageLine(born_commit, born_path, origin, dict.fromkeys(paths))
    if not told:
        return page_id, line, None
    at, derived_from, inherited, generated, blob, changes, words = told
    path = paths[at] if at >= 0 else ""
    page = PageHistory(
        page_id,
        source,
        path,
        born_path,
        born_commit,
        tuple([was for was in paths if was != path]) if len(paths) > 1 or not path else (),
        derived_from,
        tuple([oids[number] for number in inherited]) if inherited else (),
        generated != 0,
        blob,
        tuple([_unpack_change(change, paths, oids) for change in changes]),
        {oids[number]: count for number, count in words},
    )
    return page_id, line, page


def pack_aside(page: PageHistory) -> Row:
    """Return a page that only other refs hold as a row."""
    changes = [_pack_change(change, [page.born_path], {}) for change in page.changes]
    return [page.id, page.born_path, page.born_commit, changes]


def unpack_aside(row: Row, source: str) -> PageHistory:
    """Return a page that only other refs hold."""
    page_id, born_path, born_commit, changes = row
    found = tuple(_unpack_change(change, [born_path], ()) for change in changes)
    return PageHistory(page_id, source, "", born_path, born_commit, changes=found)


def pack_state(events: Sequence[Event], copied_by: Sequence[str], texts: Sequence[str], numbers: Numbers) -> Row:
    """Return what the next event of a page may depend on as a row; the number of the page is not in it."""
    packed = [
        [numbers[e.commit], e.path, _TRACE_NUMBERS[e.trace], e.old_oid, e.oid, *([e.sides] if e.sides else ())]
        for e in events
    ]
    return [packed, [numbers[oid] for oid in copied_by], texts]


def unpack_state(row: Row, page: int, oids: Sequence[str]) -> tuple[list[Event], list[str], list[str]]:
    """Return the events of a page, the commits that copied from it, and further texts that it had."""
    packed, copied_by, texts = row
    events = [
        Event(oids[commit], page, path, _TRACES[trace], old_oid, oid, *map(tuple, sides))
        for commit, path, trace, old_oid, oid, *sides in packed
    ]
    return events, [oids[number] for number in copied_by], texts


def _pack_change(change: Change, paths: Sequence[str], numbers: Numbers) -> Row:
    return [
        numbers.get(change.commit, change.commit),
        paths.index(change.path) if change.path in paths else change.path,
        _KIND_NUMBERS[change.kind],
        change.words_added,
        change.words_removed,
        int(change.substantive),
        change.blob,
    ]


def _unpack_change(row: Row, paths: Sequence[str], oids: Sequence[str]) -> Change:
    commit, path, kind, added, removed, substantive, blob = row
    return Change(
        commit if type(commit) is str else oids[commit],
        path if type(path) is str else paths[path],
        _KINDS[kind],
        added,
        removed,
        substantive != 0,
        blob,
    )
