"""Which files besides pages are published: an allowlist by suffix, held against what the bytes say. Pure."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Mapping

from kbgen.content.svg import why_unsafe_svg

MAX_BYTES = 10_000_000

Check = Callable[[bytes], str]


def _starts(*prefixes: bytes) -> Check:
    return lambda body: "" if body.startswith(prefixes) else "its bytes are not of the type that its name says"


def _riff(kind: bytes) -> Check:
    return lambda body: (
        "" if body[:4] == b"RIFF" and body[8:12] == kind else "it is not a file of the type its name says"
    )


def _iso_media(body: bytes) -> str:
    return "" if body[4:8] == b"ftyp" else "it is not a file of the type its name says"


def _text(body: bytes) -> str:
    if b"\0" in body:
        return "it holds NUL bytes and is no text"
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return "it is not UTF-8 text"
    return ""


def _mp3(body: bytes) -> str:
    is_frame = re.match(rb"\xff[\xe0-\xff]", body) is not None
    return "" if body.startswith(b"ID3") or is_frame else "it is not a file of the type its name says"


CHECKS: Mapping[str, Check] = {
    ".png": _starts(b"\x89PNG\r\n\x1a\n"),
    ".apng": _starts(b"\x89PNG\r\n\x1a\n"),
    ".jpg": _starts(b"\xff\xd8\xff"),
    ".jpeg": _starts(b"\xff\xd8\xff"),
    ".gif": _starts(b"GIF87a", b"GIF89a"),
    ".webp": _riff(b"WEBP"),
    ".avif": _iso_media,
    ".svg": why_unsafe_svg,
    ".pdf": _starts(b"%PDF-"),
    ".txt": _text,
    ".csv": _text,
    ".mp4": _iso_media,
    ".webm": _starts(b"\x1a\x45\xdf\xa3"),
    ".mp3": _mp3,
}


def suffix(path: str) -> str:
    """Return the lower-case suffix of a path with its dot."""
    return posixpath.splitext(path)[1].lower()


def is_publishable(path: str) -> bool:
    """Tell whether files of this name may be published at all."""
    return suffix(path) in CHECKS


def why_refused(path: str, body: bytes) -> str:
    """Return why a publishable file is left out ("" = it is published). Looks at its size and bytes."""
    if len(body) > MAX_BYTES:
        return f"it is larger than {MAX_BYTES:,} bytes"
    return CHECKS[suffix(path)](body)
