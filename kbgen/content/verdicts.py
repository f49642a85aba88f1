"""Which files besides pages may not be published, and why: looked at once, and kept by what their bytes are.

Reads git objects, one at a time, and the cache; fills the cache.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from kbgen import git
from kbgen.cache import Cache, key
from kbgen.content.assets import suffix, why_refused
from kbgen.program import program

KIND: Final = "verdicts"
Verdicts = Mapping[str, str]
"""Why a file is refused ("" = it is published), by its suffix and the object id of its bytes, as `name_of` gives it."""


def name_of(path: str, oid: str) -> str:
    """Return the name of a file's verdict: bytes may be a picture by one suffix, and none by another."""
    return f"{suffix(path)} {oid}"


def verdicts(files: Iterable[tuple[str, str]], git_dir: Path, source: str, cache: Cache | None) -> Verdicts:
    """Return the verdict on each of `files`, which are paths with object ids. Those known are not read again."""
    wanted = {name_of(path, oid): (path, oid) for path, oid in files}
    entry = key(program(), source)
    known = _kept(cache.get(KIND, entry)) if cache else {}
    found = {name: known[name] for name in wanted if name in known}
    if new := sorted(wanted.keys() - found.keys()):
        found |= _looked(new, wanted, git_dir)
    if cache and found != known:
        cache.put(KIND, entry, json.dumps(found, separators=(",", ":")).encode())
    return found


def _kept(body: bytes | None) -> Verdicts:
    return {} if body is None else json.loads(body)


def _looked(names: list[str], wanted: Mapping[str, tuple[str, str]], git_dir: Path) -> Verdicts:
    bodies = git.read_blobs(git_dir, (wanted[name][1] for name in names))
    return {name: why_refused(wanted[name][0], body) for name, (_, body) in zip(names, bodies, strict=True)}
