"""Pages with more of a kind than a reader could use, which cost Markdown far more than others of their size. Pure.

No limit depends on the speed of a machine, so a page is refused everywhere or nowhere; all are far above what people
write. They are the first fence: the time and the memory of each page are limited too (`kbgen/render/articles.py`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

SMALL = 4_000  # characters: no page up to this size is slow
_FENCED = re.compile(r"^ {0,3}(`{3,}|~{3,}).*?(?:^ {0,3}\1|\Z)", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class _Limit:
    """At most `most` matches of `pattern` outside of blocks of code; only texts with more of `sign` are looked at."""

    what: str
    sign: str
    most: int
    pattern: re.Pattern[str]
    signs: int

    def is_exceeded(self, text: str) -> bool:
        return text.count(self.sign) > self.signs and self._is_in(text) and self._is_in(_FENCED.sub("", text))

    def _is_in(self, text: str) -> bool:
        return len(self.pattern.findall(text)) > self.most


def _many(most: int, what: str, sign: str, pattern: str) -> _Limit:
    """Limit how often something occurs."""
    return _Limit(f"more than {most:,} {what}", sign, most, re.compile(pattern, re.MULTILINE), most)


def _row(most: int, what: str, sign: str, pattern: str) -> _Limit:
    """Limit how often something occurs in a row. Patterns are possessive: they must not be slow themselves."""
    row = re.compile(rf"{pattern}{{{most + 1}}}", re.MULTILINE)
    return _Limit(f"more than {most:,} {what}", sign, 0, row, most)


_DEEP_LIST = re.compile(r"^ {400,}+(?:[-+*]|\d{1,9}[.)])[ \t]", re.MULTILINE)
LIMITS = (
    _many(2_000, "headings", "\n", r"^ {0,3}#{1,6}(?=[ \t])|^(?:=+|-+)[ \t]*+$"),
    _many(500, "abbreviations", "*[", r"^ {0,3}\*\[[^\]\n]++\]:"),
    _many(2_000, "footnotes", "[^", r"^ {0,3}\[\^[^\]\n]++\]:"),
    _row(100, "levels of quotes or lists in each other", " ", r"^(?:[ \t]*+(?:>|[-+*][ \t]))"),
    _row(100, "levels of quotes in each other", ">", r"^(?:[ \t]*+>)"),
    _Limit("more than 100 levels of lists in each other", " " * 400, 0, _DEEP_LIST, 0),
    _row(200, "columns in a table", "|", r"^(?:[ \t]*+\|?+[ \t]*+:?-++:?[ \t]*+\|)"),
    _row(400, "brackets that are opened and not closed", "[", r"(?:\[[^\[\]]{0,40}+)"),
    _row(400, "parentheses that are opened and not closed", "(", r"(?:\([^()]{0,40}+)"),
    _row(400, "times < without >", "<", r"(?:<[^<>]{0,40}+)"),
)


def why_too_much(text: str) -> str:
    """Return what a page has too much of, "" = nothing."""
    if len(text) <= SMALL:
        return ""
    return next((limit.what for limit in LIMITS if limit.is_exceeded(text)), "")
