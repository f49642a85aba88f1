"""The address of a new issue about a page, with its title and body filled in. Pure.

What is filled in is what the page itself shows to everybody: its title, its address, its version and its source.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from html import escape
from typing import Final
from urllib.parse import quote

from kbgen.excerpt import cut
from kbgen.forge import filled

LONGEST: Final = 2000
"""Characters of an address: what Microsoft says that all browsers take. GitHub answers 414 far above that."""
QUESTION: Final = "What is wrong, unclear or missing?"
_TITLES: Final = (120, 60, 30)


@dataclass(frozen=True, slots=True)
class Report:
    """What is known of the page. `source` is an address, or the path of its file; "" is left out."""

    title: str
    address: str = ""
    version: str = ""
    source: str = ""

    @property
    def subject(self) -> str:
        """The title of the issue."""
        return f'Problem with "{self.title}"'

    @property
    def body(self) -> str:
        """The text of the issue in Markdown."""
        rows = "".join(f"- {name}: {value}\n" for name, value in self._rows())
        return f"{QUESTION}\n\n\n\n{rows}"

    @property
    def html(self) -> str:
        """The text of the issue in HTML."""
        rows = "".join(f"<li>{escape(f'{name}: {value}')}</li>" for name, value in self._rows())
        return f"<p>{QUESTION}</p><p><br></p><ul>{rows}</ul>"

    def _rows(self) -> Iterator[tuple[str, str]]:
        rows = (("Page", self.title), ("Address", self.address), ("Version", self.version), ("Source", self.source))
        return ((name, value) for name, value in rows if value)


def report_url(pattern: str, report: Report) -> str:
    """Return the address that `pattern` gives for a report: shortened until it fits; "" without a pattern."""
    if not pattern:
        return ""
    url = ""
    for each in _ever_shorter(replace(report, title=" ".join(report.title.split()))):
        texts = {"title": each.subject, "body": each.body, "html": each.html}
        url = filled(pattern, {name: quote(text, safe="", errors="replace") for name, text in texts.items()})
        if len(url) <= LONGEST:
            break
    return url


def _ever_shorter(report: Report) -> Iterator[Report]:
    """Yield the report with ever shorter titles, then without its source, then without its address."""
    for length in _TITLES:
        report = replace(report, title=cut(report.title, length))
        yield report
    for name in ("source", "address"):
        report = replace(report, **{name: ""})
        yield report
