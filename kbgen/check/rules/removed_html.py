"""KB050: HTML that is taken out when the page is published, because it could run, load or cover something."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kbgen.check.finding import Finding, finding
from kbgen.check.rule import Rule
from kbgen.check.rules.embeds import is_away
from kbgen.check.subject import CheckedPage, Subject, Volume
from kbgen.model import Severity
from kbgen.view import Removal
from kbgen.written_spans import Span

LOOKS = frozenset({"big", "blink", "center", "font", "marquee", "nobr", "strike", "tt"})
MEANT = frozenset({"action", "data", "for", "formaction", "href", "id", "name", "poster", "src", "srcdoc", "srcset"})
HINT = "write it in Markdown, or do without it: code, styles and forms of pages are never published"


def find(volume: Volume, _: Subject) -> Iterator[Finding]:
    """Yield every element and attribute that is not published, but for addresses of which other rules tell."""
    for page in volume.pages.values():
        for removal in page.article.removed:
            if not _is_told(removal, page):
                spans = _attributes(removal, page) if removal.attribute else _elements(removal, page)
                places = [page.written.place(*span) for span in spans]
                for place in places or (None,):
                    severity = Severity.INFO if _is_only_looks(removal) else None
                    yield finding("KB050", _message(removal), page.where, place, hint=HINT, severity=severity)


def _is_told(removal: Removal, page: CheckedPage) -> bool:
    """Tell whether KB025 or KB053 is about the same."""
    linked = {link.href for link in page.article.links}
    return removal.attribute in ("href", "src", "poster") and (removal.value in linked or is_away(removal.value))


def _is_only_looks(removal: Removal) -> bool:
    """Tell whether readers miss nothing but a style: the text is there, and every address in it still leads on."""
    if not removal.attribute:
        return removal.element in LOOKS
    return not (removal.attribute in MEANT or removal.attribute.startswith("on"))


def _message(removal: Removal) -> str:
    if removal.attribute:
        return f"the attribute '{removal.attribute}' of <{removal.element}> is not published"
    return f"the element <{removal.element}> is not published"


def _elements(removal: Removal, page: CheckedPage) -> Iterator[Span]:
    pattern = rf"<{re.escape(removal.element)}(?![\w-])"
    yield from (match.span() for match in re.finditer(pattern, page.written.prose, re.IGNORECASE))


def _attributes(removal: Removal, page: CheckedPage) -> Iterator[Span]:
    """Yield where the attribute stands: in a tag of the element, or in a list of attributes."""
    element, name, value = map(re.escape, (removal.element, removal.attribute, removal.value))
    said = rf"(?P<said>(?<![\w-]){name}(?:\s*=\s*[\"']?{value}|(?![\w-])(?!\s*=)))"
    pattern = rf"(?:<{element}\b[^<>]*?|\{{[^{{}}\n]*?){said}"
    yield from (match.span("said") for match in re.finditer(pattern, page.written.prose, re.IGNORECASE))


RULE = Rule(("KB050",), find)
