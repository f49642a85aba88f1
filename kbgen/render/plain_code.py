"""`pymdownx.highlight` without colours, for articles that nobody will see: the same code, titles, lines and ids.

Colours take half of the time of a conversion. The option `use_pygments: false` is no way to do without them: with it
superfences takes a fence with `title=` or `hl_lines=` for text, and links for what is code.
"""

from __future__ import annotations

from typing import Any

from pygments.lexer import Lexer
from pygments.lexers.special import TextLexer
from pymdownx.highlight import Highlight, HighlightExtension


class _Plain(Highlight):  # type: ignore[misc]
    """Knows one language: text."""

    def get_lexer(self, src: str, language: str, inline: bool, stripnl: bool) -> tuple[Lexer, str]:
        """Return the lexer that leaves everything as it is, and the name of the language as it was written."""
        return TextLexer(stripnl=stripnl), language or "text"


class PlainCode(HighlightExtension):  # type: ignore[misc]
    """Stands in for `pymdownx.highlight` with its options; superfences asks the first that it finds."""

    def get_pymdownx_highlighter(self) -> type[Highlight]:
        """Return what superfences and inlinehilite make code with."""
        return _Plain


def makeExtension(**options: Any) -> PlainCode:  # noqa: N802 - the name that Python-Markdown asks for
    """Return the extension. It names the language of each piece of code in a class, whatever `options` say of that."""
    return PlainCode(**{**options, "pygments_lang_class": True})
