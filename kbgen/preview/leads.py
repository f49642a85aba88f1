"""Where links on a page of a preview lead: to what is in it, else to the published page, else to a word about it.

Pure but for one thing: what a page shows besides itself is noted.
"""

from __future__ import annotations

import posixpath
from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import quote, unquote, urlsplit

from kbgen.portable.links import address_of_file, is_fixed, start_tag
from kbgen.preview.setting import GONE, PAGES
from kbgen.start_tags import rewritten, with_values

REPORT: Final = "index.html"
ELSEWHERE: Final = f"{REPORT}#elsewhere"
PICTURES: Final = (".apng", ".avif", ".gif", ".jpeg", ".jpg", ".png", ".svg", ".webp")
EMBEDDING: Final = ("src", "poster")


@dataclass(frozen=True, slots=True)
class Leads:
    """The pages and theme files of a preview by path, the files that both sides publish, and where pages are `live`.

    Which of the files pages show, and so belong to the preview, comes to stand in `shown`.
    """

    pages: Container[str]
    files: Container[str] = ()
    live: str = ""
    shown: set[str] = field(default_factory=set)

    def page(self, html: str, path: str) -> str:
        """Return a page of the preview, which lies at `path`, as it can be read from a folder."""

        def changed(tag: str, written: str, attributes: Mapping[str, str]) -> str:
            if tag == "script":
                return start_tag(tag, written, attributes)
            if tag == "link" and self._is_missing(attributes.get("href", ""), path):
                return ""
            link = {"href": lambda address: self._link(address, path)} if tag in ("a", "area") else {}
            media = dict.fromkeys(EMBEDDING, lambda address: self._embedded(address, path))
            sets = {"srcset": lambda addresses: self._embedded_set(addresses, path)}
            return with_values(written, {**link, **media, **sets, "data-kb-part": lambda _: None})  # that has all pages

        return rewritten(html, changed)

    def _is_missing(self, address: str, path: str) -> bool:
        return not is_fixed(address) and target_of(address, path) not in self.pages

    def _embedded(self, address: str, path: str) -> str:
        target = target_of(address, path)
        if not is_fixed(address) and target in self.files:
            self.shown.add(target)
        return address

    def _embedded_set(self, addresses: str, path: str) -> str:
        for part in addresses.split(","):
            self._embedded(part.strip().partition(" ")[0], path)
        return addresses

    def _link(self, address: str, path: str) -> str:
        target = target_of(address, path)
        if is_fixed(address) or target in self.pages:
            return address_of_file(address)
        if target.lower().endswith(PICTURES) and target in self.files:
            return self._embedded(address, path)
        return self._away(address, target) or posixpath.relpath(ELSEWHERE, posixpath.dirname(path) or ".")

    def _away(self, address: str, target: str) -> str:
        """Return the published address of what is not in the preview; "" if that is not known."""
        folder, _, rest = target.partition("/")
        if not self.live or folder not in (PAGES, GONE):
            return ""
        is_index = posixpath.basename(rest) == "index.html"
        plain = rest.removesuffix("index.html") if is_index else rest
        return self.live + quote(plain) + address[len(urlsplit(address).path) :]


def target_of(address: str, path: str) -> str:
    """Return the path of the file that a relative address means on the page at `path`; both have one root."""
    written = unquote(urlsplit(address).path)
    if not written:
        return path
    target = posixpath.normpath(posixpath.join(posixpath.dirname(path), written))
    is_folder = written.endswith("/") or posixpath.basename(written) in (".", "..")
    return posixpath.normpath(posixpath.join(target, "index.html")) if is_folder else target
