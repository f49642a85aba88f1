"""What is done to HTML in a Markdown text, so that no reader of the twin runs it. Pure.

Comments and elements whose content nobody sees go; tags of text stay, with harmless attributes; every other tag is
made text. The policy of the published pages is in `kbgen/render/sanitise.py`; this one is narrower.
"""

from __future__ import annotations

import re
from html import escape, unescape
from typing import Final

from kbgen.twins.inline import pieces


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


TAGS: Final = _words(
    "a abbr b blockquote br caption center cite code dd del details dfn div dl dt em figcaption figure h1 h2 h3 h4 h5 "
    "h6 hr i img ins kbd li mark ol p picture pre q s samp small source span strong sub summary sup table tbody td "
    "tfoot th thead tr u ul var"
)
ATTRIBUTES: Final = _words("id name href src alt title align width height colspan rowspan open lang dir")
SCHEMES: Final = frozenset(("http", "https", "mailto", "tel"))
_ATTRIBUTE = r"""[^\s"'<>/=]++(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s"'=<>`]++))?+"""
TAG: Final = rf"<(?P<close>/?)(?P<tag>[A-Za-z][A-Za-z0-9-]*+)(?P<attributes>(?:\s++{_ATTRIBUTE})*+)\s*+/?>"
_HTML = re.compile(rf"{TAG}|<(?=[/!?]|[A-Za-z][\w-]*+(?:[\s/>]|$))", re.MULTILINE)
_EACH = re.compile(r"""([^\s"'<>/=]++)(?:\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s"'=<>`]++)))?+""")
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*+):", re.IGNORECASE)
_BLANK = re.compile(r"[\x00-\x20]")
_ROUNDS = 4


def harmless(text: str) -> str:
    """Return prose (no code blocks) without HTML that runs, loads or hides."""
    for _ in range(_ROUNDS):  # what is taken out may join what stood around it
        found = "".join(part if is_code else _HTML.sub(_replaced, part) for is_code, part in pieces(text))
        if found == text:
            return text
        text = found
    return text.replace("<", "&lt;")


def _replaced(match: re.Match[str]) -> str:
    if not match["tag"] or match["tag"].lower() not in TAGS:
        return "&lt;" + match[0][1:]
    if match["close"]:
        return f"</{match['tag']}>"
    return f"<{match['tag']}{_with_attributes(match['attributes'])}>"


def _with_attributes(written: str) -> str:
    """Return the attributes that may stay, as they stand in a tag."""
    kept = []
    for name, *values in _EACH.findall(written):
        value = unescape(next((each for each in values if each), ""))
        if name.lower() in ATTRIBUTES and (name.lower() not in ("href", "src") or is_harmless(value)):
            kept.append(f' {name}="{escape(value)}"')
    return "".join(kept)


def is_harmless(address: str) -> bool:
    """Tell whether an address has none of the schemes that run something."""
    scheme = _SCHEME.match(_BLANK.sub("", unescape(address)))
    return not scheme or scheme[1].lower() in SCHEMES
