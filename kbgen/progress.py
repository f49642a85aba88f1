"""How stages tell what they are doing. The command line draws it; tests and libraries stay silent."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Receives the steps of a stage. Implementations must be safe to call from threads."""

    def start(self, stage: str, total: int) -> None:
        """Begin `stage`, which has `total` steps."""

    def advance(self, stage: str, item: str) -> None:
        """Finish one step of `stage`; `item` names it for a log."""

    def finish(self, stage: str, summary: str = "") -> None:
        """End `stage`; `summary` is a short phrase such as "175 pages"."""


class Silent:
    """The progress of a run that nobody watches."""

    def start(self, stage: str, total: int) -> None:
        """Do nothing."""

    def advance(self, stage: str, item: str) -> None:
        """Do nothing."""

    def finish(self, stage: str, summary: str = "") -> None:
        """Do nothing."""
