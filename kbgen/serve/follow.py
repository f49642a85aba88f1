"""Build, wait for a change, build again: until somebody ends it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

from kbgen.serve.live import Live
from kbgen.serve.watch import Watched, changes

IDLE = 3.0
"""Seconds without a change after which the search is brought up to date."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One build: whether the site is another one now, what is wrong in text ("" = nothing), what to watch."""

    renewed: bool
    problems: str
    watched: Watched


Build = Callable[[bool], Attempt]
"""Builds; the argument says whether the search is made again too."""


def follow(build: Build, tidy: Callable[[], None], live: Live, watched: Watched) -> None:
    """Build whenever something that is watched changes, tell the open pages, and `tidy` up after that.

    The search follows when there is time for it, and no page is loaded anew for its sake. It ends by KeyboardInterrupt.
    """
    while True:
        watched = _follow_while(watched, build, tidy, live)


def _follow_while(watched: Watched, build: Build, tidy: Callable[[], None], live: Live) -> Watched:
    """Follow as long as the same things are to be watched; return what is to be watched then."""
    behind: float | None = None  # when the search was left behind
    is_whole = True
    for number, changed in enumerate(changes(watched)):
        if changed or not number:  # the first time: what changed while nobody watched
            attempt = build(False)
            live.tell(renewed=attempt.renewed, problems=attempt.problems)
            tidy()
            behind = monotonic() if attempt.renewed else behind
            is_whole = not attempt.problems
            if attempt.watched != watched:
                return attempt.watched
        elif is_whole and behind is not None and monotonic() - behind > IDLE:
            build(True)
            behind = None
    return watched
