"""The questions of `kbgen init`: asked on a terminal only, and each with an answer that is taken otherwise."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

import typer

from kbgen.cli.console import is_terminal
from kbgen.config.urls import default_name, in_words
from kbgen.hosting import Host


@dataclass(frozen=True, slots=True)
class Questions:
    """Asks, or gives the answer that is likely."""

    asked: bool

    @classmethod
    def of(cls, *, yes: bool) -> Questions:
        """Return questions that are asked unless `yes`, or unless nobody is there to answer."""
        return cls(not yes and is_terminal(sys.stdin) and is_terminal(sys.stderr))

    def name(self, folder: Path) -> str:
        """Return the name of the site, by default the folder's in words."""
        likely = in_words(default_name(folder.resolve().name))
        return str(typer.prompt("Name of the site", default=likely, err=True)) if self.asked else likely

    def host(self, remote: str) -> Host:
        """Return where the repository is hosted, by default as the address of its `origin` says."""
        likely = Host.GITLAB if "gitlab" in remote else Host.GITHUB
        if not self.asked:
            return likely
        return Host(typer.prompt("Workflows for", default=likely.value, type=Host, err=True))
