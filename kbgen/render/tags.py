"""Tags of HTML that people wrote, as patterns: for what is told of them. A real parser decides what is published."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Final

# Possessive: a tag that is not closed is given up at once.
ATTRIBUTES: Final = r"""(?:[^<>"']++|"[^"]*+"|'[^']*+')*+"""
TAG: Final = re.compile(rf"<(?P<close>/?)(?P<name>[A-Za-z][^\s/<>]*+)(?P<attributes>{ATTRIBUTES})>")
_EACH = re.compile(r"""([^\s"'<>/=]++)(?:\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s"'<>]++)))?+""")


def attributes(written: str) -> Iterator[tuple[str, str]]:
    """Yield names in lower case and values of the attributes in a tag."""
    for match in _EACH.finditer(written):
        value = next((each for each in match.groups()[1:] if each is not None), "")
        yield match[1].lower(), unescape(value)
