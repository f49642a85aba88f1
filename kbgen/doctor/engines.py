"""Engines that may take the place of MkDocs one day, and what is known of them. Facts are of November 2026.

ProperDocs: https://properdocs.org, release 1.6.7 (March 2026). Zensical: https://zensical.org/docs/compatibility/ and
release 0.1.3 (`zensical/config.py`: the plugins that it knows; all others, and hooks, it drops without a message).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Engine:
    """An engine. `plugins` are those that it knows, None for all that are installed beside it.

    `extensions` are the Markdown extensions that it names as supported, None for all. `fate` is what it does to a
    plugin that it does not know, `versions` how it makes them.
    """

    name: str
    title: str
    about: str
    risk: str
    versions: str
    fate: str
    runs_hooks: bool
    plugins: frozenset[str] | None = None
    extensions: frozenset[str] | None = None
    templates: str = ""


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


PROPERDOCS: Final = Engine(
    name="properdocs",
    title="ProperDocs",
    about="ProperDocs 1.6.7 is MkDocs 1.6.1 under another name: the same pages but for the name of the generator",
    risk="there was no release since March 2026, and the theme is still Material, which ends on its own date",
    versions="none, as in MkDocs",
    fate="stops at it, unless it is installed",
    runs_hooks=True,
)
ZENSICAL: Final = Engine(
    name="zensical",
    title="Zensical",
    about="Zensical 0.1 reads mkdocs.yml and renders the same Markdown with the look of Material (variant: classic)",
    risk="it is young (0.1), and what it does not know it drops without a message",
    versions="none of its own: a fork of mike, installed from its repository, puts them on a branch",
    fate="drops it without a message",
    runs_hooks=False,
    plugins=_names(
        "api-autonav autorefs awesome-nav blog callouts exclude gh-admonitions git-revision-date-localized glightbox"
        " include-markdown literate-nav llmstxt macros markdown-exec markdownextradata meta meta-descriptions mike"
        " minify mkdocs-audio mkdocs-autoapi mkdocs-nav-weight mkdocs-video mkdocstrings offline optimize privacy"
        " redirects rss search social table-reader tags"
    ),
    extensions=_names(
        "abbr admonition attr_list def_list footnotes md_in_html tables toc pymdownx.arithmatex pymdownx.betterem"
        " pymdownx.blocks.caption pymdownx.caret pymdownx.details pymdownx.emoji pymdownx.highlight"
        " pymdownx.inlinehilite pymdownx.keys pymdownx.magiclink pymdownx.mark pymdownx.smartsymbols pymdownx.snippets"
        " pymdownx.superfences pymdownx.tabbed pymdownx.tasklist pymdownx.tilde"
    ),
    templates="MiniJinja renders them, which calls no Python; 404.html must ask `{% if page and page.meta %}`",
)
ENGINES: Final[Mapping[str, Engine]] = {engine.name: engine for engine in (PROPERDOCS, ZENSICAL)}
