#!/usr/bin/env python3
"""Make the two repositories of the example site, the same ones on every machine.

The pages as they are today are ordinary files under ``pages/``.  How they came
to be is told in ``history/*.toml``, one entry per commit.  This script reads
the story from its end: it begins with today's files and undoes one commit
after the other, so that it knows what each commit changed.  Then it writes the
commits in their proper order through ``git fast-import``.

Usage: ``python replay.py [--out DIR]`` makes ``DIR/handbook.git`` and
``DIR/toolbox.git``; see README.md for the words of the story.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from itertools import pairwise
from pathlib import Path
from posixpath import dirname, join, normpath, relpath
from typing import IO, Any

HERE = Path(__file__).resolve().parent
NAMES = ("handbook", "toolbox")

Files = dict[str, bytes]  # path in the repository -> content
Op = dict[str, Any]  # one step of a commit, as it stands in the story
Change = tuple[bytes | None, bytes | None]  # content before and after; None: no such file
Rewrite = Callable[[str, "re.Match[str]"], str]  # page, link -> what to put in its place

LINK = re.compile(r"(?P<lead>!?\[(?P<text>[^\[\]]*)\])\((?P<target>[^()\s]+)\)")
ITEM = re.compile(r"\s*(?:[-*]|\d+\.|\|) " + LINK.pattern)
FENCE = re.compile(r"(^ *```.*?^ *```$)", re.M | re.S)
FRONT = re.compile(r"\A---\n.*?\n---\n\n", re.S)
NAMED = re.compile(rb"\{commit:([a-z0-9-]+)\}")


class StoryError(Exception):
    """Something in the story does not fit the pages; the message says what."""


# --- what the story consists of ---------------------------------------------


@dataclass
class Commit:
    """One commit of the story, and later also what it changed."""

    when: datetime
    by: str
    subject: str
    body: str = ""
    trailers: list[str] = field(default_factory=list)
    do: list[Op] = field(default_factory=list)
    id: str = ""  # a name by which the story refers to this commit
    on: str = "main"  # the branch
    start: str = ""  # where a release branch begins: a tag or the id of a commit
    merge: str = ""  # the branch that is merged
    committer: str = ""
    committed: datetime | None = None
    changes: dict[str, Change] = field(default_factory=dict)


@dataclass
class Story:
    """All that is known about one repository."""

    people: dict[str, str]
    commits: list[Commit]
    tags: list[dict[str, Any]]
    files: Files
    attic: Files  # pages that exist no longer, as they were in the end


def load(name: str) -> Story:
    """Read the story of one repository and the pages that belong to it."""
    people = read_toml("people")["people"]
    told = read_toml(name)
    commits = [read_commit(entry, people) for entry in told["commit"]]
    turn_reverts_into_edits(commits)
    folders = (HERE / "pages" / name, HERE / "attic" / name)
    return Story(people, commits, told.get("tag", []), *map(read_files, folders))


def read_toml(name: str) -> dict[str, Any]:
    """Read one file of the folder ``history``."""
    path = HERE / "history" / f"{name}.toml"
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise StoryError(f"{path.name}: {error}") from None


def read_commit(entry: dict[str, Any], people: dict[str, str]) -> Commit:
    """Make a commit of an entry, if its keys and its people are known."""
    try:
        commit = Commit(**entry)
    except TypeError as error:
        raise StoryError(f"{entry.get('subject')!r}: {error}") from None
    unknown = {commit.by, commit.committer} - {"", *people}
    if unknown:
        raise StoryError(f"{commit.subject!r}: people.toml does not know {sorted(unknown)}")
    return commit


def read_files(folder: Path) -> Files:
    """Read all files below a folder; line ends of text become the same everywhere."""
    found = {}
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        data = path.read_bytes()
        name = path.relative_to(folder).as_posix()
        found[name] = data if b"\0" in data else data.replace(b"\r\n", b"\n")
    return found


def turn_reverts_into_edits(commits: list[Commit]) -> None:
    """Replace ``{revert = id}`` by the edits of that commit, the other way round."""
    by_id = {commit.id: commit for commit in commits}
    for commit in commits:
        for op in [op for op in commit.do if "revert" in op]:
            edits = by_id[op["revert"]].do
            back = [{**edit, "old": edit["new"], "new": edit["old"]} for edit in edits]
            commit.do = back[::-1]


# --- working with the text of pages -----------------------------------------


def get(files: Files, path: str) -> str:
    """Return the text of a page."""
    if path not in files:
        raise StoryError(f"there is no file {path} at this time")
    return files[path].decode()


def put(files: Files, path: str, text: str) -> None:
    """Set the text of a page."""
    files[path] = text.encode()


def pages(files: Files) -> list[str]:
    """Return the paths of all pages."""
    return [path for path in files if path.endswith(".md")]


def outside_code(text: str, change: Callable[[str], str]) -> str:
    """Change a text, except in its code blocks."""
    parts = FENCE.split(text)
    return "".join(part if i % 2 else change(part) for i, part in enumerate(parts))


def resolve(page: str, target: str) -> tuple[str, str]:
    """Return the path and the anchor that a link in a page leads to."""
    path, _, anchor = target.partition("#")
    if "://" in path:
        return target, ""
    return normpath(join(dirname(page), path)) if path else page, anchor


def relink(files: Files, change: Rewrite) -> None:
    """Let a function have a look at each link of each page."""
    for page in pages(files):

        def each(part: str, page: str = page) -> str:
            return LINK.sub(lambda link: change(page, link), part)

        put(files, page, outside_code(get(files, page), each))


def forget(files: Files, gone: str) -> None:
    """Remove what leads to a file: rows and items that begin with it, links, navigation."""
    for page in pages(files):
        put(files, page, outside_code(get(files, page), partial(without_items, page, gone)))
    relink(files, lambda page, link: link["text"] if leads(page, link, gone) else link[0])
    forget_in_navigation(files, gone)


def leads(page: str, link: re.Match[str] | None, path: str) -> bool:
    """Tell whether a link in a page leads to a file."""
    return link is not None and resolve(page, link["target"])[0] == path


def without_items(page: str, gone: str, part: str) -> str:
    """Return a piece of a page without the items and rows that begin with a link to a file."""
    lines = part.splitlines(keepends=True)
    return "".join(line for line in lines if not leads(page, ITEM.match(line), gone))


def forget_in_navigation(files: Files, gone: str) -> None:
    """Remove a page from the navigation, and headings that have nothing below them."""
    if "mkdocs.yml" not in files:
        return
    head, nav, rest = get(files, "mkdocs.yml").partition("nav:\n")
    end = f": {gone.removeprefix('docs/')}\n"
    lines = [line for line in rest.splitlines(keepends=True) if not line.endswith(end)]
    kept = [a for a, b in pairwise([*lines, ""]) if not a.endswith(":\n") or depth(b) > depth(a)]
    put(files, "mkdocs.yml", head + nav + "".join(kept))


def depth(line: str) -> int:
    """Return by how many spaces a line is indented."""
    return len(line) - len(line.lstrip(" "))


def repoint(files: Files, moved: dict[str, str]) -> None:
    """Let links and navigation lead to the new places of files that are about to move."""

    def change(page: str, link: re.Match[str]) -> str:
        path, anchor = resolve(page, link["target"])
        if path not in files or link["target"].startswith("#"):
            return link[0]
        home = dirname(moved.get(page, page)) or "."
        mark = f"#{anchor}" if anchor else ""
        return f"{link['lead']}({relpath(moved.get(path, path), home)}{mark})"

    relink(files, change)
    for old, new in moved.items() if "mkdocs.yml" in files else ():
        before, after = (f": {path.removeprefix('docs/')}\n" for path in (old, new))
        put(files, "mkdocs.yml", get(files, "mkdocs.yml").replace(before, after))


def headings(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield position, level and words of each heading outside of code blocks."""
    code = [match.span() for match in FENCE.finditer(text)]
    for match in re.finditer(r"^(#{1,6}) (.*)\n", text, re.M):
        if not any(start <= match.start() < end for start, end in code):
            yield match.start(), len(match[1]), match[2]


def find_heading(text: str, title: str) -> tuple[int, int]:
    """Return position and level of a heading."""
    found = [(start, level) for start, level, words in headings(text) if words == title]
    if len(found) != 1:
        raise StoryError(f"there is no heading {title!r}, or more than one")
    return found[0]


def cut_section(text: str, title: str) -> tuple[str, str]:
    """Return a text without one of its sections, and the section."""
    start, level = find_heading(text, title)
    ends = [at for at, other, _ in headings(text) if at > start and other <= level]
    rest = "\n\n" + text[ends[0] :] if ends else "\n"
    return text[:start].rstrip("\n") + rest, text[start : ends[0] if ends else None]


def slug(title: str) -> str:
    """Return the anchor of a heading."""
    return re.sub(r"\s+", "-", re.sub(r"[^\w\s-]", "", title).strip().lower())


def swap(files: Files, path: str, old: str, new: str) -> None:
    """Replace a piece of text that occurs exactly once."""
    text = get(files, path)
    if text.count(old) != 1:
        raise StoryError(f"{path} has {text.count(old)} times, and not once: {old!r}")
    put(files, path, text.replace(old, new))


# --- undoing the steps of a commit ------------------------------------------


def undo_add(story: Story, op: Op) -> None:
    """Before a file was added it was not there, and nothing led to it."""
    if story.files.pop(op["add"], None) is None:
        raise StoryError(f"there is no file {op['add']} to add")
    forget(story.files, op["add"])


def undo_grow(story: Story, op: Op) -> None:
    """Before a page grew it had no such sections, and no link led to their anchors."""
    page, files = op["grow"], story.files
    gone: set[tuple[str, str]] = set()
    for title in op["sections"]:
        rest, section = cut_section(get(files, page), title)
        put(files, page, rest)
        gone |= {(page, slug(words)) for _, _, words in headings(section)}

    def change(where: str, link: re.Match[str]) -> str:
        return without_anchor(link) if resolve(where, link["target"]) in gone else link[0]

    relink(files, change)


def without_anchor(link: re.Match[str]) -> str:
    """Return a link to the page as a whole, or only its words if it led to a place on the same page."""
    target = link["target"].partition("#")[0]
    return f"{link['lead']}({target})" if target else link["text"]


def undo_edit(story: Story, op: Op) -> None:
    """Before an edit the old text was in the place of the new one."""
    swap(story.files, op["edit"], op["new"], op["old"])
    swap(dict(story.files), op["edit"], op["old"], op["new"])  # the edit itself must be clear, too


def undo_move(story: Story, op: Op) -> None:
    """Before a move the files had their old names, and links led to these."""
    old, new, files = op["move"], op["to"], story.files
    inside = new.endswith("/")
    back = {p: old + p[len(new) :] for p in files if p == new or (inside and p.startswith(new))}
    if not back:
        raise StoryError(f"nothing has been moved to {new}")
    repoint(files, back)
    for path, before in back.items():
        files[before] = files.pop(path)


def undo_split(story: Story, op: Op) -> None:
    """Before a split the sections of the second page stood in the first, before a certain heading."""
    first, second, files = op["split"], op["to"], story.files
    forget_in_navigation(files, second)
    repoint(files, {second: first})
    moved = files.pop(second).decode()
    sections = moved[moved.index("\n## ") + 1 :]
    text = get(files, first)
    where, _ = find_heading(text, op["before"])
    put(files, first, text[:where] + sections + "\n" + text[where:])


def undo_front(story: Story, op: Op) -> None:
    """Before a page got its front matter it began with its title."""
    text = get(story.files, op["front"])
    if not FRONT.match(text):
        raise StoryError(f"{op['front']} has no front matter")
    put(story.files, op["front"], FRONT.sub("", text))


def undo_delete(story: Story, op: Op) -> None:
    """Before a page was deleted it was there, as the attic (or the restored page) has it."""
    if op["delete"] not in story.attic:
        raise StoryError(f"the attic has no {op['delete']}")
    story.files[op["delete"]] = story.attic.pop(op["delete"])


def undo_restore(story: Story, op: Op) -> None:
    """Before a page was restored it had been away; its text waits in the attic."""
    story.attic[op["restore"]] = story.files.pop(op["restore"])
    forget(story.files, op["restore"])


def undo_reformat(story: Story, op: Op) -> None:
    """Before the great reformat titles were underlined, and lists had stars."""
    for page in pages(story.files):
        text = get(story.files, page)
        front = match[0] if (match := FRONT.match(text)) else ""
        put(story.files, page, front + outside_code(text[len(front) :], as_it_was))


def as_it_was(part: str) -> str:
    """Put a piece of Markdown into the form before the great reformat."""
    starred = re.sub(r"^( *)- ", r"\1* ", part, flags=re.M)
    return re.sub(r"^# (.*)$", lambda title: f"{title[1]}\n{'=' * len(title[1])}", starred, flags=re.M)


UNDO: dict[str, Callable[[Story, Op], None]] = {
    "add": undo_add,
    "grow": undo_grow,
    "edit": undo_edit,
    "move": undo_move,
    "split": undo_split,
    "front": undo_front,
    "delete": undo_delete,
    "restore": undo_restore,
    "reformat": undo_reformat,
}


def rewind(story: Story) -> None:
    """Undo all commits, the last one first, and note what each of them changed."""
    releases = {commit.on for commit in story.commits if commit.start}
    final = dict(story.files)
    for commit in reversed(story.commits):
        if commit.on not in releases:
            after = dict(story.files)
            undo(story, commit)
            commit.changes = differences(story.files, after)
    if story.files or story.attic:
        raise StoryError(f"no commit adds or deletes {sorted({*story.files, *story.attic})}")
    story.files = final


def undo(story: Story, commit: Commit) -> None:
    """Undo the steps of one commit, the last one first."""
    try:
        for op in reversed(commit.do):
            UNDO[next(iter(op))](story, op)
    except KeyError as error:
        raise StoryError(
            f"{commit.when:%Y-%m-%d} {commit.subject!r}: a step is unknown or lacks a key: {error}"
        ) from None
    except StoryError as error:
        raise StoryError(f"{commit.when:%Y-%m-%d} {commit.subject!r}: {error}") from None


def differences(before: Files, after: Files) -> dict[str, Change]:
    """Return what two states of the files have not in common."""
    paths = sorted({*before, *after})
    pairs = {path: (before.get(path), after.get(path)) for path in paths}
    return {path: pair for path, pair in pairs.items() if pair[0] != pair[1]}


# --- writing the commits ----------------------------------------------------


@dataclass
class Branch:
    """A branch while the story is written: its newest commit and its files."""

    mark: int
    files: Files
    fork: Files = field(default_factory=dict)  # the files where it began
    release: bool = False  # begins at an older version and is never merged


@dataclass
class Writer:
    """Sends commits and tags to ``git fast-import``."""

    story: Story
    git: subprocess.Popen[bytes]
    branches: dict[str, Branch] = field(default_factory=dict)
    points: dict[str, Branch] = field(default_factory=dict)  # by id of commit or name of tag
    ids: dict[str, str] = field(default_factory=dict)
    count: int = 0

    def write(self) -> None:
        """Write the whole story, each tag right after its commit."""
        for commit in self.story.commits:
            self.commit(commit)
            for tag in self.story.tags:
                if commit.id and tag["at"] == commit.id:
                    self.tag(tag)
        for name, branch in self.branches.items():  # those that have been merged are gone
            self.send(f"reset refs/heads/{name}\nfrom :{branch.mark}\n\n")
        self.send("done\n")

    def commit(self, commit: Commit) -> None:
        """Write one commit with what it changed."""
        branch = self.branches.get(commit.on) or self.begin(commit)
        changes = self.changes(commit, branch)
        self.count += 1
        self.send(f"commit refs/heads/main\nmark :{self.count}\n{self.signatures(commit)}")
        self.data(self.fill(message(commit, self.story.people).encode()))
        self.send(f"from :{branch.mark}\n" if branch.mark else "")
        self.send(f"merge :{self.branches.pop(commit.merge).mark}\n" if commit.merge else "")
        self.files(changes, branch.files)
        self.send("\n")
        branch.mark = self.count
        self.remember(commit.id, branch)

    def begin(self, commit: Commit) -> Branch:
        """Begin a branch where the story says so, or at the tip of main."""
        start = self.points[commit.start] if commit.start else self.branches.get("main", Branch(0, {}))
        branch = Branch(start.mark, dict(start.files), dict(start.files), bool(commit.start))
        self.branches[commit.on] = branch
        return branch

    def changes(self, commit: Commit, branch: Branch) -> dict[str, Change]:
        """Return what a commit changes, and make sure that it fits its branch."""
        changes = dict(commit.changes)
        if commit.merge:
            other = self.branches[commit.merge]
            changes = {**differences(other.fork, other.files), **changes}
        elif branch.release:
            changes = differences(branch.files, applied(commit, branch.files))
        for path, (before, _) in changes.items():
            if not commit.merge and branch.files.get(path) != before:
                raise StoryError(f"{commit.subject!r} changes {path}, which another branch changed as well")
        return changes

    def files(self, changes: dict[str, Change], files: Files) -> None:
        """Write the files of a commit; those that go come first."""
        for path, (_, after) in sorted(changes.items(), key=lambda item: item[1][1] is not None):
            if after is None:
                files.pop(path)
                self.send(f"D {path}\n")
            else:
                files[path] = after
                self.send(f"M {'100755' if after[:2] == b'#!' else '100644'} inline {path}\n")
                self.data(self.fill(after))

    def tag(self, tag: dict[str, Any]) -> None:
        """Write an annotated tag."""
        point = self.points[tag["at"]]
        self.points[tag["name"]] = point
        who = signature(self.story.people[tag["by"]], tag["when"])
        self.send(f"tag {tag['name']}\nfrom :{point.mark}\ntagger {who}\n")
        self.data(f"{tag['message'].strip()}\n".encode())

    def remember(self, name: str, branch: Branch) -> None:
        """Ask for the id of a commit that the story refers to."""
        if name:
            self.points[name] = Branch(branch.mark, dict(branch.files))
            self.send(f"get-mark :{branch.mark}\n")
            self.pipe.flush()
            assert self.git.stdout is not None
            self.ids[name] = self.git.stdout.readline().decode().strip()

    def signatures(self, commit: Commit) -> str:
        """Return the lines that name author and committer."""
        people = self.story.people
        author = signature(people[commit.by], commit.when)
        committer = signature(people[commit.committer or commit.by], commit.committed or commit.when)
        return f"author {author}\ncommitter {committer}\n"

    def fill(self, data: bytes) -> bytes:
        """Put the ids of commits where the text names them."""
        return NAMED.sub(lambda match: self.ids[match[1].decode()].encode(), data)

    @property
    def pipe(self) -> IO[bytes]:
        """Return the way to fast-import."""
        assert self.git.stdin is not None
        return self.git.stdin

    def send(self, text: str) -> None:
        """Send a line or more."""
        self.pipe.write(text.encode())

    def data(self, data: bytes) -> None:
        """Send a piece of data with its length."""
        self.send(f"data {len(data)}\n")
        self.pipe.write(data + b"\n")


def signature(person: str, when: datetime) -> str:
    """Return a person and a time as git writes them."""
    return f"{person} {int(when.timestamp())} {when:%z}"


def message(commit: Commit, people: dict[str, str]) -> str:
    """Return the whole message of a commit; trailers may name a person by the short name."""
    trailers = []
    for trailer in commit.trailers:
        key, _, value = trailer.partition(": ")
        trailers.append(f"{key}: {people.get(value, value)}")
    parts = (commit.subject, commit.body.strip(), "\n".join(trailers))
    return "\n\n".join(part for part in parts if part) + "\n"


def applied(commit: Commit, files: Files) -> Files:
    """Return the files of a release branch after the edits of a commit."""
    after = dict(files)
    for op in commit.do:
        swap(after, op["edit"], op["old"], op["new"])
    return after


# --- making the repositories ------------------------------------------------


def environment() -> dict[str, str]:
    """Return an environment in which git does the same for everybody."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    fixed = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    return {**kept, **fixed, "TZ": "UTC", "LC_ALL": "C.UTF-8"}


def run_git(repository: Path, *args: str) -> str:
    """Run git in a repository and return what it says."""
    command = ["git", "-C", str(repository), *args]
    done = subprocess.run(command, env=environment(), capture_output=True, check=False)
    if done.returncode:
        raise StoryError(f"git {args[0]} failed: {done.stderr.decode().strip()}")
    return done.stdout.decode()


def fast_import(repository: Path, story: Story) -> Writer:
    """Write a story into an empty repository."""
    options = ["--quiet", "--done", "--date-format=raw"]
    command = ["git", "-C", str(repository), "-c", "core.ignorecase=false", "fast-import", *options]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, env=environment(), stdin=pipe, stdout=pipe) as git:
        writer = Writer(story, git)
        writer.write()
        git.communicate()
    if git.returncode:
        raise StoryError("git fast-import failed")
    return writer


def check_end(repository: Path, writer: Writer) -> None:
    """Make sure that main ends with exactly the files under ``pages``."""
    listed = run_git(repository, "ls-tree", "-r", "-z", "main").split("\0")[:-1]
    found = {line.split("\t")[1]: line.split()[2] for line in listed}
    wanted = {path: blob_id(writer.fill(data)) for path, data in writer.story.files.items()}
    wrong = sorted(path for path in {*found, *wanted} if found.get(path) != wanted.get(path))
    if wrong:
        raise StoryError(f"main does not end with the files under pages/: {', '.join(wrong)}")


def blob_id(data: bytes) -> str:
    """Return the id that git gives to a file."""
    return hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()


def fingerprint(name: str) -> str:
    """Return a number that changes when anything changes that a repository is made of."""
    digest = hashlib.sha256(Path(__file__).read_bytes())
    for part in ("people", name):
        digest.update((HERE / "history" / f"{part}.toml").read_bytes())
    for folder in ("pages", "attic"):
        for path, data in read_files(HERE / folder / name).items():
            digest.update(f"{folder}/{path} {len(data)}\n".encode() + data)
    return digest.hexdigest()


def replay(name: str, out: Path) -> None:
    """Make one repository, unless it is there already and nothing has changed."""
    target, fresh = out / f"{name}.git", out / f".{name}.new"
    stamp, now = target / "replayed-from", fingerprint(name)
    if stamp.is_file() and stamp.read_text() == now:
        return
    story = load(name)
    rewind(story)
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    run_git(fresh, "init", "--quiet", "--bare", "--template=", "--initial-branch=main")
    check_end(fresh, fast_import(fresh, story))
    (fresh / stamp.name).write_text(now)
    shutil.rmtree(target, ignore_errors=True)
    fresh.rename(target)


def main() -> int:
    """Make both repositories and say what they hold."""
    parser = argparse.ArgumentParser(description="Make the repositories of the example site.")
    parser.add_argument("--out", type=Path, default=HERE / ".repos", metavar="DIR")
    out = parser.parse_args().out.resolve()
    try:
        for name in NAMES:
            replay(name, out)
            repository = out / f"{name}.git"
            count = run_git(repository, "rev-list", "--count", "--all").strip()
            tip = run_git(repository, "rev-parse", "--short=12", "main").strip()
            print(f"{name}: {count} commits, main at {tip}")
    except StoryError as error:
        print(f"replay: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
