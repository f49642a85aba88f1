"""A Pagefind bundle in bytes that are the same from run to run. Pure.

Pagefind 1.5 writes the values of a filter in random order, and names files by what they hold
(Pagefind/pagefind#1124, repaired in 1.6). A file is gzip of `pagefind_dcd` and CBOR:

    filter/*.pf_filter   [name, [[value, [page numbers]], …]]
    *.pf_meta            [version, pages, index chunks, [[filter name, file], …], [[sort key, [pages]], …], meta names]
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Mapping
from hashlib import sha256
from typing import Any, Final

import cbor2

MAGIC: Final = b"pagefind_dcd"
SHIPPED: Final = re.compile(
    r"pagefind\.js|pagefind-worker\.js|pagefind-entry\.json|[^/]+\.pf_meta|wasm\.[^/]+\.pagefind|"
    r"(index|fragment|filter)/[^/]+"
)
"""What a browser asks for. The rest of what Pagefind writes is its own user interface."""
FILTER: Final = re.compile(r"filter/([^/]+)_[0-9a-f]+\.pf_filter")
META: Final = re.compile(r"pagefind\.([^/]+)_[0-9a-f]+\.pf_meta")
ENTRY: Final = "pagefind-entry.json"


def canonical(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the files of a bundle that are published, sorted by path, with stable order and names."""
    entry = json.loads(files[ENTRY])
    kept = {path: body for path, body in files.items() if SHIPPED.fullmatch(path) and not FILTER.fullmatch(path)}
    kept = {path: body for path, body in kept.items() if _is_used(path, entry)}
    renamed: dict[str, str] = {}
    for path, body in files.items():
        if match := FILTER.fullmatch(path):
            name, packed = _filter(match[1], body)
            renamed[_stem(path)] = name
            kept[f"filter/{name}.pf_filter"] = packed
    for match in [match for path in sorted(kept) if (match := META.fullmatch(path))]:
        language = match[1]
        meta = _meta(_unpacked(kept.pop(match[0])), renamed)
        name = f"{language}_{_digest(meta)[:10]}"
        entry["languages"][language]["hash"] = name
        kept[f"pagefind.{name}.pf_meta"] = _packed(meta)
    kept[ENTRY] = json.dumps(entry, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    return dict(sorted(kept.items()))


def _is_used(path: str, entry: Mapping[str, Any]) -> bool:
    """Tell whether a browser can ask for the file: WebAssembly for an unknown language only where one is unknown."""
    if not path.startswith("wasm."):
        return True
    wanted = {about["wasm"] or "unknown" for about in entry["languages"].values()}
    return path.split(".")[1] in wanted


def _stem(path: str) -> str:
    return path.rpartition("/")[2].rpartition(".")[0]


def _filter(language: str, body: bytes) -> tuple[str, bytes]:
    name, values = _unpacked(body)
    made = [name, sorted(values)]
    return f"{language}_{_digest(made)[:7]}", _packed(made)


def _meta(meta: list[Any], renamed: Mapping[str, str]) -> list[Any]:
    version, pages, chunks, filters, sorts, *rest = meta
    return [version, pages, chunks, sorted([name, renamed[file]] for name, file in filters), sorted(sorts), *rest]


def _digest(value: object) -> str:
    return sha256(cbor2.dumps(value)).hexdigest()


def _unpacked(body: bytes) -> Any:
    data = gzip.decompress(body)
    if not data.startswith(MAGIC):
        raise ValueError("not a file of Pagefind")
    return cbor2.loads(data[len(MAGIC) :])


def _packed(value: object) -> bytes:
    return gzip.compress(MAGIC + cbor2.dumps(value), compresslevel=9, mtime=0)
