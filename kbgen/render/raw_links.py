"""Links and images that are written as HTML: what they name, and where they lead instead. Pure.

Python-Markdown keeps such HTML aside, so it is not in the tree in which links are resolved.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from kbgen.render.sanitise import DROPPED_WITH_CONTENT
from kbgen.render.tags import ATTRIBUTES
from kbgen.start_tags import with_values

Leads = Callable[[str, bool], str]
"""Returns the address to write for one that is written; the second argument tells whether it is embedded."""

_ANY: Final = re.compile(r"""\b(?:href|src|poster)\s*+=\s*+["']?(?!#__)""", re.IGNORECASE)
_TAG: Final = re.compile(
    rf"<!--.*?(?:-->|\Z)|<(?P<dropped>{'|'.join(sorted(DROPPED_WITH_CONTENT))})\b.*?(?:</(?P=dropped)\s*>|\Z)"
    rf"|<(?P<name>a|img|video|audio|source|track)\b{ATTRIBUTES}>",
    re.IGNORECASE | re.DOTALL,
)


def with_raw_links(html: str, leads: Leads) -> str:
    """Return a piece of HTML in which the links and images lead where `leads` says. Most pieces have none."""
    return _TAG.sub(lambda match: _changed(match, leads), html) if _ANY.search(html) else html


def _changed(tag: re.Match[str], leads: Leads) -> str:
    if not tag["name"]:  # a comment, or what is never published
        return tag[0]
    is_link = tag["name"].lower() == "a"

    def led(address: str) -> str:
        return leads(address, not is_link)

    return with_values(tag[0], {"href": led} if is_link else {"src": led, "poster": led})
