"""Files that `.gitattributes` calls generated: nobody earns credit for them. Reads git objects."""

from __future__ import annotations

import tempfile
from collections.abc import Collection, Iterable
from pathlib import Path

from kbgen.history import passes


def generated_pages(git_dir: Path, oid: str, tree: Iterable[str], pages: Collection[str]) -> frozenset[str]:
    """Return those of `pages` that are generated or vendored in the commit `oid`, whose files are `tree`."""
    if not any(path.rpartition("/")[2] == ".gitattributes" for path in tree):
        return frozenset()
    with tempfile.TemporaryDirectory(prefix="kbgen-index-") as folder:
        return passes.generated(git_dir, oid, pages, Path(folder) / "index")
