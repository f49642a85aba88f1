"""The Markdown of a repository that says nothing of its own: what people who write for forges and wikis expect."""

from __future__ import annotations

from kbgen.model import Extension, Named

_FENCE = Named("pymdownx.superfences.fence_code_format")

DEFAULT_EXTENSIONS = (
    Extension("abbr"),
    Extension("admonition"),
    Extension("attr_list"),
    Extension("def_list"),
    Extension("footnotes"),
    Extension("md_in_html"),
    Extension("sane_lists"),
    Extension("toc", {"permalink": True}),
    Extension("pymdownx.arithmatex", {"generic": True}),
    Extension("pymdownx.betterem"),
    Extension("pymdownx.caret"),
    Extension("pymdownx.details"),
    Extension("pymdownx.emoji", {"emoji_index": Named("material.extensions.emoji.twemoji")}),
    Extension("pymdownx.highlight", {"anchor_linenums": True}),
    Extension("pymdownx.inlinehilite"),
    Extension("pymdownx.keys"),
    Extension("pymdownx.magiclink"),
    Extension("pymdownx.mark"),
    Extension("pymdownx.superfences", {"custom_fences": [{"name": "mermaid", "class": "mermaid", "format": _FENCE}]}),
    Extension("pymdownx.tabbed", {"alternate_style": True}),
    Extension("pymdownx.tasklist", {"custom_checkbox": True}),
    Extension("pymdownx.tilde"),
)
