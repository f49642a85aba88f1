"""What the indexer wrote, once it is there.

Pagefind says that files are written when they are made, and fills them in the background; on a busy machine they are
empty then, and stay empty if it is ended. Each file tells whether it is whole.
"""

from __future__ import annotations

import json
import re
import time
import zlib
from pathlib import Path
from typing import Final

PATIENCE: Final = 60.0
_PAUSE: Final = 0.005
_GZIP: Final = zlib.MAX_WBITS | 16
_END_BYTES: Final = 1000
_SCRIPT_ENDS: Final = {
    "pagefind.js": re.compile(rb";export\{[A-Za-z,]+\};\Z"),
    "pagefind-worker.js": re.compile(rb"\}\)\(\);\Z"),
}
"""How the scripts of a bundle end in Pagefind 1.5. A reader may see only the first pages of one."""


class IncompleteError(Exception):
    """The files of an index are not whole; the message names one."""


def written(folder: Path, patience: float = PATIENCE) -> dict[str, bytes]:
    """Return all files below `folder`, by path, when each is whole. Raises IncompleteError after `patience` seconds."""
    last = time.monotonic() + patience
    files: dict[str, bytes] = {}
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        name = path.relative_to(folder).as_posix()
        while not is_whole(name, body := path.read_bytes()):
            if time.monotonic() > last:
                raise IncompleteError(name)
            time.sleep(_PAUSE)
        files[name] = body
    return files


def is_whole(name: str, body: bytes) -> bool:
    """Tell whether a file of an index is complete: compressed to its end, JSON, or a script that ends as it should.

    What is not published only has to be there.
    """
    if name.endswith(".json"):
        return _is_json(body)
    if name in _SCRIPT_ENDS:
        return _SCRIPT_ENDS[name].search(body, max(0, len(body) - _END_BYTES)) is not None
    return _is_gzip(body) if ".pf_" in name or name.endswith(".pagefind") else bool(body)


def _is_json(body: bytes) -> bool:
    try:
        json.loads(body)
    except ValueError:
        return False
    return True


def _is_gzip(body: bytes) -> bool:
    unpacker = zlib.decompressobj(_GZIP)
    try:
        unpacker.decompress(body)
    except zlib.error:
        return False
    return unpacker.eof
