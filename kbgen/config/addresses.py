"""Patterns of addresses in `kbgen.yml`: where pages are edited, seen and reported."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from pydantic_core import PydanticCustomError

from kbgen.forge.addresses import NONE
from kbgen.suggest import did_you_mean, shown

FIELDS: Final[Mapping[str, tuple[str, ...]]] = {
    "edit": ("web_url", "branch", "path"),
    "view": ("web_url", "commit", "path"),
    "history": ("web_url", "commit", "path"),
    "commit": ("web_url", "commit"),
    "compare": ("web_url", "older", "newer"),
    "issue": ("web_url", "title", "body", "html"),
}
"""The fields that each pattern may hold."""

_EXAMPLES: Final[Mapping[str, str]] = {
    "edit": "{web_url}/edit/{branch}/{path}",
    "view": "{web_url}/blob/{commit}/{path}",
    "history": "{web_url}/commits/{commit}/{path}",
    "commit": "{web_url}/commit/{commit}",
    "compare": "{web_url}/compare/{older}...{newer}",
    "issue": "{web_url}/issues/new?title={title}&body={body}",
}


def address_pattern(text: str, *, key: str) -> str:
    """Return the pattern of the addresses of `key`, or "none", if it may be used. Raises PydanticCustomError."""
    if text == NONE:
        return text
    example = f"write '{_EXAMPLES[key]}', or none"
    for name in re.findall(r"\{([^{}]*)\}", text):
        if name not in FIELDS[key]:
            hint = did_you_mean(name, FIELDS[key]) or f"expected {', '.join(FIELDS[key])}"
            raise _error(f"'{key}' does not know '{{{shown(name)}}}'", hint)
    if re.search(r"[{}]", re.sub(r"\{\w+\}", "", text)):
        raise _error(f"'{key}' has a brace that encloses no field", example)
    schemes = r"https?://|\{web_url\}|mailto:" if key == "issue" else r"https?://|\{web_url\}"
    if not re.match(schemes, text) or re.search(r"[\s\x00-\x1f\"<>\\]", text):
        raise _error(f"'{key}' must be a web address", example)
    return text


def _error(message: str, hint: str) -> PydanticCustomError:
    return PydanticCustomError("kbgen", "{text}", {"text": message, "hint": hint})
