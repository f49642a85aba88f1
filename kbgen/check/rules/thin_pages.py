"""KB034: a page says very little. It may be a beginning that somebody can carry on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from kbgen import urls
from kbgen.check.finding import Finding, finding
from kbgen.check.rule import Rule
from kbgen.check.subject import CheckedPage, Subject, Volume
from kbgen.check.titles import title_place

FEWEST: Final = 40
"""Words, or characters of scripts without spaces, two of which make a word."""
LONGEST_HTML: Final = 20_000
_RICH = re.compile(r"<(?:img|table|pre|video|audio)\b|arithmatex")
_HEADING = re.compile(r"<h([1-6])\b.*?</h\1>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_WORD = re.compile(
    "[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]{1,2}|[^\\W_\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+"
)


def find(volume: Volume, _: Subject) -> Iterator[Finding]:
    """Yield every page with few words and nothing else to see, except those that lead to others and drafts."""
    for page in volume.pages.values():
        is_meant = urls.page_name(page.page.src_uri) == "index" or page.page.front.status in ("draft", "retired")
        words = FEWEST if is_meant or page.article.failure else _words(page)
        if words < FEWEST:
            message = f"the page has only {words} word{'' if words == 1 else 's'}"
            hint = "add what readers look for here, or move it into the page where they look first"
            yield finding("KB034", message, page.where, title_place(page), hint=hint)


def _words(page: CheckedPage) -> int:
    """Return how many words a page has, at least as many as it needs if there is more than words."""
    html = page.article.html
    if len(html) > LONGEST_HTML or _RICH.search(html) or html.count("<a ") > html.count('class="headerlink"') + 3:
        return FEWEST
    return len(_WORD.findall(_TAG.sub(" ", _HEADING.sub(" ", html))))


RULE = Rule(("KB034",), find)
