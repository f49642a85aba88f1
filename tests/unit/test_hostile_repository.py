"""Repositories that no command of git would make, built by the real program: what may be published is, and no more."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from attack_data import folder
from command_line import Done, kbgen
from raw_git import AUTHOR, Entry, write_blob, write_commit, write_tree
from repo_builder import RepoBuilder

from kbgen.content.inclusion import ALWAYS_EXCLUDED
from kbgen.paths import shown

PAGE = b"# A page\n\nwith some words\n"
SECRET = "canary-beside-the-repository"
SENTINEL = Path("/tmp/kbgen-pwned")
UNFETCHABLE = ("no-email", "html-name", "nul-body", "redos-actor")
"""Commits that git's own check refuses when they are fetched, and with them all that is based on them."""
PUBLISHED = ("README.md", "ok.md", "<img src=x onerror=alert(1)>.md", "é.md", "😀.md", "a?b#c.md")
NESTED = ("index.md/index.md", "%2e%2e/x.md")
NAMED = """
site: {url: "https://kb.example/"}
sources:
  - url: kb
    branches: ["**"]
    tags: ["**"]
    versions: {"$[(]id[)]": id, "<svg*": svg, "<svg/**": svg, "é": e, "<img/**": img}
"""


def rows(name: str) -> list[Any]:
    """Return one of the lists of the hostile data; skips the test where there is none."""
    found: list[Any] = json.loads((folder() / "git-hostile.json").read_text(encoding="utf-8"))[name]
    return found


def bytes_of(row: dict[str, str]) -> dict[str, bytes]:
    """Return the lines of a raw commit that a row gives."""
    line = bytes.fromhex(row["header_hex"]) if "header_hex" in row else row.get("header", "").encode()
    given = {"author" if line.startswith(b"author ") else "header": line} if line else {}
    return given | ({"message": row["message"].encode()} if "message" in row else {})


class Hostile:
    """A bare repository with every row of the data in it that git lets through."""

    def __init__(self, path: Path) -> None:
        self.repo = RepoBuilder(path, worktree=False)
        self.page = write_blob(self.repo, PAGE)
        self.names = [name.encode() for name in rows("tree_names")] + [bytes.fromhex(x) for x in rows("tree_names_hex")]
        self.entries = [self.entry(name) for name in self.names if b".." not in name]
        self.entries += [self.file(each["name"], each["text"].encode()) for each in rows("files")]
        self.entries += [self.entry_of_mode(mode, n) for n, mode in enumerate(rows("modes")) if "n/a" not in mode]
        tip = write_commit(self.repo, write_tree(self.repo, self.entries))
        for row in (row for row in rows("commits_raw") if row["id"] not in UNFETCHABLE):
            self.entries.append(self.file(f"{row['id']}.md", f"# {row['id']}\n\nSome words of it.\n".encode()))
            tip = write_commit(self.repo, write_tree(self.repo, self.entries), tip, **bytes_of(row))
        self.repo.git("update-ref", "refs/heads/main", tip)
        self.refs = [name for name in rows("refs") if self.is_taken(name, tip)]

    def file(self, name: str, body: bytes) -> Entry:
        return b"100644", name.encode(), write_blob(self.repo, body)

    def entry(self, name: bytes) -> Entry:
        first, slash, rest = name.partition(b"/")
        return (b"40000", first, write_tree(self.repo, [self.entry(rest)])) if slash else (b"100644", first, self.page)

    def entry_of_mode(self, written: str, number: int) -> Entry:
        mode, _, target = written.partition(" -> ")
        oid = write_blob(self.repo, target.encode()) if target else self.page
        is_submodule = mode.startswith("160000")
        return mode.split()[0].encode(), b"mode%d.md" % number, "1" * 40 if is_submodule else oid

    def is_taken(self, name: str, oid: str) -> bool:
        try:
            self.repo.git("update-ref", "--no-deref", name, oid)
        except AssertionError:
            return False  # git does not know such a name, or has another one in its place
        return True


def assert_nothing_leaks(done: Done, root: Path) -> None:
    """Assert that neither a traceback nor what lies outside of the repository is in the output, site or cache."""
    assert "Traceback" not in done.err
    assert done.out == ""
    assert not SENTINEL.exists()
    secrets = (SECRET.encode(), Path("/etc/passwd").read_bytes().splitlines()[0], b"SECRETTOKEN")
    assert not any(secret in done.err.encode() for secret in secrets)
    files = [path for part in ("site", ".cache") for path in (root / part).rglob("*") if path.is_file()]
    assert [path for path in files if any(secret in path.read_bytes() for secret in secrets)] == []


@pytest.mark.security
def test_every_hostile_row_that_git_lets_through(tmp_path: Path) -> None:
    hostile = Hostile(tmp_path / "kb")
    assert len(hostile.refs) >= 10
    (tmp_path / "secret").write_text(SECRET)
    (tmp_path / "kbgen.yml").write_text(NAMED, encoding="utf-8")
    done = kbgen("build", "-j", "1", "-v", "--report", "report.json", cwd=tmp_path)
    assert done.code == 0, done.err
    assert_nothing_leaks(done, tmp_path)

    told = json.loads((tmp_path / "report.json").read_bytes())["problems"]
    named = {each["path"] for each in told if each["ref"] == "main" and each["code"] in ("KB002", "KB005")}
    site = tmp_path / "site/main"
    pages = {path.relative_to(site).as_posix() for path in site.rglob("index.md")}
    for raw in hostile.names:
        name = raw.decode("utf-8", "surrogateescape")
        if name in (*PUBLISHED, *NESTED):
            place = {"README.md": "index.md", "index.md/index.md": "index.md/index.md"}
            assert place.get(name, f"{name.removesuffix('.md')}/index.md") in pages, name
        elif ".." not in name and not name.startswith(ALWAYS_EXCLUDED[0][0]):
            assert shown(name) in named, name
    assert {"mode0.md", "mode1.md", "mode2.md"} <= named
    assert all(line.isprintable() for line in done.err.splitlines())
    skipped = [each["message"] for each in told if each["code"] == "KB112"]
    assert sum("begins with '-'" in message for message in skipped) == 2
    (clamped,) = (each["message"] for each in told if each["code"] == "KB121")
    assert clamped.startswith("3 commits have dates that cannot be")
    days = (tmp_path / "site/sitemaps/kb.xml").read_text(encoding="utf-8").split("<lastmod>")[1:]
    assert {day.partition("<")[0] for day in days} == {"2023-11-14"}


@pytest.mark.security
def test_what_git_refuses_concerns_no_other_source(tmp_path: Path) -> None:
    RepoBuilder(tmp_path / "good").commit({"index.md": "# Good\n"})
    refused = {f"raw-{row['id']}": bytes_of(row) for row in rows("commits_raw") if row["id"] in UNFETCHABLE}
    names = {f"dot-{number}": name.encode() for number, name in enumerate(rows("dotgit")) if name != ".gitmodules"}
    for source in (*refused, *names):
        repo = RepoBuilder(tmp_path / source, worktree=False)
        inside = write_tree(repo, [(b"100644", b"config.md", write_blob(repo, PAGE))])
        tree = write_tree(repo, [(b"40000", names.get(source, b"docs"), inside)])
        repo.git("update-ref", "refs/heads/main", write_commit(repo, tree, **refused.get(source, {"author": AUTHOR})))
    sources = [{"url": name} for name in ("good", *refused, *names)]
    (tmp_path / "kbgen.yml").write_text(json.dumps({"sources": sources}), encoding="utf-8")
    done = kbgen("build", "-j", "1", "-v", cwd=tmp_path)
    assert done.code == 3, done.err
    assert_nothing_leaks(done, tmp_path)
    left_out = [line for line in done.err.splitlines() if "KB111 error" in line]
    assert sorted(line.partition(":")[0] for line in left_out) == sorted([*refused, *names])
    assert all("git refuses object " in line for line in left_out)
    assert (tmp_path / "site/good/index.html").exists()


@pytest.mark.security
def test_no_address_of_a_source_executes_or_tells_anything(tmp_path: Path) -> None:
    """Those that are no addresses at all stop the build; those that cannot be reached are left out."""
    RepoBuilder(tmp_path / "good").commit({"index.md": "# Good\n"})
    urls = rows("urls")
    tried = [url for url in urls if url in ("/etc", "../other") or "GITHUB_TOKEN" in url]
    for chosen, code in ([url for url in urls if url not in tried], 2), (tried, 3):
        sources = [{"url": url, "name": f"s{n}"} for n, url in enumerate(chosen)] + [{"url": "good"}]
        (tmp_path / "kbgen.yml").write_text(json.dumps({"sources": sources}), encoding="utf-8")
        done = kbgen("build", "-j", "1", "-v", cwd=tmp_path, GITHUB_TOKEN=SECRET)
        assert done.code == code, done.err
        assert_nothing_leaks(done, tmp_path)
        found = [line for line in done.err.splitlines() if re.search(r"KB1(01|02|11) error", line)]
        assert len(found) == len(chosen), done.err
