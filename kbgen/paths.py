"""Which paths of a repository may become files of a site. Pure.

The rules hold for every file system a site may be served from or unpacked on; what they refuse is reported
with an escaped name and left out.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

SEGMENT_BYTES = 200
PATH_BYTES = 1000  # far below what file systems take, so that the folder of the site can come before it
DEPTH = 40
DEVICE = re.compile(r"(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?$")
BIDI = frozenset("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
RESERVED = re.compile(
    r"assets/(javascripts|stylesheets|commons)(/|$)|(pagefind|sitemaps)(/|$)|(assets|data|search)$"
    r"|(data/[^/]*|versions|pages|links)\.json(/|$)"
    r"|search/((index|titles|words|headings-.)\.json(/|$)|site/((titles|names)\.json(/|$)|pagefind/))"
    r"|(404\.html|robots\.txt|sw\.js|sitemap[^/]*\.xml[^/]*|opensearch\.xml)(/|$)|(CNAME|_headers|_redirects)$",
    re.IGNORECASE,  # as file systems may be
)


def why_unsafe(path: str) -> str:
    """Return why `path` cannot be published ("" = it can). A lone surrogate stands for a byte that is not UTF-8."""
    try:
        path.encode("utf-8")
    except UnicodeEncodeError:
        return "its name is not UTF-8"
    if any(unicodedata.category(char) == "Cc" or char in BIDI for char in path):
        return "its name holds control or direction characters"
    if "\\" in path:
        return "its name holds a backslash"
    if len(path.encode()) > PATH_BYTES or path.count("/") >= DEPTH:
        return f"its path is longer than {PATH_BYTES:,} bytes or {DEPTH} names"
    if unicodedata.normalize("NFC", path) != path:
        return "its name is not in Unicode normal form C"
    return next(filter(None, map(_why_segment, path.split("/"))), "")


def _why_segment(segment: str) -> str:
    if segment in ("", ".", ".."):
        return "a part of its path is empty or dots"
    if segment.startswith("-"):
        return f"'{segment}' begins with '-'"
    if segment.endswith((" ", ".")):
        return f"'{segment}' ends with a space or dot"
    if DEVICE.match(segment):
        return f"'{segment}' is a device name on Windows"
    return f"'{segment[:20]}…' is longer than {SEGMENT_BYTES} bytes" if len(segment.encode()) > SEGMENT_BYTES else ""


def is_reserved(dest_uri: str) -> bool:
    """Tell whether a published path, relative to its version's root, belongs to kbgen itself."""
    return RESERVED.match(dest_uri) is not None


def case_clashes(paths: Iterable[str]) -> dict[str, str]:
    """Return, for each path equal to an earlier one (in byte order) but for case, that earlier path."""
    first: dict[str, str] = {}
    clashes: dict[str, str] = {}
    for path in sorted(paths):
        earlier = first.setdefault(path.casefold(), path)
        if earlier != path:
            clashes[path] = earlier
    return clashes


def as_text(path: str) -> str:
    """Return `path` with U+FFFD for each byte that is not UTF-8, as data that others read can hold it."""
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def shown(path: str) -> str:
    """Return `path` with every odd character escaped, fit for a terminal."""
    return "".join(char if char.isprintable() and char not in BIDI else _escape(char) for char in path)


def _escape(char: str) -> str:
    return char.encode("unicode_escape", "surrogatepass").decode("ascii")
