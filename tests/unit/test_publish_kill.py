"""Kill a publishing process at line after line: the output is wholly old or wholly new, and the next build works.

The child counts the lines that it runs in kbgen/publish and in shutil, and kills itself at the one it is told. The
common run takes a sample of the points; `make torture` takes them all, and system calls too where strace works.
"""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from output_folder import contents, names, put

from kbgen.publish import MANIFEST, staging
from kbgen.publish.manifest import manifest_of

OLD = {"index.html": "old", "a/page.html": "old", "gone/page.html": "old"}
NEW = {"index.html": "new", "a/page.html": "new", "b/page.html": "new"}
NEXT = {"index.html": "next"}

CHILD = """
import os, signal, sys
from pathlib import Path
import kbgen.publish.exchange
from kbgen.errors import KbgenError
from kbgen.publish import publish, staging

output, way, last = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
files = dict(pair.split("=") for pair in sys.argv[4:])
if way == "renames":  # as on a system that has neither renameat2 nor syncfs
    kbgen.publish.exchange._libc = lambda name: None
lines = 0

def trace(frame, event, argument):
    global lines
    file = frame.f_code.co_filename
    if "/kbgen/publish/" not in file and not file.endswith("/shutil.py"):
        return None
    lines += event == "line"
    if lines == last:
        os.kill(os.getpid(), signal.SIGKILL)
    return trace

sys.settrace(trace if last else None)
try:
    with staging(output) as staged:
        for name, text in files.items():
            (staged / name).parent.mkdir(exist_ok=True)
            (staged / name).write_text(text)
        publish(staged, output)
except KbgenError as error:
    sys.exit(int(error.exit_code))
sys.settrace(None)
if last:
    print(lines)
"""


def child(output: Path, way: str, last: int, *wrapper: str) -> subprocess.CompletedProcess[str]:
    files = [f"{name}={text}" for name, text in NEW.items()]
    command = [*wrapper, sys.executable, "-B", "-c", CHILD, str(output), way, str(last), *files]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def wholly(site: Path) -> dict[str, str]:
    assert manifest_of(site) == (site / MANIFEST).read_bytes()
    return contents(site)


def killed_at(base: Path, way: str, last: int) -> bool:
    """Publish OLD, kill a child that publishes NEW, and look; False if the child outlived its last line."""
    output = base / "site"
    put(output, OLD)
    code = child(output, way, last).returncode
    assert code in (0, -signal.SIGKILL)
    survives(output, always_there=way == "exchange")
    return code != 0


def survives(output: Path, *, always_there: bool) -> None:
    if always_there:
        assert wholly(output) in (OLD, NEW)
    with staging(output):
        assert wholly(output) in (OLD, NEW)
    put(output, NEXT)
    assert wholly(output) == NEXT
    assert names(output.parent) == ["site"]


def lines_of(base: Path, way: str) -> int:
    put(base / "site", OLD)
    return int(child(base / "site", way, -1).stdout)


@pytest.mark.parametrize("way", ["exchange", "renames"])
def test_a_killed_build_leaves_the_old_site_or_the_new_one(tmp_path: Path, way: str) -> None:
    lines = lines_of(tmp_path, way)
    points = range(lines // 20, lines + 1, lines // 20)
    assert all(killed_at(tmp_path, way, last) for last in points)


@pytest.mark.torture
@pytest.mark.parametrize("way", ["exchange", "renames"])
def test_a_kill_at_every_line(tmp_path: Path, way: str) -> None:
    lines = lines_of(tmp_path, way)
    assert lines > 150
    assert all(killed_at(tmp_path, way, last) for last in range(1, lines + 1))
    assert not killed_at(tmp_path, way, lines + 1)


def strace_works() -> bool:
    strace = shutil.which("strace")
    return (
        strace is not None and subprocess.run([strace, "-qq", "true"], capture_output=True, check=False).returncode == 0
    )


CALLS = ("renameat2", "rename", "mkdir", "unlink", "unlinkat", "rmdir", "chmod", "fchmodat", "flock", "syncfs", "fsync")


@pytest.mark.torture
@pytest.mark.skipif(not strace_works(), reason="needs strace and the right to trace")
@pytest.mark.parametrize("call", CALLS)
def test_a_kill_at_every_system_call(tmp_path: Path, call: str) -> None:
    output = tmp_path / "site"
    for number in range(1, 100):
        put(output, OLD)
        inject = f"inject=?{call}:signal=KILL:when={number}"
        code = child(output, "exchange", 0, "strace", "-f", "-qq", "-o", "/dev/null", "-e", inject).returncode
        survives(output, always_there=True)
        if code == 0:
            return
        assert code in (-signal.SIGKILL, 128 + signal.SIGKILL)
    pytest.fail(f"{call} is called more often than expected")


@pytest.mark.torture
@pytest.mark.skipif(not strace_works(), reason="needs strace and the right to trace")
@pytest.mark.parametrize(
    ("call", "error"), [("write", "ENOSPC"), ("write", "EIO"), ("fsync", "EIO"), ("syncfs", "EIO"), ("mkdir", "ENOSPC")]
)
def test_a_full_or_broken_disk_at_every_call(tmp_path: Path, call: str, error: str) -> None:
    output = tmp_path / "site"
    codes: list[int] = []
    while codes[-3:] != [0, 0, 0]:  # some calls may fail: mkdir of a folder that exists
        put(output, OLD)
        inject = f"inject=?{call}:error={error}:when={len(codes) + 1}"
        run = child(output, "exchange", 0, "strace", "-f", "-qq", "-o", "/dev/null", "-e", inject)
        codes.append(run.returncode)
        assert run.stderr == ""
        survives(output, always_there=True)
    assert set(codes) == {0, 4}
