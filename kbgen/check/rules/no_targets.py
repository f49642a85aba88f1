"""KB026: a link has no target: nothing is in its parentheses, or no line says where its name leads."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape

from kbgen import paths
from kbgen.check.finding import Finding, finding
from kbgen.check.rule import Rule
from kbgen.check.subject import CheckedPage, Subject, Volume
from kbgen.model import Severity
from kbgen.suggest import did_you_mean

_EMPTY = re.compile(r"\](?P<empty>\(\s{0,20}(?:<>)?\s{0,20}\))")
_NAMED = re.compile(r"(?<![\w\]\)\\!])\[(?P<text>[^\[\]\n^]{2,80})\]\[(?P<name>[^\[\]\n^]{0,80})\](?![\[(:])")
_DEFINED = re.compile(r"^[ >]*\[([^\]\n^][^\]\n]*)\]:", re.MULTILINE)
_WORD = re.compile(r"[^\W\d_]{2}")


def find(volume: Volume, _: Subject) -> Iterator[Finding]:
    """Yield links that lead to their own page since nothing is written, and, as notes, what was meant as links by name.

    What is in brackets may be an element of an array, so it must read as words, on a page that has words or names.
    """
    for page in volume.pages.values():
        html = page.article.html
        if ' href=""' in html or ' src=""' in html:
            yield from _empty(page)
        if "][" in html:
            yield from _undefined(page)


def _empty(page: CheckedPage) -> Iterator[Finding]:
    for match in _EMPTY.finditer(page.written.prose):
        place = page.written.place(*match.span("empty"))
        hint = "write where it leads, or take the brackets away"
        yield finding("KB026", "the link has no target", page.where, place, hint=hint)


def _undefined(page: CheckedPage) -> Iterator[Finding]:
    defined = {_folded(name): name for name in _DEFINED.findall(page.written.prose)}
    for match in _NAMED.finditer(page.written.prose):
        text, name = match["text"], match["name"] or match["text"]
        is_meant = (bool(defined) and match["name"]) or " " in text.strip() or " " in name.strip()
        is_words = _WORD.search(text) is not None and _WORD.search(name) is not None
        if is_meant and is_words and _folded(name) not in defined and _is_shown(match[0], page):
            message = f"no line says where '{paths.shown(name)}' leads, so that readers see the brackets"
            hint = did_you_mean(name, defined.values()) or f"write a line `[{paths.shown(name)}]: page.md`"
            place = page.written.place(*match.span())
            yield finding("KB026", message, page.where, place, hint=hint, severity=Severity.INFO)


def _is_shown(written: str, page: CheckedPage) -> bool:
    return escape(written, quote=False) in page.article.html


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()


RULE = Rule(("KB026",), find)
