"""The real `kbgen serve` in a process of its own: what is written is shown, and the repository is only read."""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from command_line import fingerprint, kbgen, survivors
from output_folder import names
from preview import LONGEST, Preview, eventually


@pytest.fixture
def preview(tmp_path: Path) -> Iterator[Preview]:
    made = Preview(tmp_path)
    yield made
    if made.process is not None and made.process.poll() is None:
        made.process.kill()
        made.process.communicate(timeout=LONGEST)


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
    changed = preview.repo.git("status", "--porcelain").split("\n")
    assert changed == ["M docs/index.md", " D docs/two.md", "?? docs/new.md"]


def test_people_and_dates_are_those_of_what_is_committed(preview: Preview) -> None:
    preview.start()
    preview.write("docs/two.md", "# Two\n\nA second thought, by nobody yet.\n")
    eventually(lambda: "by nobody yet" in preview.get("two/"))
    assert "History: 1 change" in preview.get("two/")
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
    mark.unlink(missing_ok=True)  # making the commit may have run them
    preview.start()
    preview.write("docs/index.md", "# Home\n\nThrough no filter.\n")
    eventually(lambda: "Through no filter." in preview.get())
    assert not os.path.lexists(mark)
