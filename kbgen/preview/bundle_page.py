"""Why a page must not be published that somebody else made. Pure.

What holds is the policy: a page must begin with the very text with which ours begin, up to the policy, so that a
browser knows it before it reads anything else. Under it nothing runs that is not a file of the site, and those are
ours. What is looked at besides would be stopped by the policy too; here it is told.
"""

from __future__ import annotations

import re
from collections.abc import Container
from html import escape
from typing import Final

from kbgen.html_reader import HtmlReader
from kbgen.policy import content_security_policy
from kbgen.portable.links import is_fixed
from kbgen.preview.leads import target_of

_POLICY: Final = escape(content_security_policy()).replace("&#x27;", "&#39;")
_BEGINNING: Final = re.compile(
    r'\s*<!doctype html>\s*<html lang="[A-Za-z0-9-]{1,35}" class="no-js">\s*<head>\s*'
    rf'<meta http-equiv="Content-Security-Policy" content="{re.escape(_POLICY)}">'
)
_FORBIDDEN: Final = frozenset(
    ("base", "style", "iframe", "frame", "frameset", "object", "embed", "applet", "portal", "foreignobject")
)
_CODE: Final = re.compile(
    r"[\x00-\x20]*(?:j[\x00-\x20]*a[\x00-\x20]*v[\x00-\x20]*a|v[\x00-\x20]*b)[a-z\x00-\x20]*:", re.I
)
_ADDRESSES: Final = ("href", "src", "action", "formaction", "xlink:href", "data", "poster")
_INERT: Final = "application/json"


def why_refused_page(body: bytes, path: str, ours: Container[str]) -> str:
    """Return why the page at `path` must not be published ("" = it may be). `ours` are the files that may run."""
    try:
        html = body.decode("utf-8")
    except UnicodeDecodeError:
        return "it is not UTF-8 text"
    if not _BEGINNING.match(html):
        return "it does not begin with the content security policy of a preview"
    reader = _Reader(path, ours)
    reader.feed(html)
    reader.close()
    return next(iter(reader.found), "")


class _Reader(HtmlReader):
    """Finds what a page of ours does not have."""

    def __init__(self, path: str, ours: Container[str]) -> None:
        super().__init__()
        self.path, self.ours, self.policies = path, ours, 0
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if len(attributes) < len(attrs):
            self.found.append(f"an element <{tag}> has an attribute twice")
        if tag in _FORBIDDEN:
            self.found.append(f"it holds <{tag}>")
        for name, value in attributes.items():
            self._attribute(name, value)
        if tag == "script":
            self._script(attributes)
        elif tag == "meta" and "http-equiv" in attributes:
            self._meta()
        elif tag == "link":
            self._link(attributes)

    def _attribute(self, name: str, value: str) -> None:
        if name.startswith("on") or name in ("style", "srcdoc"):
            self.found.append(f"it holds the attribute '{name}'")
        if name in _ADDRESSES and _CODE.match(value):
            self.found.append(f"it holds an address that is code: '{value[:40]}'")

    def _script(self, attributes: dict[str, str]) -> None:
        if "src" not in attributes and attributes.get("type") == _INERT:
            return
        if not self._is_ours(attributes.get("src", "")):
            self.found.append("it holds a script that is not ours")

    def _meta(self) -> None:
        self.policies += 1
        if self.policies > 1:
            self.found.append("it holds <meta http-equiv> besides its policy")

    def _link(self, attributes: dict[str, str]) -> None:
        """Of what a page may link in its head, only styles and icons are fetched."""
        kinds = attributes.get("rel", "").lower().split()
        if not set(kinds) <= {"prev", "next", "alternate", "canonical"} and not self._is_ours(
            attributes.get("href", "")
        ):
            self.found.append("it links a style or file that is not ours")

    def _is_ours(self, address: str) -> bool:
        return bool(address) and not is_fixed(address) and target_of(address, self.path) in self.ours
