"""Progress as people see it: a bar on a terminal, one plain line per stage elsewhere.

The build forks workers while this is at work, so nothing here starts a thread.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import RLock
from time import monotonic
from typing import TYPE_CHECKING

from kbgen.cli.console import Console, harmless, is_terminal
from kbgen.progress import Progress, Silent
from kbgen.report_text import Span, Style

if TYPE_CHECKING:
    from rich.progress import Progress as RichProgress
    from rich.progress import Task, TaskID

REFRESH = 0.1
"""Seconds between two pictures of the bar."""
DOING = {
    "fetch": "Fetching",
    "read": "Reading",
    "convert": "Converting",
    "history": "Looking back",
    "search": "Indexing",
    "render": "Rendering",
    "search-check": "Searching",
}
UNITS = {
    "fetch": "source",
    "read": "source",
    "history": "source",
    "convert": "page",
    "search": "version",
    "render": "page",
    "search-check": "question",
}


@contextmanager
def watched(console: Console, *, quiet: bool) -> Iterator[Progress]:
    """Give the progress that fits where stderr leads."""
    if quiet:
        yield Silent()
    elif is_terminal(sys.stderr):
        with Bar(colour=console.colour) as bar:
            yield bar
    else:
        yield Lines(console)


class Lines:
    """One line for each stage when it ends, fit for a log."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._lock = RLock()
        self._begun: dict[str, float] = {}
        self._done: dict[str, int] = {}

    def start(self, stage: str, total: int) -> None:
        """Note the time."""
        self._begun[stage], self._done[stage] = monotonic(), 0

    def advance(self, stage: str, item: str) -> None:
        """Count."""
        with self._lock:
            self._done[stage] += 1

    def finish(self, stage: str, summary: str = "") -> None:
        """Print the line."""
        text = f"{DOING.get(stage, stage)}: {_amount(stage, self._done[stage])}"
        summary = "" if summary == _amount(stage, self._done[stage]) else summary
        text += f", {summary}" if summary else ""
        self._console.say([(Span(f"{text} in {monotonic() - self._begun[stage]:.1f} s", Style.FAINT),)])


class Bar:
    """A bar for each stage, with its speed, drawn by rich."""

    def __init__(self, *, colour: bool, clock: Callable[[], float] = monotonic) -> None:
        self._rich = _rich(colour=colour)
        self._clock = clock
        self._lock = RLock()
        self._tasks: dict[str, TaskID] = {}
        self._drawn = 0.0

    def __enter__(self) -> Bar:
        self._rich.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._rich.stop()

    def start(self, stage: str, total: int) -> None:
        """Add the bar of the stage."""
        with self._lock:
            self._tasks[stage] = self._rich.add_task(DOING.get(stage, stage), total=total, stage=stage, summary="")
            self._draw()

    def advance(self, stage: str, item: str) -> None:
        """Move the bar on; it is drawn again if the last time is long enough ago."""
        with self._lock:
            self._rich.advance(self._tasks[stage])
            if self._clock() - self._drawn >= REFRESH:
                self._draw()

    def finish(self, stage: str, summary: str = "") -> None:
        """Complete the bar and write the summary beside it."""
        with self._lock:
            self._rich.update(self._tasks[stage], summary=harmless(summary))
            self._rich.stop_task(self._tasks[stage])
            self._draw()

    def _draw(self) -> None:
        self._rich.refresh()
        self._drawn = self._clock()


def _rich(*, colour: bool) -> RichProgress:
    # Imported here: it takes 0.2 s, and only a build on a terminal needs it.
    from rich.console import Console as RichConsole
    from rich.progress import BarColumn, ProgressColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as RichProgress
    from rich.text import Text

    class Speed(ProgressColumn):
        def render(self, task: Task) -> Text:
            return Text(task.fields["summary"] or speed(task.fields["stage"], task.completed, task.elapsed or 0))

    return RichProgress(
        TextColumn("{task.description:<10}", markup=False),
        BarColumn(bar_width=24),
        TextColumn("{task.completed:,}/{task.total:,}", markup=False),
        TimeElapsedColumn(),
        Speed(),
        console=RichConsole(file=sys.stderr, no_color=not colour, highlight=False),
        auto_refresh=False,  # a refreshing thread could hold a lock while a worker is forked
        redirect_stdout=False,
        redirect_stderr=False,
    )


def speed(stage: str, done: float, seconds: float) -> str:
    """Return how many pages are done per second; "" for stages of another kind and before there is something to say."""
    return f"{done / seconds:,.0f} pages/s" if UNITS.get(stage) == "page" and done and seconds > 0 else ""


def _amount(stage: str, count: int) -> str:
    unit = UNITS.get(stage, "step")
    return f"{count:,} {unit}{'' if count == 1 else 's'}"
