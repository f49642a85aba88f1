"""What a page is called, where that can be told without converting it. Pure."""

from __future__ import annotations

import re

from kbgen.model import BookSettings, Page

_ATX = re.compile(r"#[ \t]+(?P<text>[^\n]*?)[ \t]*#*[ \t]*(?:\n|\Z)")
_PLAIN = re.compile(r"(?:[^\W_]|[ ,;?.-])+")
"""No character that Markdown or an extension may take for more than itself."""
_USUAL = re.compile(r"(?:[^\W_]|[ ,;?.:'()/-])+")
"""The same without the extensions that replace quotes and symbols."""
_REPLACERS = frozenset({"smarty", "pymdownx.smartsymbols"})
_REPLACED = re.compile(r"--|\.\.|:\S+:|://|\b\d+(?:st|nd|rd|th)\b", re.IGNORECASE)
_NO_HEADING = re.compile(r"(?:[^\W_][^\n]*\n(?!=)|#{2,6}[ \t]+[^\W_])")
"""A first line that begins with a letter, and no line of `=` below it; or a lower heading."""


def known_title(page: Page, settings: BookSettings) -> str | None:
    """Return what the article of `page` will have as its title ("" = none); None where only the article tells."""
    body = page.body.lstrip("\n")
    heading = _ATX.match(body)
    if heading:
        return heading["text"] if _is_plain(heading["text"], settings) else None
    return "" if _NO_HEADING.match(body) else None


def _is_plain(text: str, settings: BookSettings) -> bool:
    used = {extension.name.removeprefix("markdown.extensions.") for extension in settings.extensions}
    pattern = _USUAL if used.isdisjoint(_REPLACERS) else _PLAIN
    return pattern.fullmatch(text) is not None and not _REPLACED.search(text)
