"""The files of a Pagefind bundle: which of them are published, and how they are packed. Pure.

A file of its data is gzip of `pagefind_dcd`, and then CBOR or JSON.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha1
from typing import Any, Final

import cbor2

MAGIC: Final = b"pagefind_dcd"
ENTRY: Final = "pagefind-entry.json"
META: Final = re.compile(r"pagefind\.([^/]+)_[0-9a-f]+\.pf_meta")
_PROGRAM: Final = re.compile(r"pagefind\.js|pagefind-worker\.js|wasm\.([^/]+)\.pagefind")
"""What a browser loads beside the data. The rest of what Pagefind writes is its own user interface."""
_LEVEL: Final = 6
"""Of compression: 9 takes twice the time for less than a hundredth of the bytes."""


@dataclass(frozen=True, slots=True)
class Shell:
    """What of a bundle does not hang on its pages: its language, the release of its data, its entry, its programs.

    A bundle without a word is in no language, "".
    """

    language: str
    release: str
    entry: Mapping[str, Any]
    programs: Mapping[str, bytes]

    def packed(self) -> bytes:
        """Return the shell as bytes."""
        return cbor2.dumps([self.language, self.release, self.entry, self.programs])

    @classmethod
    def unpacked(cls, body: bytes) -> Shell:
        """Return the shell that became these bytes."""
        return cls(*cbor2.loads(body))


def shell_of(files: Mapping[str, bytes]) -> Shell:
    """Return the shell of a bundle as the indexer wrote it, all in one language. Raises ValueError where it is none."""
    entry, meta = json.loads(files[ENTRY]), meta_of(files)
    wasm = {about["wasm"] or "unknown" for about in entry["languages"].values()}  # asked for only where one is unknown
    matches = [match for match in map(_PROGRAM.fullmatch, sorted(files)) if match and match[1] in (None, *wasm)]
    (language,) = entry["languages"] or ("",)
    return Shell(language, meta[0] if meta else "", entry, {match[0]: files[match[0]] for match in matches})


def meta_of(files: Mapping[str, bytes]) -> Any:
    """Return what the `.pf_meta` of a bundle holds, None where there is none. Raises ValueError where there are two."""
    (body,) = [body for path, body in files.items() if META.fullmatch(path)] or (None,)
    return cbor2.loads(unpacked(body)) if body else None


def unpacked(body: bytes) -> bytes:
    """Return what a file holds. Raises ValueError where it is none of Pagefind."""
    data = gzip.decompress(body)
    if not data.startswith(MAGIC):
        raise ValueError("not a file of Pagefind")
    return data[len(MAGIC) :]


def packed(data: bytes) -> bytes:
    """Return the bytes of a file that holds `data`."""
    return gzip.compress(MAGIC + data, compresslevel=_LEVEL, mtime=0)


def full_hash(data: bytes) -> str:
    """Return the name that the indexer gives to data: SHA-1 in which no zero stands before a digit."""
    return "".join(f"{byte:x}" for byte in sha1(data, usedforsecurity=False).digest())


def short_hash(language: str, full: str, taken: Mapping[str, Any]) -> str:
    """Return the name of a file: as many digits as it takes to be another than those `taken`."""
    length = 7
    while (name := f"{language}_{full[:length]}") in taken:
        length += 1
    return name
