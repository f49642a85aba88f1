"""Where the twin of a page lies. Pure."""

from __future__ import annotations

from pathlib import PurePosixPath


def twin_uri(dest_uri: str) -> str:
    """Return the path of the twin of the page at `dest_uri`: `a/b/index.html` becomes `a/b/index.md`."""
    return str(PurePosixPath(dest_uri).with_suffix(".md"))
