"""The parser of git's log, on bytes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbgen.facts import Identity, Role
from kbgen.history.log import LogError, parse_log, tokens
from kbgen.history.passes import parse_attributes
from kbgen.history.rows import CombinedRow, Named, Record, Side

OLD, NEW, NONE = "1" * 40, "2" * 40, "0" * 40


def commit(*rows: str, oid: str = "a" * 40, message: str = "subject\n\nbody\n", block: str = "") -> bytes:
    fields = ["\x01C", oid, "b" * 40, "100", "200", "Ann", "ann@x", "Bob", "bob@x", message, block, ""]
    return (
        "\0".join(fields) + "\0" + "".join(f"\n{row}\0" for row in rows[:1]) + "".join(f"{r}\0" for r in rows[1:])
    ).encode()


def parse(data: bytes, size: int = 7) -> list[Record]:
    return list(parse_log(data[at : at + size] for at in range(0, len(data), size)))


def test_a_commit() -> None:
    row = parse(commit())[0].commit
    assert (row.oid, row.parents, row.authored, row.committed) == ("a" * 40, ("b" * 40,), 100, 200)
    assert (row.author, row.committer, row.subject) == (Identity("Ann", "ann@x"), Identity("Bob", "bob@x"), "subject")


MOVED = f":100644 100644 {OLD} {NEW} R097"
COPIED = f":100644 100644 {OLD} {NEW} C097"
EDITED = f":100644 100644 {OLD} {NEW} M"


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ((f":000000 100644 {NONE} {NEW} A", "a.md", "3\t0\ta.md"), [("A", 0, "a.md", "a.md", NONE, NEW, 3, 0)]),
        ((EDITED, "a\tb.md", "3\t1\ta\tb.md"), [("M", 0, "a\tb.md", "a\tb.md", OLD, NEW, 3, 1)]),
        ((MOVED, "a.md", "b.md", "1\t0\t", "a.md", "b.md"), [("R", 97, "a.md", "b.md", OLD, NEW, 1, 0)]),
        ((MOVED, "a.txt", "b.md", "1\t0\t", "a.txt", "b.md"), [("A", 0, "b.md", "b.md", NONE, NEW, 1, 0)]),
        ((MOVED, "a.md", "b.txt", "1\t0\t", "a.md", "b.txt"), [("D", 0, "a.md", "a.md", OLD, NONE, 1, 0)]),
        ((COPIED, "a.md", "b.txt", "1\t0\t", "a.md", "b.txt"), []),
        ((EDITED, "a.png", "-\t-\ta.png"), []),
        ((EDITED, "a.md", "-\t-\ta.md"), [("M", 0, "a.md", "a.md", OLD, NEW, 0, 0)]),
        ((EDITED, ":x.md", "1\t1\t:x.md"), [("M", 0, ":x.md", ":x.md", OLD, NEW, 1, 1)]),
        ((f":000000 160000 {NONE} {NEW} A", "a.md", "1\t0\ta.md"), []),
        ((f":160000 160000 {OLD} {NEW} M", "a.md", "1\t1\ta.md"), []),
        ((f":100644 160000 {OLD} {NEW} T", "a.md", "1\t1\ta.md"), [("D", 0, "a.md", "a.md", OLD, NONE, 1, 1)]),
        ((f":160000 100644 {OLD} {NEW} T", "a.md", "1\t1\ta.md"), [("A", 0, "a.md", "a.md", NONE, NEW, 1, 1)]),
    ],
)
def test_changes(rows: tuple[str, ...], expected: list[tuple[object, ...]]) -> None:
    assert list(map(tuple, parse(commit(*rows))[0].changes)) == expected


def test_combined_rows_name_the_file_in_each_parent() -> None:
    row = f"::000000 100644 100644 {NONE} {OLD} {NEW} AR"
    found = parse(commit(row, "docs/a.md", "a.md", "docs/a.md"))[0].combined
    assert found == (CombinedRow("docs/a.md", NEW, (Side("A", "docs/a.md", NONE), Side("R", "a.md", OLD))),)


def test_lines_are_counted_over_all_files() -> None:
    rows = (
        f":100644 100644 {OLD} {NEW} M",
        "a.md",
        f":100644 100644 {OLD} {NEW} M",
        "b.c",
        "1\t2\ta.md",
        "10\t20\tb.c",
    )
    row = parse(commit(*rows))[0].commit
    assert (row.files, row.added, row.deleted) == (2, 11, 22)


@pytest.mark.parametrize("message", ["", "\n", "\x01C\n", ":100644 x\n", "1\t2\tx", "a\x1eb\x1f|c"])
def test_messages_are_taken_blindly(message: str) -> None:
    first, second = parse(commit(message=message) + commit(oid="c" * 40))
    assert (first.commit.oid, second.commit.oid) == ("a" * 40, "c" * 40)


@pytest.mark.parametrize(
    "data",
    [
        b"hello\0",
        commit("garbage"),
        commit(f":1 2 {OLD} {NEW} X", "a.md"),
        commit(f"::1 2 {OLD} {NEW} MM", "a", "b", "c"),
        commit(": ", "a.md"),
        commit(":100644 M", "a.md"),
        commit(f":100644 100644 {OLD} {NEW} ", "a.md"),
        commit("5-\t1\ta.md"),
        commit(f"{'9' * 5000}\t1\ta.md"),
    ],
)
def test_what_git_does_not_document_is_an_error(data: bytes) -> None:
    with pytest.raises(LogError):
        parse(data)


def test_trailers_and_body_name_each_person_once() -> None:
    block = "Co-authored-by: Bob <bob@x>\nMechanical: yes\nReviewed-by: Cid <cid@x>"
    message = "s\n\nco-authored-by:Eve<eve@x>\n\nx\n\nCo-Authored-By: Bob <BOB@x>\nMechanical: yes\n"
    row = parse(commit(message=message, block=block))[0].commit
    assert row.named == (
        Named(Role.COAUTHOR, Identity("Bob", "bob@x")),
        Named(Role.REVIEWER, Identity("Cid", "cid@x")),
        Named(Role.COAUTHOR, Identity("Eve", "eve@x")),
    )
    assert ("mechanical", "yes") in row.marks


@given(st.lists(st.binary(max_size=9).map(lambda part: part.replace(b"\0", b"")), min_size=1), st.integers(1, 5))
def test_tokens_do_not_depend_on_chunks(parts: list[bytes], size: int) -> None:
    data = b"\0".join(parts)

    def chunks() -> Iterator[bytes]:
        return (data[at : at + size] for at in range(0, len(data), size))

    assert list(tokens(chunks())) == parts


def test_attributes_that_are_set() -> None:
    fields = ["a.md", "linguist-generated", "set", "a.md", "linguist-vendored", "unspecified"]
    assert parse_attributes([*fields, "b.md", "linguist-vendored", "true", "c.md", "x", "unset", ""]) == {
        "a.md",
        "b.md",
    }
