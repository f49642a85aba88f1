"""KB056: syntax of a template language that nobody fills in here, so that readers see it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kbgen import paths
from kbgen.check.finding import Finding, finding
from kbgen.check.rule import Rule
from kbgen.check.subject import CheckedPage, Subject, Volume

_TEMPLATE = re.compile(
    r"\{\{[-~]?[ \t]*[A-Za-z_][\w.\[\]'\"-]*(?:\([^{}\n]*\))?(?:[ \t]*\|[^{}\n]*)?[ \t]*[-~]?\}\}"
    r"|\{%[-~+]?[ \t]*[a-z_]+\b[^{}\n]*%\}"
    r"|\{\{[<%][^{}\n]*[>%]\}\}"
)
_NOT_TEXT = re.compile(r"<(pre|code|script)\b.*?</\1>|<(span|div)[^>]*\barithmatex\b[^>]*>.*?</\2>", re.DOTALL)
_MATH = re.compile(r"(?<!\\)(\$\$?)(?:(?!\n[ \t]*\n).)+?(?<!\\)\1", re.DOTALL)


def find(volume: Volume, _: Subject) -> Iterator[Finding]:
    """Yield what looks like a part of a template of Jinja, Liquid, Hugo or mustache, outside of code and formulas."""
    for page in volume.pages.values():
        html = page.article.html
        if "{{" in html or "{%" in html:
            shown = any(_TEMPLATE.finditer(_NOT_TEXT.sub("", html)))
            yield from _written(page) if shown else ()


def _written(page: CheckedPage) -> Iterator[Finding]:
    formulas = [match.span() for match in _MATH.finditer(page.written.prose)]
    for match in _TEMPLATE.finditer(page.written.prose):
        if not any(start <= match.start() < end for start, end in formulas):
            message = f"'{paths.shown(match[0][:60])}' is shown as it stands: pages are no templates"
            hint = "write what it stands for, or put it in backticks if it is an example"
            yield finding("KB056", message, page.where, page.written.place(*match.span()), hint=hint)


RULE = Rule(("KB056",), find)
