"""`text.json` of a version: the words of whole pages, for a site in a folder, where Pagefind cannot run. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from kbgen.search.markup import prose_of
from kbgen.search.pages import SearchPage
from kbgen.search.titles import dump

_SIGN: Final = re.compile(r'<a\b[^<>]*\bclass="headerlink"[^<>]*>[^<>]*</a>')


def texts(pages: Sequence[SearchPage]) -> bytes:
    """Return the text of each page, in the order of `titles.json`: a line for each block, so headings are lines."""
    return dump({"schema": 1, "texts": [_text(page.html) for page in pages]})


def _text(html: str) -> str:
    lines = (" ".join(line.split()) for line in prose_of(_SIGN.sub("", html)).split("\n"))
    return "\n".join(line for line in lines if line)
