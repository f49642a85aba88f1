"""Find the folders of a theme by its name, or by the path that kbgen.yml gives."""

from __future__ import annotations

from pathlib import Path

from kbgen.errors import ConfigError

PACKAGED = Path(__file__).parent / "themes"  # in an installed wheel
CHECKOUT = Path(__file__).parent.parent / "themes"  # in the repository itself
DEFAULT = "commons"


def theme_dirs(theme: str, base_dir: Path) -> tuple[str, ...]:
    """Return the theme's folders, the most specific first. A theme of the site's own extends `commons`.

    Raises ConfigError where neither a shipped theme has this name nor a folder lies at this path.
    """
    commons = _shipped() / DEFAULT
    if theme == DEFAULT:
        return (str(commons),)
    own = (base_dir / theme).resolve()
    if not own.is_dir():
        hint = f"use '{DEFAULT}', or the path of a folder with templates, relative to kbgen.yml"
        raise ConfigError(f"theme '{theme}' was not found (looked for the folder {own})", hint=hint)
    return str(own), str(commons)


def _shipped() -> Path:
    return PACKAGED if PACKAGED.is_dir() else CHECKOUT
