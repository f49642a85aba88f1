"""Reads a Pagefind bundle as its browser code does: gzip of a magic word, and JSON or CBOR."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cbor2

MAGIC = b"pagefind_dcd"


def unpacked(path: Path) -> bytes:
    data = gzip.decompress(path.read_bytes())
    assert data.startswith(MAGIC)
    return data[len(MAGIC) :]


def fragments(bundle: Path) -> dict[str, Any]:
    """Return what is known of each entry, by its address."""
    found = (json.loads(unpacked(path)) for path in sorted((bundle / "fragment").iterdir()))
    return {each["url"]: each for each in found}


def page_order(bundle: Path) -> list[str]:
    """Return the addresses of the entries in the order of their numbers."""
    (meta,) = bundle.glob("*.pf_meta")
    names = [name for name, _ in cbor2.loads(unpacked(meta))[1]]
    return [json.loads(unpacked(bundle / "fragment" / f"{name}.pf_fragment"))["url"] for name in names]


def indexed_words(bundle: Path) -> set[str]:
    """Return the words that a query can find."""
    return {word[0] for path in (bundle / "index").iterdir() for word in cbor2.loads(unpacked(path))[0]}


def filters(bundle: Path) -> dict[str, set[str]]:
    """Return the values of each filter."""
    found = (cbor2.loads(unpacked(path)) for path in (bundle / "filter").iterdir())
    return {name: {value for value, _ in values} for name, values in found}


def texts(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield path and text of all data of the search below a site's folder, unpacked."""
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        packed = path.suffix.startswith(".pf_")
        if {"search", "pagefind"} & set(parts) and (packed or path.suffix == ".json"):
            yield "/".join(parts), (unpacked(path) if packed else path.read_bytes()).decode(errors="replace")
