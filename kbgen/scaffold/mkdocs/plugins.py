"""MkDocs' plugins, and what kbgen has in their place. The table of docs/adopting.md is this one.

Plugins are known by the names that stand in a `mkdocs.yml`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

TAKEN: Final = frozenset({"search", "literate-nav", "redirects"})
"""Plugins whose settings kbgen reads, or whose work it does without any."""

_HISTORY = "on every page, from git history: docs/history.md"
_SOURCES = "`sources` in kbgen.yml: one site from many repositories"
_NAVIGATION = "the folder tree, with `nav.order` and `nav.title` in front matter, or a literate SUMMARY.md"
_CODE = ""  # pages are data: what would run code while the site is made has no equivalent

REPLACED: Final[Mapping[str, str]] = {
    "alias": "`aliases` in front matter for the search, `kb:collection/page.md` for links",
    "autorefs": "links to pages and headings, checked at each build",
    "awesome-nav": _NAVIGATION,
    "awesome-pages": _NAVIGATION,
    "backlinks": "backlinks below each article",
    "blog": "/recent/ and its feeds; posts are pages",
    "bibtex": _CODE,
    "charts": _CODE,
    "drawio": "pictures, exported as SVG",
    "enumerate-headings": "",
    "exclude": "`exclude_docs` in mkdocs.yml",
    "exclude-search": "`search: {exclude: true}` in front matter",
    "file-filter": "`exclude_docs` in mkdocs.yml",
    "gen-files": _CODE,
    "git-authors": _HISTORY,
    "git-committers": _HISTORY,
    "git-latest-changes": "/recent/",
    "git-revision-date": _HISTORY,
    "git-revision-date-localized": _HISTORY,
    "glightbox": "",
    "group": "",
    "htmlproofer": "links and anchors are checked at each build; kb-links.yml asks the web each week",
    "i18n": "a collection for each language",
    "include-markdown": "",
    "info": "kbgen --version",
    "linkcheck": "links and anchors are checked at each build; kb-links.yml asks the web each week",
    "llmstxt": "llms.txt and a Markdown twin of each page",
    "macros": _CODE,
    "markdown-exec": _CODE,
    "mermaid2": "",
    "meta": "",
    "mike": "`branches`, `tags` and `versions` of the source in kbgen.yml: docs/versions.md",
    "minify": "pages are small; let the server compress them",
    "mkdocstrings": _CODE,
    "monorepo": _SOURCES,
    "multirepo": _SOURCES,
    "nav-weight": _NAVIGATION,
    "offline": "kbgen build --portable",
    "open-in-new-tab": "",
    "optimize": "",
    "pdf-export": "styles for paper: print from the browser",
    "plantuml": "pictures, exported as SVG",
    "print-site": "styles for paper: print from the browser",
    "privacy": "not needed: no page asks another host for anything",
    "projects": _SOURCES,
    "roamlinks": "links between pages, checked at each build",
    "rss": "Atom and JSON feeds of recent changes and topics",
    "same-dir": "`docs: .` of the source in kbgen.yml",
    "section-index": "the index page of a folder is the page of its section",
    "simple-hooks": _CODE,
    "social": "",
    "spellcheck": "a hook in .pre-commit-config.yaml",
    "static-i18n": "a collection for each language",
    "table-reader": _CODE,
    "tags": "topics: /topics/",
    "toggle-sidebar": "",
    "typeset": "",
    "with-pdf": "styles for paper: print from the browser",
}


def plain_name(name: str) -> str:
    """Return a plugin's name without the prefixes that some are written with (`material/tags`, `mkdocs-tags`)."""
    return name.removeprefix("material/").removeprefix("mkdocs-").replace("_", "-")
