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
    following = _Following(build, tidy, live, watched)
    while True:
        following.while_the_same()


@dataclass(slots=True)
class _Following:
    """What is known between two builds: since when the search is `behind`, and whether the last build `is_whole`.

    `is_unseen` tells that a site came with the search which no open page has been told of.
    """

    build: Build
    tidy: Callable[[], None]
    live: Live
    watched: Watched
    behind: float | None = None
    is_whole: bool = True
    is_unseen: bool = False

    def while_the_same(self) -> None:
        """Follow as long as the same things are to be watched."""
        watched = self.watched
        for number, changed in enumerate(changes(watched)):
            if changed or not number:  # the first time: what changed while nobody watched
                self._renew()
            elif self.is_whole and self.behind is not None and monotonic() - self.behind > IDLE:
                self._reindex()
            if self.watched != watched:
                return

    def _renew(self) -> None:
        attempt = self.build(False)
        self._take(attempt, renewed=attempt.renewed or self.is_unseen)
        self.behind = monotonic() if attempt.renewed else self.behind
        self.is_unseen = False

    def _reindex(self) -> None:
        attempt = self.build(True)
        self._take(attempt, renewed=False)
        self.behind = None if self.is_whole else self.behind
        self.is_unseen = attempt.renewed

    def _take(self, attempt: Attempt, *, renewed: bool) -> None:
        self.live.tell(renewed=renewed, problems=attempt.problems)
        self.tidy()
        self.watched = attempt.watched
        self.is_whole = not attempt.problems
