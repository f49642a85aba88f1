"""KB064: the language of a piece of code is not known, so that it has no colours."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache

from pygments.lexers import get_all_lexers

from kbgen import paths
from kbgen.check.finding import Finding, finding
from kbgen.check.rule import Rule
from kbgen.check.subject import CheckedPage, Subject, Volume
from kbgen.model import BookSettings
from kbgen.suggest import did_you_mean

PLAIN = frozenset(("text", "txt", "plain", "plaintext", "none", "nohighlight", "raw", "csv", "log"))
"""What people write so that code has no colours."""
_LANGUAGE = re.compile(r"\{?[ \t]*\.?(?P<name>[^\s{}=\"',:]+)(?=[\s{},:]|$)")
_SHOWN = re.compile(r'language-(?<=["\s]language-)([^"\s]+)')


def find(volume: Volume, _: Subject) -> Iterator[Finding]:
    """Yield every language of fenced code that Pygments does not know."""
    own = frozenset(name.casefold() for name in _own_names(volume.content.settings))
    for page in volume.pages.values():
        shown = {name.casefold() for name in _SHOWN.findall(page.article.html)} - known() - own
        for name, start in _written(page) if shown else ():
            if name.casefold() in shown:
                message = f"'{paths.shown(name)}' is no language whose code can be coloured"
                hint = did_you_mean(name, known(), near=0.85) or "write 'text' if it is no code of a language"
                place = page.written.place(start, start + len(name))
                yield finding("KB064", message, page.where, place, hint=hint)


def _written(page: CheckedPage) -> Iterator[tuple[str, int]]:
    """Yield what stands where a language is named, and where it begins."""
    for start, end in page.written.languages:
        match = _LANGUAGE.match(page.written.text, start, end)
        if match:
            yield match["name"], match.start("name")


@cache
def known() -> frozenset[str]:
    """Return the names of all languages, in lower case."""
    return PLAIN | frozenset(
        alias.casefold() for _, aliases, _, _ in get_all_lexers(plugins=False) for alias in aliases
    )


def _own_names(settings: BookSettings) -> Iterator[str]:
    """Yield the names that the repository's Markdown extensions give a meaning of their own."""
    for extension in settings.extensions:
        for option in ("custom_fences", "extend_pygments_lang"):
            items = extension.options.get(option)
            for item in items if isinstance(items, (list, tuple)) else ():
                if isinstance(item, Mapping):
                    yield str(item.get("name", ""))


RULE = Rule(("KB064",), find)
