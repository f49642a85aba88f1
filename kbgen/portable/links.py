"""A rendered page for `file://`: relative links lead to files, and our modules are run by classic scripts. Pure.

Only start tags change, and in them only the attributes that say otherwise than before; all else stays byte by byte.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape, unescape
from html.parser import HTMLParser
from typing import Final

from kbgen.portable.scripts import EAGER, HOME, ON_DEMAND, SCRIPT

LINKS: Final = frozenset(["href", "src", "action"])
_ATTRIBUTE: Final = re.compile(r"""(\s)([^\s=>"'/]+)(\s*=\s*)("[^"]*"|'[^']*'|[^\s"'>]+)""")
_REFRESH: Final = re.compile(r"(\s*\d+\s*;\s*url=)(.*)", re.DOTALL | re.IGNORECASE)
_FIXED: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|[/?#\\]|$")
"""Beginnings of addresses that are left as they are: other sites, the root of a host, the page itself."""
_FOLDER: Final = re.compile(r"(?:^|.*/)(?:\.{1,2})?", re.DOTALL)


def to_files(body: bytes) -> bytes:
    """Return a page of the site whose relative links to folders lead to `index.html` there."""
    reader = _StartTags(body.decode("utf-8", "surrogateescape"))
    return reader.rewritten().encode("utf-8", "surrogateescape")


def address_of_file(address: str) -> str:
    """Return a link with `index.html` where it means a folder; `a/?b#c` becomes `a/index.html?b#c`."""
    if _FIXED.match(address):
        return address
    path = re.split(r"[?#]", address, maxsplit=1)[0]
    if not _FOLDER.fullmatch(path):
        return address
    return f"{path}{'' if path.endswith('/') else '/'}index.html{address[len(path) :]}"


class _StartTags(HTMLParser):
    """Finds the start tags of a page and rewrites them; text, comments and scripts are no tags."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self._html = html
        self._lines = [0, *(match.end() for match in re.finditer("\n", html))]
        self._parts: list[str] = []
        self._from = 0

    def rewritten(self) -> str:
        self.feed(self._html)
        self.close()
        return "".join((*self._parts, self._html[self._from :]))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        written = self.get_starttag_text() or ""
        changed = _start_tag(tag, written, {name: value or "" for name, value in attrs})
        if changed != written:
            line, column = self.getpos()
            at = self._lines[line - 1] + column
            self._parts += [self._html[self._from : at], changed]
            self._from = at + len(written)


def _start_tag(tag: str, written: str, attributes: dict[str, str]) -> str:
    if tag == "script" and attributes.get("type") == "module":
        return _classic(written, attributes.get("src", ""))
    if tag == "meta" and attributes.get("http-equiv", "").lower() == "refresh":
        return _with(written, {"content": lambda text: _REFRESH.sub(_refresh, text)})
    return _with(written, dict.fromkeys(LINKS, address_of_file))


def _refresh(match: re.Match[str]) -> str:
    return match[1] + address_of_file(match[2])


def _with(written: str, changes: dict[str, Callable[[str], str]]) -> str:
    def changed(match: re.Match[str]) -> str:
        change = changes.get(match[2].lower())
        value = unescape(match[4].strip("\"'"))
        if change is None or change(value) == value:
            return match[0]
        return f'{match[1]}{match[2]}{match[3]}"{escape(change(value))}"'

    return _ATTRIBUTE.sub(changed, written)


def _classic(written: str, address: str) -> str:
    """Return the tag that runs one of our modules from the classic script; any other stays as it is."""
    root, found, name = address.partition(HOME)
    if not found or _FIXED.match(address) or name not in (*EAGER, *ON_DEMAND):
        return written
    return f'<script defer src="{escape(root)}{HOME}{SCRIPT}" data-module="{escape(name)}">'
