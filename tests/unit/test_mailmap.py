"""Our reading of `.mailmap` against git's own."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from repo_builder import ENVIRONMENT, RepoBuilder

from kbgen.facts import Identity
from kbgen.people import Mailmap

CASES = [
    ("", "Ann", "ann@x"),
    ("Ann Lee <ann@x>", "ann", "ann@x"),
    ("Ann Lee <ann@x>", "ann", "ANN@X"),
    ("<new@x> <old@x>", "Ann", "old@x"),
    ("Ann Lee <new@x> <old@x>", "ann", "Old@x"),
    ("Ann Lee <new@x> ann <old@x>", "ANN", "old@x"),
    ("Ann Lee <new@x> ann <old@x>", "bob", "old@x"),
    ("Ann <a@x> ann <shared@x>\nBob <b@x> bob <shared@x>\nSomeone <shared@x>", "bob", "shared@x"),
    ("Ann <a@x> ann <shared@x>\nBob <b@x> bob <shared@x>\nSomeone <shared@x>", "eve", "shared@x"),
    ("First <a@x>\nSecond <a@x>", "ann", "a@x"),
    ("<new@x> <old@x>\nName <old@x>", "ann", "old@x"),
    ("# Ann Lee <ann@x>", "ann", "ann@x"),
    (" # odd <ann@x>", "ann", "ann@x"),
    ("Ann Lee <ann@x> # a comment", "ann", "ann@x"),
    ("Ann Lee <ann@x> <> ", "ann", "ann@x"),
    ("  Ann Lee\t <ann@x>\r", "ann", "ann@x"),
    ("<ann@x>", "ann", "ann@x"),
    ("Ann Lee <ann@x", "ann", "ann@x"),
    ("Ann Lee <>", "ann", "ann@x"),
    ("Ánn <ÁNN@x>", "ann", "ánn@x"),
    ("Ann <a@x> Örjan <o@x>", "örjan", "o@x"),
    ("Ann <a@x><b@x><c@x>", "bob", "b@x"),
    ("王伟 <wei@x> wei <w@x>", "Wei", "W@X"),
]


@pytest.fixture(scope="module")
def repo(tmp_path_factory: pytest.TempPathFactory) -> RepoBuilder:
    return RepoBuilder(tmp_path_factory.mktemp("mailmap"))


def as_git(repo: RepoBuilder, mailmap: str, identity: Identity) -> str:
    path: Path = repo.path / "the.mailmap"
    path.write_text(mailmap, encoding="utf-8", newline="")
    blob = repo.git("hash-object", "-w", str(path))
    done = subprocess.run(
        ["git", "-c", f"mailmap.blob={blob}", "check-mailmap", "--stdin"],
        cwd=repo.path,
        env={"PATH": os.environ["PATH"], **ENVIRONMENT},
        input=f"{identity.name} <{identity.email}>\n".encode(),
        capture_output=True,
        check=True,
    )
    return done.stdout.decode()


def as_we(mailmap: str, identity: Identity) -> str:
    found = Mailmap.parse(mailmap).apply(identity)
    return f"{found.name} <{found.email}>\n".lstrip(" ")


@pytest.mark.parametrize(("mailmap", "name", "email"), CASES)
def test_a_mailmap_says_what_git_says(repo: RepoBuilder, mailmap: str, name: str, email: str) -> None:
    assert as_we(mailmap, Identity(name, email)) == as_git(repo, mailmap, Identity(name, email))


LINES = st.lists(
    st.lists(
        st.sampled_from(["Ann", "ann", "Bob", " ", "<a@x>", "<A@x>", "<b@x>", "<>", "<", ">", "#", "\t"]), max_size=7
    ).map("".join),
    max_size=4,
).map("\n".join)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(LINES, st.sampled_from(["Ann", "bob", "Eve"]), st.sampled_from(["a@x", "B@X", "c@x"]))
def test_any_mailmap_says_what_git_says(repo: RepoBuilder, mailmap: str, name: str, email: str) -> None:
    assert as_we(mailmap, Identity(name, email)) == as_git(repo, mailmap, Identity(name, email))


def test_undecodable_bytes_are_kept() -> None:
    assert Mailmap.parse("Ren\udce9 <r@x>").apply(Identity("rene", "r@x")).name == "Ren\udce9"
