"""The real `kbgen build` is asked to stop at moments spread over its run: the site is as it was, and all tidies up.

The whole process group gets the signal, as from a terminal, or only the process that was started. The common run takes
a few moments, `make torture` two hundred. For builds that are killed see test_injected.py.
"""

from __future__ import annotations

import itertools
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from command_line import fingerprint, kbgen, started, survivors
from output_folder import names
from repo_builder import RepoBuilder

from kbgen.publish import MANIFEST
from kbgen.publish.manifest import manifest_of

PAGES = 10
LONGEST = 60
"""Seconds after which a process that should be gone counts as one that stays."""


class Library:
    """A repository, and the site that is built from it again and again. Every page tells its revision."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.site = root / "site"
        self.temporary = root / "temporary"
        self.repo = RepoBuilder(root / "kb")
        self.revision = 0
        self.revise()
        assert self.build().startswith("Published to site")

    def revise(self) -> None:
        """Commit a revision that changes every page, adds one, and takes one away."""
        self.revision += 1
        text = f"Revision {self.revision} of a page.\n\n" + "Some *text* with `code` and [a link](page1.md).\n\n" * 20
        pages: dict[str, str | None] = {
            f"docs/page{number}.md": f"# Page {number}\n\n{text}" for number in range(PAGES)
        }
        pages |= {"docs/index.md": f"# Home\n\n{text}", f"docs/only{self.revision}.md": f"# Only\n\n{text}"}
        if self.revision > 1:
            pages[f"docs/only{self.revision - 1}.md"] = None
        self.repo.commit(pages)

    def build(self) -> str:
        """Build in peace, so that nothing of an earlier build is left, and return what was said of it."""
        done = kbgen("build", "kb", "-j", "2", cwd=self.root)
        assert done.code == 0, done.err
        assert self.published() == self.revision
        assert self.leftovers() == []
        return done.err.splitlines()[-2]

    def start(self) -> subprocess.Popen[str]:
        return started("build", "kb", "-j", "2", cwd=self.root, temporary=self.temporary)

    def published(self) -> int:
        """Return the revision of the site: every page must tell the same, and the files be those of the manifest."""
        assert manifest_of(self.site) == (self.site / MANIFEST).read_bytes()
        pages = [self.site / "index.html", *(self.site / f"page{number}/index.html" for number in range(PAGES))]
        found = {int(n) for page in pages for n in re.findall(r"Revision (\d+) of", page.read_text(encoding="utf-8"))}
        assert len(found) == 1, found
        (revision,) = found
        only = [path.name for path in self.site.glob("only*") if (path / "index.md").exists()]  # others lead to it
        assert only == [f"only{revision}"]
        return revision

    def leftovers(self) -> list[str]:
        return [name for name in names(self.root) if name.startswith(".site.kbgen-")]


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return Library(tmp_path)


def all_gone(library: Library) -> bool:
    end = time.monotonic() + LONGEST
    while survivors(library.temporary) and time.monotonic() < end:
        time.sleep(0.02)
    return not survivors(library.temporary)


def begun(library: Library, process: subprocess.Popen[str]) -> float:
    """Wait until the process is at work on the output, and return when that was."""
    while process.poll() is None and not library.leftovers():
        time.sleep(0.005)
    return time.monotonic()


def stopped(library: Library, number: signal.Signals, moment: float, *, group: bool) -> bool:
    """Send a signal `moment` seconds after the build began its work, and look; False if it had ended before."""
    library.revise()
    before = fingerprint(library.site)
    with library.start() as process:
        begun(library, process)
        time.sleep(moment)
        if process.poll() is None:
            (os.killpg if group else os.kill)(process.pid, number)
        _, told = process.communicate(timeout=LONGEST)
    assert all_gone(library)
    assert "Traceback" not in told
    assert process.returncode in (0, 130), told
    if "Nothing was published" in told:
        assert "The site in site is as it was." in told
        assert fingerprint(library.site) == before
    else:
        assert "Published to site" in told  # it had ended, or was stopped after the exchange
        assert library.published() == library.revision
    assert library.leftovers() == []
    assert names(library.temporary) == []
    return process.returncode == 130


def stop_at(library: Library, moments: int) -> None:
    """Stop one build after the other, each a bit later than the one before, in all four ways in turn."""
    library.revise()
    with library.start() as process:
        start = begun(library, process)
        process.communicate(timeout=LONGEST)
    length = time.monotonic() - start
    ways = itertools.cycle(itertools.product((signal.SIGINT, signal.SIGTERM), (True, False)))
    turns = zip(range(moments), ways, strict=False)
    assert any(
        [stopped(library, number, length * turn / moments, group=group) for turn, (number, group) in turns]  # noqa: C419 - all of them
    )
    library.build()


def test_a_build_that_is_asked_to_stop_leaves_the_site_as_it_was(library: Library) -> None:
    stop_at(library, 4)


@pytest.mark.torture
def test_a_build_asked_to_stop_at_many_moments(library: Library) -> None:
    stop_at(library, 200)


def test_a_build_that_is_stopped_after_the_exchange_does_not_deny_it(library: Library) -> None:
    library.revise()
    code = (
        "import os, signal, sys; from kbgen.publish import output; from kbgen.cli import main\n"
        "output.fsync_folder = lambda folder: os.kill(os.getpid(), signal.SIGTERM)\n"  # called right after it
        "sys.exit(main(['build', 'kb', '-j', '1']))"
    )
    environment = {**os.environ, "KBGEN_CACHE": str(library.root / ".cache")}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=library.root, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 130
    assert done.stderr.splitlines()[-1] == "Published to site, then interrupted: the site is whole."
    assert library.published() == library.revision
    assert library.leftovers() == []
