"""`kbgen serve` over a small repository, in a process of its own, for tests."""

from __future__ import annotations

import json
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from command_line import started
from repo_builder import RepoBuilder

LONGEST = 60
"""Seconds after which what should happen counts as not happening."""
HOME = "# Home\n\nThis is the first text.\n"


class Preview:
    """A repository, and `kbgen serve` over it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.temporary = root / "temporary"
        pages = {"docs/index.md": HOME, "docs/two.md": "# Two\n\nSecond.\n", ".gitignore": "secret.md\n"}
        self.repo = RepoBuilder(root / "kb").commit(pages)
        self.config = root / "kbgen.yml"
        self.say({})
        self.address = ""
        self.process: subprocess.Popen[str] | None = None

    def say(self, site: Mapping[str, str]) -> None:
        """Write the configuration."""
        whole = {"site": {"name": "Kb", "url": "https://e.org/base/", **site}, "sources": [{"url": "kb"}]}
        self.config.write_text(json.dumps({**whole, "theme": "theme"}), encoding="utf-8")

    def theme(self, text: str) -> None:
        (self.root / "theme" / "partials").mkdir(parents=True, exist_ok=True)
        (self.root / "theme" / "partials" / "copyright.html").write_text(f"<p>{text}</p>", encoding="utf-8")

    def start(self) -> None:
        self.theme("Before")
        self.process = started("serve", "--port", "0", "-j", "1", cwd=self.root, temporary=self.temporary)
        assert self.process.stderr is not None
        told = []
        for line in self.process.stderr:
            told.append(line)
            if line.startswith("Serving http://127.0.0.1:"):
                self.address = line.split()[1]
                return
        pytest.fail("".join(told))

    def write(self, path: str, text: str) -> None:
        self.repo.write({path: text})

    def get(self, path: str = "") -> str:
        """Return what is served at `path`; "" for a page that is not found."""
        try:
            with urllib.request.urlopen(self.address + path, timeout=LONGEST) as answer:
                return str(answer.read().decode())
        except urllib.error.HTTPError:
            return ""

    def messages(self) -> Iterator[Mapping[str, str]]:
        """Yield what open pages are told, as it comes."""
        with urllib.request.urlopen(f"{self.address}__kbgen/events", timeout=LONGEST) as stream:
            for line in stream:
                if line.startswith(b"data: "):
                    yield json.loads(line.removeprefix(b"data: "))

    def stop(self, number: signal.Signals = signal.SIGINT) -> str:
        """Send a signal; return what was said after the start."""
        assert self.process is not None
        if self.process.poll() is None:
            self.process.send_signal(number)
        _, told = self.process.communicate(timeout=LONGEST)
        return told


def eventually(shows: Callable[[], bool]) -> None:
    end = time.monotonic() + LONGEST
    while not shows():
        assert time.monotonic() < end, "it never happened"
        time.sleep(0.05)
