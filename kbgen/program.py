"""The program itself as a part of keys: what another kbgen made is made again."""

from __future__ import annotations

import functools
from pathlib import Path

from kbgen.cache import key


@functools.cache
def program() -> str:
    """Return a key of all of kbgen's own code."""
    root = Path(__file__).parent
    code = (part for path in sorted(root.rglob("*.py")) for part in (str(path.relative_to(root)), path.read_bytes()))
    return key(*code)
