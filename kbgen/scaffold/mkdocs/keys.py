"""The keys of `mkdocs.yml` that kbgen reads at each build, and what there is instead of the others.

"" means that there is nothing instead.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

READ: Final = (
    *("docs_dir", "nav", "use_directory_urls", "markdown_extensions", "exclude_docs", "not_in_nav", "edit_uri"),
    *("site_name", "site_description", "repo_url"),
)
"""Keys that `kbgen.content.mkdocs_yml` takes from the file."""

_THEME: Final = "a theme of your own: docs/theme.md"

KEYS: Final[Mapping[str, str]] = {
    "INHERIT": "write what the other file says into this one: it is not followed",
    "copyright": _THEME,
    "dev_addr": "kbgen serve --port",
    "draft_docs": "`unlisted: true` in front matter",
    "edit_uri_template": "`edit` of the source in kbgen.yml",
    "extra_css": _THEME,
    "extra_javascript": f"{_THEME}; formulas need none",
    "extra_templates": _THEME,
    "remote_branch": "the workflow that publishes: docs/ci.md",
    "remote_name": "the workflow that publishes: docs/ci.md",
    "repo_name": "made from the address of the repository",
    "site_author": "the people of each page, from git history",
    "site_dir": "kbgen build --output",
    "strict": "kbgen build --strict",
    "theme": _THEME,
    "validation": "`check` in kbgen.yml says how much a finding weighs",
    "watch": "kbgen serve watches all that the site is made of",
}

THEME_ITSELF: Final = frozenset({"font", "include_search_page", "name", "search_index_only"})
"""Keys of `theme` without which nothing of the site is lost."""

THEME: Final[Mapping[str, str]] = {
    "custom_dir": _THEME,
    "favicon": _THEME,
    "features": "the theme has its own: docs/reading.md",
    "icon": _THEME,
    "language": "`site.language` in kbgen.yml",
    "logo": _THEME,
    "palette": "colours are custom properties of a theme of your own: docs/theme.md",
    "static_templates": _THEME,
}

EXTRA: Final[Mapping[str, str]] = {
    "alternate": "a collection for each language",
    "analytics": "",
    "consent": "not needed: a site sets no cookies and asks no other host",
    "generator": _THEME,
    "homepage": _THEME,
    "social": _THEME,
    "status": "`status` in the front matter of the page",
    "tags": "topics, made of the tags",
    "version": "`branches`, `tags` and `versions` of the source in kbgen.yml: docs/versions.md",
}
