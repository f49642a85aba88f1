"""The few forms of CBOR (RFC 8949) that Pagefind writes, as bytes that can be put together. Pure."""

from __future__ import annotations

from typing import Final

EMPTY: Final = b"\x80"
"""An array without items."""
_UNSIGNED, _TEXT, _ARRAY = 0x00, 0x60, 0x80
_FEW: Final = 24
"""Section 3: so many values fit beside the kind."""


def unsigned(value: int) -> bytes:
    """Return a number that is not negative."""
    return _head(_UNSIGNED, value)


def text(value: str) -> bytes:
    """Return a text."""
    body = value.encode()
    size = len(body)
    return (_SHORT_TEXTS[size] if size < len(_SHORT_TEXTS) else _head(_TEXT, size)) + body


def array(count: int) -> bytes:
    """Return the beginning of an array of `count` items, which are to follow."""
    return _SHORT_ARRAYS[count] if count < len(_SHORT_ARRAYS) else _head(_ARRAY, count)


def _head(kind: int, value: int) -> bytes:
    if value < _FEW:
        return bytes((kind | value,))
    size = next(n for n in range(4) if value < 1 << (8 << n))
    return bytes((kind | _FEW + size,)) + value.to_bytes(1 << size, "big")


_SHORT_TEXTS: Final = tuple(_head(_TEXT, size) for size in range(256))
_SHORT_ARRAYS: Final = tuple(_head(_ARRAY, count) for count in range(256))
