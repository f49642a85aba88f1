"""What the policy takes out of an article, for the report: elements, attributes, and addresses by their schemes.

Read from the HTML before it is sanitised, with patterns and by the tables of the policy. Most articles hold nothing
of it, and this is found out at the cost of two searches.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kbgen.render.sanitise import ATTRIBUTES, BLANK, DROPPED_WITH_CONTENT, INPUT_TYPES, SCHEMES, TAGS, kept_value
from kbgen.render.tags import TAG, attributes
from kbgen.view import Removal

_NAMED = re.compile(r"<([A-Za-z][^\s/<>]*+)")
# A tag with attributes that are all let through, as Python-Markdown writes it.
_HARMLESS = re.compile(
    r"<(?:/[a-z][a-z0-9]*+|[a-z][a-z0-9]*+"
    r'(?: (?:id="(?!__)[^"<]*+"|class="(?![^"]*(?:md-|js-|pagefind|kb-))[^"<]*+"|title="(?![^"]*&(?:lt|#))[^"<]*+"'
    r'|href="(?:https?://|#)[^"<]*+"|(?:href|src)="(?!\s*[/\\])[^":<]*+"|alt="[^"<]*+"))*+(?: /)?)>'
)
_NESTED = re.compile(r"""=\s*+(?:"[^"<>]*+<|'[^'<>]*+<)""")  # a tag in a value, which only people write
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_DROPPED = re.compile(
    rf"(<({'|'.join(sorted(DROPPED_WITH_CONTENT))})\b[^<>]*+>).*?(?:</\2\s*>|\Z)", re.IGNORECASE | re.DOTALL
)
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*+):", re.IGNORECASE)
_ADDRESSES = frozenset({"href", "src", "poster", "srcset"})
_REPLACED = frozenset({"rel", "markdown"})  # nobody misses these: the policy has its own, Markdown did what was asked
LONGEST = 200
"""Characters of a value that are kept for the report."""


def removals(html: str) -> tuple[Removal, ...]:
    """Return what will be taken out of an article, each thing once: elements first, then attributes."""
    if "<!--" in html:
        html = _COMMENT.sub("", html)
    elements = [name for name in dict.fromkeys(map(str.lower, _NAMED.findall(html))) if name not in TAGS]
    if not DROPPED_WITH_CONTENT.isdisjoint(elements):
        html = _DROPPED.sub(r"\1", html)
        elements = [name for name in dict.fromkeys(map(str.lower, _NAMED.findall(html))) if name not in TAGS]
    rest = html if _NESTED.search(html) else _HARMLESS.sub("", html)
    return (*map(Removal, elements), *dict.fromkeys(_attributes(rest)))


def _attributes(html: str) -> Iterator[Removal]:
    for tag in TAG.finditer(html):
        element = tag["name"].lower()
        if element in TAGS and not tag["close"]:
            for name, value in attributes(tag["attributes"]):
                if name not in _REPLACED and _is_removed(element, name, value):
                    yield Removal(element, name, value[:LONGEST])


def _is_removed(element: str, name: str, value: str) -> bool:
    if element == "input" and name == "type":
        return value.lower() not in INPUT_TYPES
    if name not in ATTRIBUTES["*"] and name not in ATTRIBUTES.get(element, ()):
        return True
    if name in _ADDRESSES and (scheme := _SCHEME.match(BLANK.sub("", value))) and scheme[1].lower() not in SCHEMES:
        return True
    kept = kept_value(element, name, value)
    return kept is None or kept.split() != value.split()
