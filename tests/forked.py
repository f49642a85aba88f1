"""Hundreds of runs of the command line: a process imports kbgen once, and each run is a fork of it.

    with forks(tmp_path) as server:
        done = server.start("build", cwd=folder).wait()

A run has a session, an environment and standard streams of its own. It may be given a fault: a library that is loaded
before the C library counts the calls by which it changes files in `cwd`, and at one of them kills it, or lets it fail.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any

from command_line import Done, survivors

LONGEST = 120
"""Seconds after which a run that should have ended counts as one that hangs."""
SERVER = """
import contextlib, ctypes, importlib, json, os, signal, sys
from pathlib import Path
import numpy, kbgen.cli.app, kbgen.cli.build, kbgen.pipeline
from kbgen.cli import main

faults = ctypes.CDLL(None)
os.environ.pop("LD_PRELOAD", None)

def run(asked):
    os.setsid()
    os.chdir(asked["cwd"])
    os.environ.update(asked["variables"])
    for number, path in enumerate((os.devnull, asked["out"], asked["err"])):
        os.dup2(os.open(path, os.O_RDWR | os.O_CREAT | os.O_TRUNC), number)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    if asked["fault"]:
        call, at, fault, from_then_on = asked["fault"]
        faults.plan_fault(os.fsencode(asked["cwd"]), call.encode(), ctypes.c_long(at), fault, from_then_on)
    code = main(asked["argv"])
    if asked["fault"]:
        print(faults.counted())
    if asked["modules"]:
        Path(asked["modules"]).write_text("\\n".join(sys.modules))
    sys.exit(code)

def prepare(modules):
    # What the first run has imported is there for all others.
    if modules.exists():
        for name in modules.read_text().splitlines():
            with contextlib.suppress(Exception):
                importlib.import_module(name)
        modules.unlink()

print(flush=True)
for line in sys.stdin:
    asked = json.loads(line)
    if isinstance(asked, int):
        code = os.waitstatus_to_exitcode(os.waitpid(asked, 0)[1])
        prepare(Path(sys.argv[1]))
        print(code, flush=True)
        continue
    pid = os.fork()
    if pid == 0:
        run(asked)
    print(pid, flush=True)
"""


KILL_ALL, KILL_FIRST = -1, -2


@dataclass(frozen=True, slots=True)
class Fault:
    """What happens at a call, the `at`th one (or the first and all after it): an errno, or the end of the run.

    `call` is the name of one kind ("" = all). KILL_FIRST spares the processes that the run has started. With `at` 0
    nothing happens; a run with a fault that it survives prints the number of such calls at its end.
    """

    call: str = ""
    at: int = 0
    fault: int = KILL_ALL
    from_then_on: bool = False


@dataclass(frozen=True, slots=True)
class Run:
    """A run that has been started."""

    pid: int
    server: Server
    number: int

    def wait(self) -> Done:
        """Return how it ended, after all that it started has ended too."""
        code = int(self.server.ask(self.pid))
        end = time.monotonic() + LONGEST
        while self.others() and time.monotonic() < end:
            time.sleep(0.005)
        assert self.others() == []
        streams = [self.server.folder / f"{name}{self.number}" for name in ("out", "err")]
        done = Done(code, *(path.read_text("utf-8") for path in streams))
        for path in streams:
            path.unlink()
        shutil.rmtree(self.temporary)
        return done

    def others(self) -> list[int]:
        """Return the processes of its session, and those of git, which have a session of their own."""
        return [*_of_session(self.pid), *survivors(self.temporary)]

    @property
    def temporary(self) -> Path:
        """Its folder for temporary files, by which its children are known."""
        return self.server.folder / f"temporary{self.number}"


class Server:
    """The process that forks."""

    def __init__(self, process: subprocess.Popen[str], folder: Path) -> None:
        self.process, self.folder, self.runs = process, folder, 0
        self.modules = folder / "modules"
        self._answer()

    def start(self, *argv: str, cwd: Path, fault: Fault | None = None) -> Run:
        """Start `kbgen argv` in `cwd`, with the cache `.cache` there."""
        self.runs += 1
        temporary = self.folder / f"temporary{self.runs}"
        temporary.mkdir()
        variables = {"KBGEN_CACHE": str(cwd / ".cache"), "TMPDIR": str(temporary)}
        streams = {name: str(self.folder / f"{name}{self.runs}") for name in ("out", "err")}
        asked = {"argv": argv, "cwd": str(cwd), "variables": variables, **streams, "fault": fault and astuple(fault)}
        asked["modules"] = str(self.modules) if self.runs == 1 else ""
        run = Run(int(self.ask(asked)), self, self.runs)
        while not Path(streams["err"]).exists():  # it is ready then
            time.sleep(0.001)
        return run

    def ask(self, asked: Any) -> str:
        assert self.process.stdin is not None
        self.process.stdin.write(f"{json.dumps(asked)}\n")
        self.process.stdin.flush()
        return self._answer()

    def _answer(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline()


@contextmanager
def forks(folder: Path, wrapper: Sequence[str] = (), faults: Path | None = None) -> Iterator[Server]:
    """Give a server whose runs write their streams and temporary files below `folder`; `faults` is the library."""
    pipe = subprocess.PIPE
    command = [*wrapper, sys.executable, "-c", SERVER, str(folder / "modules")]
    environment = {**os.environ, **({"LD_PRELOAD": str(faults)} if faults else {})}
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, env=environment, text=True, encoding="utf-8") as process:
        yield Server(process, folder)
        process.communicate(timeout=LONGEST)


def compiled(folder: Path) -> Path:
    """Make the library of faults in `folder`."""
    library = folder / "faults.so"
    source = Path(__file__).with_name("faults.c")
    command = ["cc", "-Wall", "-Wextra", "-Werror", "-O1", "-shared", "-fPIC", "-o", str(library), str(source), "-ldl"]
    subprocess.run(command, check=True)
    return library


def _of_session(number: int) -> list[int]:
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, _, session = path.read_text().rpartition(")")[2].split()[:4]
        except OSError:  # it has just ended
            continue
        if int(session) == number and state != "Z":
            found.append(int(path.parent.name))
    return found
