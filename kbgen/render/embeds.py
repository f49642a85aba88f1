"""Pictures, media and frames of other sites become links to them: a reader loses nothing, and asks nobody for them.

Works on an article before it is sanitised. What a pattern here does not see loses its address in `sanitise`.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from html import escape
from urllib.parse import urlsplit

from kbgen.render.sanitise import BLANK
from kbgen.render.tags import ATTRIBUTES, attributes

_ANY = re.compile(r"<(?:img|iframe|embed|object|video|audio)\b", re.IGNORECASE)
_PART = re.compile(
    rf"<(?P<close>/?)a\b|<(?P<single>img|embed)\b(?P<said>{ATTRIBUTES})>"
    rf"|<(?P<frame>iframe|object|video|audio)\b(?P<own>{ATTRIBUTES})>(?P<inner>.*?)</(?P=frame)\s*>",
    re.IGNORECASE | re.DOTALL,
)
_SOURCE = re.compile(rf"<source\b({ATTRIBUTES})>", re.IGNORECASE)
_ELSEWHERE = re.compile(r"(?:https?:)?[/\\]{2}", re.IGNORECASE)


def with_links_for_embeds(html: str) -> str:
    """Return an article in which links stand for what other sites would show in it; only the text, in a link."""
    return _Linker().linked(html) if _ANY.search(html) else html


def is_elsewhere(address: str) -> bool:
    """Tell whether a browser would ask another site for an address."""
    return _ELSEWHERE.match(BLANK.sub("", address)) is not None


class _Linker:
    """Goes through an article, and knows whether it is in a link: links cannot stand in each other."""

    def __init__(self) -> None:
        self._in_link = False

    def linked(self, html: str) -> str:
        return _PART.sub(self._replaced, html)

    def _replaced(self, match: re.Match[str]) -> str:
        if match["close"] is not None:
            self._in_link = not match["close"]
            return match[0]
        said = dict(attributes(match["said"] or match["own"] or ""))
        addresses = list(_addresses(said, match["inner"] or ""))
        if not addresses or not all(map(is_elsewhere, addresses)):
            return match[0]
        label = said.get("alt") or said.get("title") or said.get("aria-label") or ""
        return " ".join(self._link(address, label) for address in dict.fromkeys(addresses))

    def _link(self, address: str, label: str) -> str:
        text = escape(label.strip() or _name(address))
        return text if self._in_link else f'<a href="{escape(address)}">{text}</a>'


def _addresses(said: dict[str, str], inner: str) -> Iterator[str]:
    """Yield what an element loads: its own address, and those of its sources."""
    sources = (dict(attributes(written)) for written in _SOURCE.findall(inner))
    for each in (said, *sources):
        address = each.get("src") or each.get("data")
        if address:
            yield BLANK.sub("", address).replace("\\", "/")


def _name(address: str) -> str:
    """Return what a link without a text is called: the name of the file, else the host."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return address
    return posixpath.basename(parts.path) or parts.netloc or address
