"""Where a repository is hosted. Apart, so that the help of the command line waits for nothing else."""

from __future__ import annotations

from enum import StrEnum


class Host(StrEnum):
    """A forge by the kind of its continuous integration."""

    GITHUB = "github"
    GITLAB = "gitlab"
    NONE = "none"
