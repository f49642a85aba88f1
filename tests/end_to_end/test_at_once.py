"""Builds at the same time on one output folder, and readers while a site is published."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from command_line import fingerprint
from forked import forks
from many_sided import many_sided, revise
from output_folder import names, put

from kbgen.errors import ExitCode
from kbgen.publish import MANIFEST
from kbgen.publish.manifest import manifest_of

PAGES = [f"{folder}{name}.html" for folder in ("", "a/", "b/") for name in ("index", "one", "two", "three")]


@pytest.mark.torture
@pytest.mark.parametrize("wait", [(), ("--wait", "100")], ids=["at once", "waiting"])
def test_of_two_builds_one_waits_or_is_told(tmp_path: Path, wait: tuple[str, ...]) -> None:
    place = many_sided(tmp_path / "place")
    with forks(tmp_path) as server:
        codes = []
        for revision in range(1, 11):
            revise(place, revision)
            runs = [server.start("build", "-j", "1", *wait, cwd=place) for _ in range(2)]
            done = [run.wait() for run in runs]
            codes += [each.code for each in done]
            assert sorted(each.code for each in done) in ([0, 0], [0, ExitCode.LOCKED]), [each.err for each in done]
            assert "Traceback" not in done[0].err + done[1].err
            assert manifest_of(place / "site") == (place / "site" / MANIFEST).read_bytes()
            assert f"Revision {revision}." in (place / "site/book/dev/p0/index.html").read_text(encoding="utf-8")
            assert [name for name in names(place) if name.startswith(".site.kbgen-")] == []
        assert server.start("build", "-o", "clean", "--cache", "other", cwd=place).wait().code == 0
        assert fingerprint(place / "clean") == fingerprint(place / "site")
        assert (codes.count(ExitCode.LOCKED) > 5) is (not wait)


READER = """
import os, sys
site, pages, seen = sys.argv[1], sys.argv[2:], []
print(flush=True)
while os.path.exists(f"{site}-in-work"):
    for page in pages:
        with open(f"{site}/{page}") as file:
            seen.append(int(file.read()))
print(*seen)
"""


def test_a_reader_sees_no_missing_page_and_none_of_an_earlier_site(tmp_path: Path) -> None:
    site, in_work = tmp_path / "site", tmp_path / "site-in-work"
    put(site, dict.fromkeys(PAGES, "0"))
    in_work.touch()
    command = [sys.executable, "-c", READER, str(site), *PAGES]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as reader:
        assert reader.stdout and reader.stdout.readline() == "\n"
        for generation in range(1, 51):
            put(site, dict.fromkeys(PAGES, str(generation)))
        in_work.unlink()
        seen = [int(number) for number in reader.stdout.read().split()]
    assert reader.returncode == 0, "a page was missing"
    assert seen == sorted(seen), "a page of an earlier site came after one of a later"
    assert seen[-1] > seen[0]
