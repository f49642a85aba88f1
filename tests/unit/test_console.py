from __future__ import annotations

import io
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from repo_builder import RepoBuilder

from kbgen.cli.console import LONGEST, Console, harmless, wants_colour
from kbgen.cli.progress import Bar, Lines, speed
from kbgen.errors import ExitCode
from kbgen.report_text import Span, Style


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("plain text, with ünïcode and 漢字", "plain text, with ünïcode and 漢字"),
        ("\x1b[31mred\x07", "\\x1b[31mred\\x07"),
        ("two\nlines\r", "two\\nlines\\r"),
        ("\x9b31m", "\\x9b31m"),
        ("abc\u202ecba\u2066", "abc\\u202ecba\\u2066"),
        ("a\ud800b", "a\\ud800b"),
        ("::error::x", "\\::error::x"),
        ("  ::set-output name=a::b", "  \\::set-output name=a::b"),
        ("x ::error::", "x ::error::"),
        ("a ##[error]b", "a #\\#[error]b"),
        ("##vso[task.setvariable]", "#\\#vso[task.setvariable]"),
        ("## heading", "## heading"),
        ("https://u:p@host/x and token=abc", "https://***@host/x and token=***"),
    ],
)
def test_text_from_content_is_harmless(text: str, printed: str) -> None:
    assert harmless(text) == printed


def test_a_very_long_text_is_cut() -> None:
    assert harmless("x" * (LONGEST + 1)) == "x" * LONGEST + "…"


def test_messages_go_to_stderr_and_data_to_stdout(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    Console().say([(Span("a "), Span("b", Style.ERROR)), (Span("::c"),)])
    Console().data('{"ü": 1}\n')
    assert capfdbinary.readouterr() == ('{"ü": 1}\n'.encode(), b"a b\n\\::c\n")


def test_colours_stand_around_the_escaped_text(capfd: pytest.CaptureFixture[str]) -> None:
    Console(colour=True).say([(Span("\x1b[0m", Style.ERROR), Span(" plain"))])
    assert capfd.readouterr().err == "\x1b[1;31m\\x1b[0m\x1b[0m plain\n"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("stream", "variables", "no_color", "expected"),
    [
        (Terminal(), {}, False, True),
        (io.StringIO(), {}, False, False),
        (Terminal(), {}, True, False),
        (Terminal(), {"NO_COLOR": "1"}, False, False),
        (Terminal(), {"NO_COLOR": ""}, False, True),
        (Terminal(), {"TERM": "dumb"}, False, False),
    ],
)
def test_colours_are_for_terminals_that_want_them(
    stream: io.StringIO, variables: dict[str, str], no_color: bool, expected: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("NO_COLOR", "TERM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert wants_colour(stream, no_color=no_color) is expected


@pytest.mark.parametrize("stream", ["stdout", "stderr"])
def test_a_reader_that_went_away_is_no_error(stream: str) -> None:
    code = (
        "import sys; from kbgen.cli.console import Console; from kbgen.report_text import Span\n"
        "sys.stdin.read()\n"
        "for _ in range(3): Console().data('x' * 100000); Console().say([(Span('y' * 1000),)] * 100)\n"
        "sys.exit(7)"
    )
    reading, writing = os.pipe()
    others = {"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE} | {stream: writing}
    with subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, **others) as process:  # type: ignore[call-overload]  # the keywords are known
        os.close(writing)
        os.close(reading)
        _, errors = process.communicate(b"")
    assert process.returncode == 7
    assert b"Error" not in (errors or b"")


NOWHERE = {"full": ">/dev/full", "closed": ">&-"}


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full (Linux)")
@pytest.mark.parametrize("way", NOWHERE)
def test_messages_that_cannot_be_written_are_lost_and_change_no_exit_code(way: str, tmp_path: Path) -> None:
    command = f"{sys.executable} -m kbgen stats nothing --cache cache 2{NOWHERE[way]}"
    done = subprocess.run(command, shell=True, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (ExitCode.SOURCE, "", "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full (Linux)")
def test_an_answer_that_cannot_be_written_is_told(repo: RepoBuilder) -> None:
    repo.commit({"index.md": "# Home\n"})
    command = f"{sys.executable} -m kbgen stats . --json --quiet --cache ../cache >/dev/full"
    done = subprocess.run(command, shell=True, cwd=repo.path, capture_output=True, text=True, check=False)
    told = "the answer cannot be written to standard output: No space left on device"
    assert (done.returncode, done.stderr.splitlines()[0]) == (ExitCode.BUG, f"kbgen: KB100 error: {told}")
    assert "Traceback" not in done.stderr and "log" not in done.stderr


def test_a_stage_is_one_line_in_a_log(capfd: pytest.CaptureFixture[str]) -> None:
    lines = Lines(Console())
    lines.start("fetch", 2)
    lines.advance("fetch", "a")
    lines.advance("fetch", "b")
    lines.finish("fetch", "2 sources")
    lines.start("convert", 1)
    lines.advance("convert", "\x1b")
    lines.finish("convert", "1 converted")
    lines.start("new-stage", 0)
    lines.finish("new-stage")
    printed = [line.rpartition(" in ")[0] for line in capfd.readouterr().err.splitlines()]
    assert printed == ["Fetching: 2 sources", "Converting: 1 page, 1 converted", "new-stage: 0 steps"]


def test_the_bar_starts_no_thread_and_draws_ten_times_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    screen, now = Terminal(), [0.0]
    monkeypatch.setattr(sys, "stderr", screen)
    before = threading.enumerate()
    with Bar(colour=False, clock=lambda: now[0]) as bar:
        bar.start("render", 5000)
        assert threading.enumerate() == before
        drawn = screen.tell()
        for number in range(4000):
            bar.advance("render", str(number))
        assert screen.tell() == drawn, "no time has passed"
        now[0] += 0.1
        bar.advance("render", "next")
        assert "4,001/5,000" in screen.getvalue()
        for _ in range(999):
            bar.advance("render", "rest")
        bar.finish("render", "all \x1b done")
    assert "Rendering" in screen.getvalue()
    assert "5,000/5,000" in screen.getvalue()
    assert "all \\x1b done" in screen.getvalue()


@pytest.mark.parametrize(
    ("stage", "done", "seconds", "text"),
    [
        ("render", 500, 2.0, "250 pages/s"),
        ("render", 5000, 1.0, "5,000 pages/s"),
        ("render", 0, 2.0, ""),
        ("render", 5, 0.0, ""),
        ("fetch", 5, 1.0, ""),
    ],
)
def test_speed_is_in_pages_per_second(stage: str, done: float, seconds: float, text: str) -> None:
    assert speed(stage, done, seconds) == text
