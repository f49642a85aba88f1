"""The pages of a working folder as history knows them: what is not committed is no contribution."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from kbgen import git
from kbgen.model import Content


def as_committed(content: Content) -> Content:
    """Return `content` with the object ids that its pages have in the commit, "" for those that are not in it.

    Only a version that is shown from a working folder is another one then. Reads one tree; raises `GitError`.
    """
    mirror, ref = content.collection.mirror, content.version.ref
    if mirror.tree(ref) == ref.oid:
        return content
    oids = _oids(mirror.git_dir, ref.oid)
    return replace(content, pages=tuple(replace(page, oid=oids.get(page.path, "")) for page in content.pages))


@functools.lru_cache(maxsize=64)
def _oids(git_dir: Path, commit: str) -> Mapping[str, str]:
    return {entry.path: entry.oid for entry in git.list_tree(git_dir, commit)}
