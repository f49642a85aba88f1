"""`pymdownx.highlight` without colours, for articles that nobody will see: the same code, titles, lines and ids.

Colours take half of the time of a conversion. The option `use_pygments: false` is no way to do without them: with it
superfences takes a fence with `title=` or `hl_lines=` for text, and links for what is code.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pygments.lexer import Lexer
from pygments.lexers.special import TextLexer
from pygments.style import Style, StyleMeta
from pymdownx.highlight import Highlight, HighlightExtension


class _Unstyled(StyleMeta):  # type: ignore[misc]
    """The type of a style that has nothing to say of any token."""

    def __iter__(self) -> Iterator[Any]:
        """Yield nothing: a formatter, of which each piece of code has its own, works through all 80 kinds of tokens."""
        return iter(())


class _NoStyle(Style, metaclass=_Unstyled):  # type: ignore[misc]
    """Stands in for the style of Pygments that was asked for."""


class _Plain(Highlight):  # type: ignore[misc]
    """Knows one language: text."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.pygments_style = _NoStyle

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
