"""What authors ask to overlook in a page, with a reason: `<!-- kbgen-ignore KB034: a glossary is short -->`. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from kbgen.check.finding import FileKey, Finding, finding
from kbgen.codes import CODES
from kbgen.model import Location
from kbgen.suggest import did_you_mean
from kbgen.written import Place, Written

_ASKED = re.compile(r"<!--[ \t]*kbgen-ignore\b[ \t]*(?P<code>[^\s:>]*)[ \t]*:?(?P<reason>(?:(?!-->|<!--)[^\n])*+)-->")
NEVER = re.compile(r"KB(?:00\d|016|025|05\d)")
"""Codes that protect readers and other contributors: they cannot be overlooked."""
HINT = "write <!-- kbgen-ignore CODE: why -->"


def without_ignored(found: Iterable[Finding], texts: Mapping[FileKey, Written]) -> Iterator[Finding]:
    """Yield what is not overlooked, and what is wrong with the requests to overlook something."""
    asked = {file: tuple(_requests(written)) for file, written in texts.items() if "kbgen-ignore" in written.text}
    for each in found:
        codes = {code for code, reason, _ in asked.get(each.file, ()) if reason and not NEVER.fullmatch(code)}
        if each.problem.code not in codes:
            yield each
    for file, requests in asked.items():
        for code, reason, place in requests:
            yield from _wrong(file, code, reason, place)


def _requests(written: Written) -> Iterator[tuple[str, str, Place]]:
    for match in _ASKED.finditer(written.without_code):
        yield match["code"], match["reason"].strip(), written.place(*match.span())


def _wrong(file: FileKey, code: str, reason: str, place: Place) -> Iterator[Finding]:
    where = Location(file[2], collection=file[0], ref=file[1])
    if NEVER.fullmatch(code):
        yield finding("KB065", f"{code} cannot be overlooked: it protects readers", where, place)
    elif code.startswith("KB") and code not in CODES:
        yield finding("KB065", f"there is no code '{code}'", where, place, hint=did_you_mean(code, CODES) or HINT)
    elif not code or not reason:
        yield finding("KB065", "to overlook something needs a code and a reason", where, place, hint=HINT)
