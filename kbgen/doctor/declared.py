"""What a repository's `mkdocs.yml` asks for and kbgen does not run: plugins, hooks, templates. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kbgen import bounded_yaml
from kbgen.bounded_yaml import MKDOCS_YML, YamlError


@dataclass(frozen=True, slots=True)
class Declared:
    """Plugins by name as they are written, and whether there are hooks and own templates (`theme.custom_dir`)."""

    plugins: tuple[str, ...] = ()
    hooks: bool = False
    templates: bool = False


def declared(text: str) -> Declared:
    """Return what the `mkdocs.yml` in `text` asks for; nothing where it cannot be read, which a build tells."""
    try:
        value = bounded_yaml.parse(text, MKDOCS_YML).value
    except YamlError:
        return Declared()
    if not isinstance(value, dict):
        return Declared()
    theme = value.get("theme")
    plugins = tuple(dict.fromkeys(_names(value.get("plugins"))))
    return Declared(plugins, bool(value.get("hooks")), isinstance(theme, dict) and bool(theme.get("custom_dir")))


def _names(plugins: object) -> Iterator[str]:
    """Yield the names of a list of names and one-key mappings, or of a mapping."""
    for item in plugins if isinstance(plugins, (list, dict)) else ():
        yield from (str(name) for name in (item if isinstance(item, dict) else (item,)) if isinstance(name, str))
