"""What a site that is read from a folder has more, or otherwise: see `kbgen.portable`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

from kbgen.plan import SitePlan
from kbgen.portable import classic_scripts, scripted, to_files
from kbgen.portable.scripts import HOME

OWN: Final = frozenset([f"{HOME}search/plain.js"])
"""Files of the theme that only a portable site has."""
READ: Final = re.compile(r"(?:^|.*/)(?:search/(?:site/)?[^/]*|assets/commons/nav/[^/]*|versions\.json|pages\.json)")
"""The paths of JSON that pages load."""

Files = Sequence[tuple[str, Path]]
File = tuple[str, bytes]


def as_written(body: bytes, plan: SitePlan) -> bytes:
    """Return a page as it is written: in a portable site its links lead to files."""
    return to_files(body) if plan.portable else body


def theme_files(theme: Files, plan: SitePlan) -> Files:
    """Return the files of the theme that the site needs."""
    return theme if plan.portable else tuple(each for each in theme if each[0] not in OWN)


def module_scripts(theme: Files) -> Iterator[File]:
    """Yield the theme's modules as classic scripts. Raises ConfigError where a theme has others than ours."""
    modules = {
        path.removeprefix(HOME): source.read_text("utf-8")
        for path, source in theme
        if path.startswith(HOME) and path.endswith(".js")
    }
    for path, body in classic_scripts(modules).items():
        yield f"{HOME}{path}", body


def data_scripts(files: Iterable[File]) -> Iterator[File]:
    """Yield the scripts that stand in for the JSON that pages load."""
    return scripted((path, body) for path, body in files if READ.fullmatch(path))
