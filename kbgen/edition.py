"""The keys of the pages of the site that was published last in an output folder: what the next build compares with."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from kbgen.cache import Cache, key

KIND: Final = "edition"


def edition(cache: Cache, output: Path) -> Mapping[str, str]:
    """Return the key of each page by the path of its HTML file; empty where nothing is known."""
    body = cache.get(KIND, _place(output))
    known: Mapping[str, str] = {} if body is None else json.loads(body)
    return known


def keep_edition(cache: Cache, output: Path, keys: Iterable[tuple[str, str]]) -> None:
    """Keep the keys of the pages that have been published."""
    cache.put(KIND, _place(output), json.dumps(dict(keys)).encode())


def _place(output: Path) -> str:
    return key(str(output.resolve()))
