"""What a page is about, in a sentence. Pure."""

from __future__ import annotations

import re
from html import unescape
from typing import Final

from kbgen.model import Page
from kbgen.view import Article

LONGEST: Final = 160
_PARAGRAPH = re.compile(r"<p>(.*?)</p>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_FEWEST_LETTERS = 20
_SEARCHED = 20_000


def description(page: Page, article: Article) -> str:
    """Return the description that a page gives of itself, else the beginning of its first paragraph; "" without any."""
    if page.front.description:
        return " ".join(page.front.description.split())
    paragraphs = (_text(found[1]) for found in _PARAGRAPH.finditer(article.html, 0, _SEARCHED))
    return cut(next((text for text in paragraphs if len(text) >= _FEWEST_LETTERS), ""), LONGEST)


def _text(html: str) -> str:
    return " ".join(unescape(_TAG.sub("", html)).split())


def cut(text: str, longest: int) -> str:
    """Return the text, or its beginning up to the end of a word, in at most `longest` characters."""
    if len(text) <= longest:
        return text
    head, _, _ = text[: longest - 1].rpartition(" ")
    return f"{head.rstrip(' ,;:.') or text[: longest - 1]}…"
