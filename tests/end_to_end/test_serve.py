"""The real `kbgen serve` in a process of its own: what is written is shown, and the repository is only read."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from command_line import fingerprint, kbgen, started, survivors
from output_folder import names
from playwright.sync_api import Browser, expect
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


@pytest.fixture
def preview(tmp_path: Path) -> Iterator[Preview]:
    made = Preview(tmp_path)
    yield made
    if made.process is not None and made.process.poll() is None:
        made.process.kill()
        made.process.communicate(timeout=LONGEST)


def eventually(shows: Callable[[], bool]) -> None:
    end = time.monotonic() + LONGEST
    while not shows():
        assert time.monotonic() < end, "it never happened"
        time.sleep(0.05)


def test_what_is_written_is_shown_and_the_repository_is_only_read(preview: Preview) -> None:
    preview.start()
    assert preview.address.endswith("/base/")
    assert "This is the first text." in preview.get()
    before = {**fingerprint(preview.repo.path / ".git")}
    preview.write("docs/index.md", "# Home\n\nThis is the second text.\n")
    eventually(lambda: "This is the second text." in preview.get())
    preview.write("docs/new.md", "# New\n\nNobody has committed this.\n")
    eventually(lambda: "Nobody has committed this." in preview.get("new/"))
    assert "it is not in the history of the default branch" in preview.get("new/")
    preview.write("docs/secret.md", "# Secret\n\nThis is ignored.\n")
    (preview.repo.path / "docs/two.md").unlink()
    eventually(lambda: not preview.get("two/"))
    assert not preview.get("secret/")
    assert fingerprint(preview.repo.path / ".git") == before
    assert preview.repo.git("status", "--porcelain").split("\n") == [
        " M docs/index.md",
        " D docs/two.md",
        "?? docs/new.md",
    ]


def test_people_and_dates_are_those_of_what_is_committed(preview: Preview) -> None:
    preview.start()
    preview.write("docs/two.md", "# Two\n\nA second thought, by nobody yet.\n")
    eventually(lambda: "by nobody yet" in preview.get("two/"))
    assert "History: 1 change" in preview.get("two/")
    preview.repo.git("add", "-A")
    preview.repo.commit({"docs/two.md": "# Two\n\nA second thought, by Bob.\n"}, author="Bob")
    eventually(lambda: "History: 2 changes" in preview.get("two/"))
    assert "Bob" in preview.get("people/")


def test_errors_are_told_and_the_last_good_site_stays(preview: Preview) -> None:
    preview.start()
    messages = preview.messages()
    first = next(messages)
    assert first["problems"] == ""
    preview.write("docs/two.md", "---\ntitle: [\n---\n\n# Two\n\nBroken.\n")
    wrong = next(messages)
    assert wrong["site"] == first["site"]
    assert wrong["problems"].startswith("kb/docs/two.md:")
    assert "KB010 error" in wrong["problems"]
    assert "Second." in preview.get("two/")
    preview.write("docs/two.md", "# Two\n\nMended.\n")
    mended = next(message for message in messages if not message["problems"])
    assert mended["site"] != first["site"]
    assert "Mended." in preview.get("two/")
    told = preview.stop()
    assert "kb/docs/two.md:3:1: KB010 error" in told
    assert "Not built: what was built last is served." in told


def test_the_configuration_and_the_theme_are_followed(preview: Preview) -> None:
    preview.start()
    assert "<p>Before</p>" in preview.get()
    preview.theme("After")
    eventually(lambda: "<p>After</p>" in preview.get())
    preview.say({"name": "Another name"})
    eventually(lambda: "Another name" in preview.get())
    preview.config.write_text("site: {nam: x}", encoding="utf-8")
    next(message for message in preview.messages() if "kbgen.yml" in message["problems"])
    assert "Another name" in preview.get()


def test_only_the_served_page_has_the_script(preview: Preview) -> None:
    preview.start()
    assert "__kbgen/live.js" in preview.get()
    assert "__kbgen/live.js" not in preview.get("index.md")
    assert kbgen("build", "-o", "site", cwd=preview.root).code == 0
    assert not [
        path for path in fingerprint(preview.root / "site") if b"__kbgen" in (preview.root / "site" / path).read_bytes()
    ]


def test_an_open_page_is_loaded_anew_and_shows_what_is_wrong(preview: Preview, browser: Browser) -> None:
    preview.start()
    page = browser.new_page()
    trouble: list[str] = []
    page.on("console", lambda message: trouble.append(message.text) if message.type == "error" else None)
    page.goto(preview.address)
    preview.write("docs/index.md", "# Home\n\nThis is the second text.\n")
    expect(page.get_by_text("This is the second text.")).to_be_visible(timeout=LONGEST * 1000)
    preview.write("docs/two.md", "---\ntitle: [\n---\n")
    expect(page.get_by_role("alert")).to_contain_text("KB010", timeout=LONGEST * 1000)
    assert page.get_by_text("This is the second text.").is_visible()
    preview.write("docs/two.md", "# Two\n")
    expect(page.get_by_role("alert")).to_have_count(0, timeout=LONGEST * 1000)
    assert trouble == []
    page.close()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_by_a_signal_and_leaves_nothing(preview: Preview, number: signal.Signals) -> None:
    preview.start()
    told = preview.stop(number)
    assert preview.process is not None
    assert (preview.process.returncode, "Traceback" in told) == (0, False)
    eventually(lambda: not survivors(preview.temporary))
    assert names(preview.temporary) == []


def test_a_port_that_is_taken_is_told(preview: Preview) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = kbgen("serve", "--port", str(taken.getsockname()[1]), cwd=preview.root)
    assert done.code == 2
    assert done.err.splitlines()[0].startswith("kbgen: KB101 error: cannot serve on port ")
    assert "--port" in done.err.splitlines()[1]


@pytest.mark.parametrize(
    ("target", "host", "status"),
    [
        ("/", "127.0.0.1", 302),
        ("/base/two", "127.0.0.1", 302),
        ("/base/nowhere/", "127.0.0.1", 404),
        ("/base/../../kbgen.yml", "127.0.0.1", 404),
        ("/base/%2e%2e/%2e%2e/etc/passwd", "127.0.0.1", 404),
        ("/base/", "evil.example.org", 403),
        ("/base/", "localhost", 200),
    ],
)
def test_what_is_answered(served: Preview, target: str, host: str, status: int) -> None:
    port = int(served.address.split(":")[2].split("/")[0])
    with socket.create_connection(("127.0.0.1", port), timeout=LONGEST) as connection:
        connection.sendall(f"GET {target} HTTP/1.0\r\nHost: {host}:{port}\r\n\r\n".encode())
        answer = connection.makefile("rb").readline()
    assert int(answer.split()[1]) == status


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Preview]:
    """Return a preview that nobody changes."""
    made = Preview(tmp_path_factory.mktemp("served"))
    made.start()
    yield made
    made.stop()


def test_filters_and_hooks_of_the_repository_are_not_run(preview: Preview) -> None:
    mark = preview.root / "ran"
    preview.repo.git("config", "filter.evil.clean", f"touch {mark}; cat")
    preview.repo.git("config", "core.fsmonitor", f"touch {mark}")
    preview.repo.commit({".gitattributes": "*.md filter=evil\n"})
    with mark.open("w"):
        mark.unlink()
    preview.start()
    preview.write("docs/index.md", "# Home\n\nThrough no filter.\n")
    eventually(lambda: "Through no filter." in preview.get())
    assert not os.path.lexists(mark)
