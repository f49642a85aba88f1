"""What git prints is read, whatever bytes its names, dates and messages have; what is not its format is refused."""

from __future__ import annotations

import re

import pytest
from fuzzing import Choices, made, many, sample
from hypothesis import example, given

from kbgen.git.objects import parse_tree
from kbgen.git.refs import nested_tags, parse_listing, parse_refs
from kbgen.git.renames import parse_renames
from kbgen.history.log import SUBJECT_LENGTH, LogError, parse_log
from kbgen.history.passes import parse_attributes
from kbgen.history.path_log import PathLog
from kbgen.history.rows import Record

OIDS = (b"1" * 40, b"2" * 40, b"0" * 40, b"a" * 64)
MODES = (b"100644", b"100755", b"120000", b"160000", b"040000", b"000000", b"100666")
NAMES = (
    *(b"a.md", b"docs/b.md", b"a\tb.md", b":x.md", b"\n.md", b"-", b"\xff\xfe.md", b"\x01C", b" ", b"x.png", b".MD"),
    *(b"e\xcc\x81.md", b"\xe2\x80\xaea.md", b"a" * 300 + b".md", b"../a.md", b'"q".md', b"C.markdown", b"100644 x"),
)
LETTERS = (b"A", b"M", b"D", b"T", b"R100", b"R097", b"C050", b"X", b"", b"MM", b"AR", b"RRR", b"U", b"R", b"M100")
NUMBERS = (b"0", b"3", b"-", b"", b"-5", b"5-", b"99999999999999999999", b"\xb2", b"1e3", b" 1", b"007")
SECONDS = (b"1600000000", b"-5", b"0", b"99999999999999", b"9" * 400, b"", b"x", b"-0", b"1.5", b"\xd9\xa1")
WORDS = (
    *(b"subject", b"\n\n", b"\n", b" ", b"\x01C", b":100644 100644", b"1\t2\tx", b"\xff\xfe", b"\x1b[31m", b"\r"),
    *(b"Co-authored-by: Bob <bob@x>", b"Co-authored-by:<>", b"co-authored-by: <<<a@b>>>", b"Reviewed-by: Z", b"<@>"),
    *(b"Reviewed-page: docs/a.md", b"Verified-by: \xff <\xff@x>", b"Mechanical: yes", b": ", b"a" * 400, b"Key:" * 50),
)
PIECES = (*OIDS, *MODES, *NAMES, *LETTERS, *NUMBERS, b"\x01C", b"\n", b":", b"::", b" ", b"\t", b"")


def message(choices: Choices) -> bytes:
    return b"".join(choices.some(lambda: choices.one(WORDS), 6))


def commit(choices: Choices) -> bytes:
    """Make a commit as git prints it."""
    people = [choices.one(NAMES) for _ in range(4)]
    fields = [b"\x01C", choices.one(OIDS), b" ".join(choices.some(lambda: choices.one(OIDS), 3))]
    fields += [choices.one(SECONDS), choices.one(SECONDS), *people, message(choices), message(choices), b""]
    rows = [part for _ in range(choices.number(4)) for part in raw_row(choices)]
    rows += [part for _ in range(choices.number(3)) for part in line_row(choices)]
    return b"\0".join(fields) + b"\0" + (b"\n" if rows else b"") + b"".join(row + b"\0" for row in rows)


def raw_row(choices: Choices) -> list[bytes]:
    """Make a row of `--raw`, or of `-c --combined-all-paths`."""
    parents = choices.one((1, 1, 1, 2, 3))
    letters = choices.one(LETTERS[:7]) if parents == 1 else bytes(choices.one(b"AMDR") for _ in range(parents))
    modes = b" ".join(choices.one(MODES) for _ in range(parents + 1))
    oids = b" ".join(choices.one(OIDS) for _ in range(parents + 1))
    paths = parents + 1 if parents > 1 else 1 + (letters[:1] in b"CR")
    return [b":" * parents + b" ".join((modes, oids, letters)), *(choices.one(NAMES) for _ in range(paths))]


def line_row(choices: Choices) -> list[bytes]:
    """Make a row of `--numstat`; of a file that was moved it has two more fields."""
    counts = b"\t".join(choices.one(NUMBERS[:3]) for _ in range(2))
    moved = choices.number(3) == 0
    return [counts + b"\t", choices.one(NAMES), choices.one(NAMES)] if moved else [counts + b"\t" + choices.one(NAMES)]


def log(choices: Choices) -> bytes:
    """Make a log of a few commits; in most of them something was overwritten."""
    data = b"".join(choices.some(lambda: commit(choices), 3))
    for _ in range(choices.number(4)):
        at, length = choices.number(len(data) + 1), choices.number(40)
        data = data[:at] + choices.one(PIECES) + data[at + length :]
    return data


def records(data: bytes, size: int) -> list[Record] | str:
    try:
        return list(parse_log(data[at : at + size] for at in range(0, len(data), size)))
    except LogError as error:
        return str(error)


def is_read_or_refused(data: bytes) -> None:
    """Assert that a log gives the same commits or the same error in whatever chunks it comes."""
    found = records(data, 4096)
    assert found == records(data, 7)
    for record in found if isinstance(found, list) else ():
        row = record.commit
        assert row.authored >= 0 and row.committed >= 0 and row.added >= 0 and row.deleted >= 0
        assert len(row.subject) <= SUBJECT_LENGTH and "\n" not in row.subject
        assert all(change.status in "ADMTRC" for change in record.changes)


@sample(300)
@given(made(log, 160))
@example(b"\0".join((b"\x01C", *[b"x"] * 10)) + b"\0: \0")
@example(b"\0".join((b"\x01C", *[b"x"] * 10)) + b"\x005-\t1\ta.md\0")
def test_any_log_is_read_or_refused(data: bytes) -> None:
    is_read_or_refused(data)


@pytest.mark.torture
@pytest.mark.parametrize("turn", range(10))
def test_many_logs_are_read_or_refused(turn: int) -> None:
    many(is_read_or_refused, log, turn, 10_000, 160)


def printed(choices: Choices) -> tuple[bytes, bytes, bytes, bytes, bytes]:
    """Make refs, a listing, a tree, renames and a log of paths in git's formats, with any names."""

    def line(name: bytes) -> bytes:
        return name.replace(b"\n", b"")  # in a ref and a listing, git allows none

    kinds, oid = (b"commit", b"tag", b"tree", b"blob"), choices.one(OIDS)
    names = [choices.one(NAMES) for _ in range(1 + choices.number(3))]
    places = (b"refs/heads/", b"refs/tags/", b"refs/kbgen/HEAD", b"refs/pull/")
    dates = [choices.one(SECONDS) for _ in range(2)]
    full = [choices.one(places) + line(name) for name in names]
    refs = [b"\0".join((x, choices.one(kinds), oid, dates[0], choices.one(kinds), oid, dates[1])) for x in full]
    listed = [choices.one((oid, b"ref: refs/heads/x", b"")) + b"\t" + name for name in full]
    sizes = (b"12", b"-", b"      7")
    tree = [b"%b blob %b %b\t%b" % (choices.one(MODES), oid, choices.one(sizes), name) for name in names]
    moves = [b":100644 100644 1 2 R%03d\0%b\0%b" % (choices.number(101), name, names[0]) for name in names]
    rows = [b":%b 100644 %b %b M\0%b" % (choices.one(MODES), oid, oid, name) for name in names]
    paths = b"\0".join((b"\x01" + oid + b" " + oid, b"", b"\n" + rows[0], *rows[1:], b""))
    return b"\n".join(refs) + b"\n", b"\n".join(listed), b"\0".join(tree) + b"\0", b"\0".join(moves), paths


def is_understood(data: tuple[bytes, bytes, bytes, bytes, bytes]) -> None:
    """Assert that all that git prints of any names is read, and that no name is lost on the way."""
    refs, listed, tree, moves, paths = data
    assert len(parse_refs(refs)) == sum(b"commit" in line.split(b"\0")[1:5:3] for line in refs.split(b"\n") if line)
    assert len(nested_tags(refs)) == sum(line.split(b"\0")[4] == b"tag" for line in refs.split(b"\n") if line)
    assert all(re.match("refs/(heads|tags)/", name) for name in parse_listing(listed).refs)
    entries = parse_tree(tree)
    assert [entry.path.encode("utf-8", "surrogateescape") for entry in entries] == [
        record.split(b"\t", 1)[1] for record in tree.split(b"\0")[:-1]
    ]
    assert len(list(parse_renames(moves))) == moves.count(b":100644 100644 1 2 R")
    found = PathLog.parse(paths.decode("utf-8", "surrogateescape"))
    assert all(found.full(path) == set(rows) for path, rows in found.rows.items())
    parse_attributes(tree.decode("utf-8", "surrogateescape").split("\0"))


@sample(150)
@given(made(printed))
def test_all_that_git_prints_is_understood(data: tuple[bytes, bytes, bytes, bytes, bytes]) -> None:
    is_understood(data)


@pytest.mark.torture
@pytest.mark.parametrize("turn", range(3))
def test_all_that_git_prints_is_understood_at_length(turn: int) -> None:
    many(is_understood, printed, turn, 10_000)
