"""Trees and commits with any bytes in them are read: what is no page is told, and history says what it can."""

from __future__ import annotations

import random
from collections.abc import Iterator
from hashlib import sha1
from pathlib import Path
from zlib import compress

import pytest
from fuzzing import Choices
from history_traps import mirror_of
from repo_builder import RepoBuilder
from small_site import config_of

from kbgen.content import Reading, read
from kbgen.errors import KbgenError
from kbgen.history import read_history
from kbgen.versions import resolve

COMMITS = 100
NAMES = (
    *(b"a.md", b"b.md", b"docs", b"c", b"x.png", b"\xff.md", b"\n.md", b"-rf.md", b" .md", b".md", b"A.MD"),
    *(b"con.md",),
    *(b"e\xcc\x81.md", b"\xc3\xa9.md", b"\xe2\x80\xaea.md", b"a\\b.md", b"x" * 250 + b".md", b"mkdocs.yml", b"\x07"),
    *(b".mailmap", b".gitattributes", b".git-blame-ignore-revs", b"SUMMARY.md", b"index.md", b"README.md", b".pages"),
)
TEXTS = (
    *(b"", b"# A\n\nsome words of it\n", b"# A\n\nother words of it, and more\n", b"\xff\xfe\n", b"\0"),
    *(b"---\na: [\n---\n",),
    *(b"site_name: [\n", b"nav: {a: b}\n", b"Boss <b@x> <a@x>\n<\n\xff <\xff> <>\n"),
    *(b"*.md linguist-generated\n[attr]x\n",),
    *(b"../../etc/passwd", b"a.md", b"/", b"0" * 40 + b"\nx\n", b"* [A](a.md)\n* *\n", b"word " * 2_000),
)
PEOPLE = (
    *(b"A <a@x> 1600000000 +0000", b"B <b@x> 1600000500 -0330", b"\xff <\xff@x> 1600000900 +0000"),
    *(b"<> 1600001000 +0000",),
    *(b"C <c@x> -5 +0000", b"D <d@x> 99999999999999 +0000", b"E <e@x> 99999999999999999999 +99999"),
    *(b"F 1600000000 +0000",),
    *(b"G <g@x>", b"", b"H <<<h@x>>> 1600002000 +0000", b"I <i@x> 1600002000"),
    b'"><img src=x> <j@x> 1600003000 +0000',
)
EXTRA = (b"", b"", b"\nencoding bogus-9", b"\nencoding ISO-8859-1", b"\ngpgsig x\n y", b"\nmergetag", b"\nx\xff y")
MESSAGES = (
    *(b"m\n", b"", b"\n\n", b"\x01C\n", b"\x1b[31mred\n", b"a\xff\n\nCo-authored-by: \xff <\xff@x>\n", b"x" * 5_000),
    b"m\n\nCo-authored-by: <script> <x@y>\nMechanical: yes\nReviewed-page: docs/a.md\n",
)


class Objects:
    """Writes loose objects past all checks of git."""

    def __init__(self, choices: Choices, git_dir: Path) -> None:
        self.choices, self.git_dir = choices, git_dir
        self.blobs = [self.write(b"blob", text) for text in TEXTS]

    def write(self, kind: bytes, body: bytes) -> bytes:
        data = b"%b %d\0%b" % (kind, len(body), body)
        name = sha1(data).hexdigest()
        place = self.git_dir / "objects" / name[:2] / name[2:]
        place.parent.mkdir(exist_ok=True)
        place.write_bytes(compress(data))
        return name.encode()

    def tree(self, depth: int = 2) -> bytes:
        """Write a tree of a few entries, in git's order or not, and return its object id."""
        entries = list(self.entries(depth))
        if self.choices.number(8):
            entries = sorted({entry[1]: entry for entry in entries}.values(), key=_in_order)
        return self.write(b"tree", b"".join(b"%b %b\0%b" % (m, n, bytes.fromhex(o.decode())) for m, n, o in entries))

    def entries(self, depth: int) -> Iterator[tuple[bytes, bytes, bytes]]:
        for _ in range(1 + self.choices.number(6)):
            name = self.choices.one(NAMES)
            if depth and self.choices.number(4) == 0:
                yield b"40000", name, self.tree(depth - 1)
            else:
                mode = self.choices.one((b"100644", b"100644", b"100644", b"100755", b"120000", b"160000", b"100666"))
                yield mode, name, b"1" * 40 if mode == b"160000" else self.choices.one(self.blobs)

    def commit(self, parents: list[bytes]) -> bytes:
        head = b"tree " + self.tree() + b"".join(b"\nparent " + parent for parent in parents)
        author, committer = self.choices.one(PEOPLE), self.choices.one(PEOPLE[:6])
        lines = b"\nauthor %b\ncommitter %b%b\n\n" % (author, committer, self.choices.one(EXTRA))
        return self.write(b"commit", head + lines + self.choices.one(MESSAGES))


def _in_order(entry: tuple[bytes, bytes, bytes]) -> bytes:
    return entry[1] + (b"/" if entry[0] == b"40000" else b"")


def is_survived(folder: Path, turn: int, commits: int) -> None:
    """Make a history of commits and trees, and read all of it as a build does."""
    repo = RepoBuilder(folder / f"kb{turn}", worktree=False)
    choices = Choices(random.Random(turn).randbytes(400 * commits))
    objects = Objects(choices, repo.path)
    made: list[bytes] = []
    for _ in range(commits):
        parents = made[-1:] + choices.some(lambda: choices.one(made[-9:]), 2) if made else []
        made.append(objects.commit(list(dict.fromkeys(parents))))
    repo.git("update-ref", "refs/heads/main", made[-1].decode())
    config = config_of({"url": str(repo.path), "name": "kb"})
    mirror = mirror_of(repo.path)
    collection = resolve(config.sources[0], mirror).collection
    assert collection is not None
    try:
        for content in read(collection, Reading()).contents:
            assert all(page.url.isprintable() for page in content.pages)
            assert all(found.message.isprintable() and found.where.path.isprintable() for found in content.problems)
    except KbgenError as error:  # a tree that git itself cannot read
        assert "git" in str(error)
    indexed = read_history(mirror, collection.versions, folder / f"cache{turn}")
    assert all(page.changes for page in indexed.history.pages) or indexed.problems


def test_any_trees_and_commits_are_read(tmp_path: Path) -> None:
    is_survived(tmp_path, 1, 30)


@pytest.mark.torture
@pytest.mark.parametrize("turn", range(100))
def test_many_trees_and_commits_are_read(turn: int, tmp_path: Path) -> None:
    is_survived(tmp_path, turn, COMMITS)
