"""Parse the output of `git log -z --raw --numstat` with our own format. Pure: bytes in, rows out.

NUL is the only byte that no name, message or path can hold, so everything is framed by it. A commit is the token
`\\x01C` and then as many tokens as `FORMAT` has fields, taken blindly; then its rows, until the next commit.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from kbgen.facts import Identity
from kbgen.history import trailers
from kbgen.history.rows import ChangeRow, CombinedRow, CommitRow, Record, Side
from kbgen.urls import is_markdown

_FIELDS = ("%H", "%P", "%at", "%ct", "%an", "%ae", "%cn", "%ce", "%B", "%(trailers:only=true,unfold=true)")
FORMAT = "".join(f"%x00{field}" for field in ("%x01C", *_FIELDS)).removeprefix("%x00") + "%x00"
SUBJECT_LENGTH = 300
"""Characters of a subject that are kept; enough for a list, and a bound on what one commit can bring."""

_COMMIT = b"\x01C"
_GITLINK = "160000"
_LETTERS = re.compile(r"[A-Z]+[0-9]*")
_STATUS = re.compile(r"[ADMT]|[CR][0-9]{3}")
_COUNTS = re.compile(rb"([0-9]{1,18}|-)\t([0-9]{1,18}|-)\t")
_MARKS = 20
_DIGITS = re.compile(r"[0-9]{1,18}")


class LogError(ValueError):
    """Git printed something that is not in its documented format: never skipped, since a fact would be lost."""


def tokens(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Split a stream at its NULs, whatever its chunks are; what follows the last NUL is the last token."""
    pending: list[bytes] = []
    for chunk in chunks:
        first, *others = chunk.split(b"\0")
        pending.append(first)
        if others:
            yield b"".join(pending)
            yield from others[:-1]
            pending = [others[-1]]
    yield b"".join(pending)


def parse_log(chunks: Iterable[bytes]) -> Iterator[Record]:
    """Yield one record for each commit of a log in `FORMAT`; raises `LogError`."""
    stream = tokens(chunks)
    current: _Commit | None = None
    for token in stream:
        mark = token.lstrip(b"\n")
        if mark == _COMMIT:
            if current:
                yield current.record()
            current = _Commit([_text(next(stream, b"")) for _ in _FIELDS])
        elif mark and current is None:
            raise LogError(f"the log begins with {mark[:40]!r}, not with a commit")
        elif mark and current:
            current.add(mark, stream)
    if current:
        yield current.record()


class _Commit:
    """Collects the rows of one commit."""

    def __init__(self, fields: list[str]) -> None:
        self.fields = fields
        self.raw: list[tuple[list[str], list[str]]] = []
        self.lines: dict[str, tuple[int, int]] = {}

    def add(self, token: bytes, stream: Iterator[bytes]) -> None:
        """Take in a row that begins with `token`; a row of copies and renames goes on in `stream`."""
        if token.startswith(b":"):
            head = _text(token).split(" ")
            n_parents = len(head[0]) - len(head[0].lstrip(":"))
            if len(head) != 2 * (n_parents + 1) + 1 or not _LETTERS.fullmatch(head[-1]):
                raise self._unreadable(token)
            n_paths = n_parents + 1 if n_parents > 1 else 2 if head[-1][0] in "CR" else 1
            self.raw.append((head, [_text(next(stream, b"")) for _ in range(n_paths)]))
            return
        counts = _COUNTS.match(token)
        if not counts:
            raise self._unreadable(token)
        path = token[counts.end() :]
        if not path:
            next(stream, b"")
            path = next(stream, b"")
        self.lines[_text(path)] = (_count(counts[1]), _count(counts[2]))

    def _unreadable(self, token: bytes) -> LogError:
        return LogError(f"commit {self.fields[0]}: cannot read {token[:80]!r}")

    def record(self) -> Record:
        single = [row for head, paths in self.raw if len(head) == 5 for row in self._change(head, paths)]
        combined = [row for head, paths in self.raw if len(head) > 5 for row in self._combined(head, paths)]
        pages = tuple(page for row in single if (page := _of_pages(row)))
        return Record(self._commit(single), pages, tuple(row for row in combined if is_markdown(row.path)))

    def _commit(self, rows: list[ChangeRow]) -> CommitRow:
        oid, parents, authored, committed, *people, message, block = self.fields
        author_name, author_email, committer_name, committer_email = people
        found = trailers.parse_trailers(block)
        both = (*found, *trailers.scan_body(message))
        return CommitRow(
            oid=oid,
            parents=tuple(parents.split()),
            authored=_seconds(authored),
            committed=_seconds(committed),
            author=Identity(author_name, author_email),
            committer=Identity(committer_name, committer_email),
            subject=_subject(message),
            named=trailers.named(both),
            marks=tuple((t.key[:100], t.value[:100]) for t in found)[:_MARKS],
            verified=trailers.verified(both),
            files=len(rows),
            added=sum(row.added for row in rows),
            deleted=sum(row.deleted for row in rows),
        )

    def _change(self, head: list[str], paths: list[str]) -> Iterator[ChangeRow]:
        """Yield the row; none for a submodule, and half of one where a file became a submodule or the reverse."""
        old_mode, mode, old_oid, oid, letters = head
        if not _STATUS.fullmatch(letters):
            raise LogError(f"commit {self.fields[0]}: unknown status {letters!r}")
        status, similarity = letters[0], int(letters[1:] or 0)
        was_link, is_link = old_mode.endswith(_GITLINK), mode == _GITLINK
        if ((was_link or status == "A") and is_link) or (was_link and status == "D"):
            return
        if is_link or was_link:
            status, old_oid, oid = ("D", old_oid, "0" * len(oid)) if is_link else ("A", "0" * len(oid), oid)
        yield ChangeRow(status, similarity, paths[0], paths[-1], old_oid, oid, *self.lines.get(paths[-1], (0, 0)))

    def _combined(self, head: list[str], paths: list[str]) -> Iterator[CombinedRow]:
        n = len(paths) - 1
        if len(head[-1]) != n:
            raise LogError(f"commit {self.fields[0]}: cannot read a row of a merge: {head}")
        modes, oids, letters = head[: n + 1], head[n + 1 : -1], head[-1]
        if not any(mode.endswith(_GITLINK) for mode in modes):
            yield CombinedRow(paths[-1], oids[-1], tuple(map(Side, letters, paths, oids)))


def _of_pages(row: ChangeRow) -> ChangeRow | None:
    """Return what the row says of pages: a rename from or to a file that is no page is a birth or a death."""
    new, old = is_markdown(row.path), is_markdown(row.old_path)
    if new and old:
        return row
    if new:
        return row._replace(status="A", similarity=0, old_path=row.path, old_oid="0" * len(row.oid))
    if old and row.status == "R":
        return row._replace(status="D", similarity=0, path=row.old_path, oid="0" * len(row.oid))
    return None


def _text(field: bytes) -> str:
    return field.decode("utf-8", "surrogateescape")


def _count(digits: bytes) -> int:
    """Return a number of lines; git prints `-` for files that are not text."""
    return 0 if digits == b"-" else int(digits)


def _seconds(text: str) -> int:
    """Return the seconds; 0, which no date can be, where the commit has no readable date."""
    return int(text) if _DIGITS.fullmatch(text) else 0


def _subject(message: str) -> str:
    """Return the first paragraph as one line, as git's %s does."""
    lines = message[: 4 * SUBJECT_LENGTH].lstrip("\n").split("\n\n", 1)[0].split("\n")
    return " ".join(line.strip() for line in lines)[:SUBJECT_LENGTH]
