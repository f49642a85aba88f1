"""KB051: a page holds a key, a token or a password. The message never shows it."""

from __future__ import annotations

from collections.abc import Iterator

from kbgen.check.finding import Finding, finding
from kbgen.check.rule import Rule
from kbgen.check.secrets import secrets
from kbgen.check.subject import Subject, Volume
from kbgen.model import Severity

HINT = "make it invalid now, for it stays in the history; then write a placeholder such as <token>"


def find(volume: Volume, _: Subject) -> Iterator[Finding]:
    """Yield every secret, in text, code, comments and front matter."""
    for page in volume.pages.values():
        for each in secrets(page.written.text):
            message = f"this {'is' if each.certain else 'looks like'} {each.what}"
            place = page.written.place(each.start, each.end)
            severity = None if each.certain else Severity.WARNING
            yield finding("KB051", message, page.where, place, hint=HINT, severity=severity)


RULE = Rule(("KB051",), find)
