"""KB025: a link's scheme runs something, or reaches into the reader's computer; publishing removes it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kbgen import paths
from kbgen.check.finding import Finding, finding
from kbgen.check.linked import distinct, uses
from kbgen.check.rule import Rule
from kbgen.check.subject import Subject, Volume

# Browsers drop blanks and control characters before they read the scheme.
_SCHEME = re.compile(r"[\x00-\x20]*([a-z][a-z0-9+.\x00-\x20-]*):", re.IGNORECASE)
UNSAFE = frozenset({"javascript", "vbscript", "data", "file", "blob", "filesystem"})


def find(volume: Volume, _: Subject) -> Iterator[Finding]:
    """Yield every link whose scheme is unsafe."""
    for page in volume.pages.values():
        for href in distinct(page):
            scheme = _scheme(href)
            if scheme in UNSAFE:
                message = f"the link '{paths.shown(href[:60])}' has the scheme '{scheme}:', which is not published"
                for place in uses(href, page):
                    yield finding("KB025", message, page.where, place, hint="link to a page, or to an https address")


def _scheme(href: str) -> str:
    match = _SCHEME.match(href)
    return re.sub(r"[\x00-\x20]", "", match[1]).lower() if match else ""


RULE = Rule(("KB025",), find)
