"""Working folders: where a repository begins, as far as its files tell. No git is started."""

from __future__ import annotations

from pathlib import Path


def top_of(folder: Path) -> Path | None:
    """Return the top of the repository that a folder lies in; None where it lies in none."""
    return next((each for each in (folder, *folder.parents) if (each / ".git").exists()), None)
