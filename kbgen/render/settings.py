"""The MkDocs configuration of one version: built from values in memory, never read from a content repository."""

from __future__ import annotations

import functools
from dataclasses import replace
from pathlib import Path
from typing import Any

import material
from mkdocs.config.defaults import MkDocsConfig

from kbgen.errors import ConfigError
from kbgen.view import Frame, Neighbour

LANGUAGES = Path(material.__file__).parent / "templates" / "partials" / "languages"

FEATURES = (
    "content.action.edit",
    "content.code.copy",
    "navigation.footer",
    "navigation.indexes",
    "navigation.path",
    "navigation.prune",
    "navigation.top",
    "toc.follow",
)
PALETTE = (
    {
        "media": "(prefers-color-scheme)",
        "primary": "custom",
        "accent": "custom",
        "toggle": {"icon": "material/theme-light-dark", "name": "Switch to light mode"},
    },
    {
        "media": "(prefers-color-scheme: light)",
        "scheme": "default",
        "primary": "custom",
        "accent": "custom",
        "toggle": {"icon": "material/weather-sunny", "name": "Switch to dark mode"},
    },
    {
        "media": "(prefers-color-scheme: dark)",
        "scheme": "slate",
        "primary": "custom",
        "accent": "custom",
        "toggle": {"icon": "material/weather-night", "name": "Follow the system"},
    },
)


def mkdocs_config(frame: Frame) -> MkDocsConfig:
    """Return the validated configuration that the theme sees for `frame`; kept for the next page of the version."""
    return _config(replace(frame, nav=(), collections=(), areas=(), people=frozenset(), home=Neighbour("", "")))


@functools.lru_cache(maxsize=8)
def _config(frame: Frame) -> MkDocsConfig:
    config = MkDocsConfig()
    config.load_dict(_values(frame))
    errors, _ = config.validate()
    if errors:  # our own values: a fault of kbgen, not of any content
        raise RuntimeError(f"MkDocs refuses kbgen's settings: {errors}")
    return config


def theme_language(language: str) -> str:
    """Return the language of the theme's own words: `language`, or without its region. Raises ConfigError."""
    names = (language, language.partition("-")[0])
    known = {path.stem.lower(): path.stem for path in LANGUAGES.glob("*.html")}
    found = next((known[name.lower()] for name in names if name.lower() in known), None)
    if found is None:
        hint = f"use one of {', '.join(sorted(known.values()))}"
        raise ConfigError(f"the theme has no words in the language '{language}' (`site.language`)", hint=hint)
    return found


def _values(frame: Frame) -> dict[str, Any]:
    here = str(Path(__file__).parent)  # MkDocs wants an existing docs folder; it never looks into it
    return {
        "site_name": frame.title,
        "site_description": frame.description or None,
        "site_url": None,
        "docs_dir": here,
        "site_dir": str(Path(here).with_name("site")),
        "use_directory_urls": frame.use_directory_urls,
        "repo_url": frame.repo_url or None,
        "repo_name": frame.repo_name or None,
        "plugins": [],
        "theme": _theme(frame),
    }


def _theme(frame: Frame) -> dict[str, Any]:
    return {
        "name": "material",
        "language": theme_language(frame.language),
        "font": False,
        "favicon": "assets/commons/favicon.svg",
        "icon": {"repo": "fontawesome/brands/git-alt", "logo": "material/bookshelf"},
        "palette": [dict(option) for option in PALETTE],
        "features": list(FEATURES),
    }
