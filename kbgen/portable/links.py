"""A rendered page for `file://`: relative links lead to files, and our modules are run by classic scripts. Pure.

Only start tags change, and in them only the attributes that say otherwise than before; all else stays byte by byte.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape
from typing import Final

from kbgen.portable.scripts import EAGER, HOME, ON_DEMAND, SCRIPT
from kbgen.start_tags import rewritten, with_values

LINKS: Final = frozenset(["href", "src", "action"])
_REFRESH: Final = re.compile(r"(\s*\d+\s*;\s*url=)(.*)", re.DOTALL | re.IGNORECASE)
_FIXED: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|[/?#\\]|$")
"""Beginnings of addresses that are left as they are: other sites, the root of a host, the page itself."""
_FOLDER: Final = re.compile(r"(?:^|.*/)(?:\.{1,2})?", re.DOTALL)


def to_files(body: bytes) -> bytes:
    """Return a page of the site whose relative links to folders lead to `index.html` there."""
    return rewritten(body.decode("utf-8", "surrogateescape"), start_tag).encode("utf-8", "surrogateescape")


def address_of_file(address: str) -> str:
    """Return a link with `index.html` where it means a folder; `a/?b#c` becomes `a/index.html?b#c`."""
    if is_fixed(address):
        return address
    path = re.split(r"[?#]", address, maxsplit=1)[0]
    if not _FOLDER.fullmatch(path):
        return address
    return f"{path}{'' if path.endswith('/') else '/'}index.html{address[len(path) :]}"


def is_fixed(address: str) -> bool:
    """Tell whether an address does not depend on where in the site its page lies."""
    return _FIXED.match(address) is not None


def start_tag(tag: str, written: str, attributes: Mapping[str, str]) -> str:
    """Return a start tag as it stands on a page that is read from a folder."""
    if tag == "script" and attributes.get("type") == "module":
        return _classic(written, attributes.get("src", ""))
    if tag == "meta" and attributes.get("http-equiv", "").lower() == "refresh":
        return with_values(written, {"content": lambda text: _REFRESH.sub(_refresh, text)})
    return with_values(written, dict.fromkeys(LINKS, address_of_file))


def _refresh(match: re.Match[str]) -> str:
    return match[1] + address_of_file(match[2])


def _classic(written: str, address: str) -> str:
    """Return the tag that runs one of our modules from the classic script; any other stays as it is."""
    root, found, name = address.partition(HOME)
    if not found or is_fixed(address) or name not in (*EAGER, *ON_DEMAND):
        return written
    return f'<script defer src="{escape(root)}{HOME}{SCRIPT}" data-module="{escape(name)}">'
