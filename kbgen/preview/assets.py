"""The files of the theme that every preview has: styles, scripts and fonts. Reads the theme."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from kbgen.compose.portable import module_scripts
from kbgen.render.pages import theme_assets

UNUSED: Final = "assets/commons/search/"
"""What of the theme a preview has no use for: there is no search in it."""


def preview_assets(theme_dirs: Sequence[str]) -> Mapping[str, bytes]:
    """Return the files by path. Raises ConfigError where a theme has modules of another form than ours."""
    theme = theme_assets(theme_dirs)
    found = {path: source.read_bytes() for path, source in theme if not path.startswith(UNUSED)}
    return {**found, **dict(module_scripts(theme))}
