"""From the Markdown extensions of a version, which are plain data, to what Python-Markdown is called with.

Callables come from the one table below, by the names that an allowlist let through; content names them, it
never brings them.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from markdown.extensions import toc
from material.extensions.emoji import twemoji
from pymdownx import arithmatex, emoji, slugs, superfences

from kbgen.model import Extension, Named
from kbgen.render.icons import icon_or_character

BUILT_IN = ("toc", "tables", "fenced_code")  # what MkDocs always adds, in its order
BUNDLES: Mapping[str, tuple[str, ...]] = {
    "extra": ("fenced_code", "footnotes", "attr_list", "def_list", "tables", "abbr", "md_in_html"),
    "pymdownx.extra": (
        "pymdownx.betterem",
        "pymdownx.superfences",
        "attr_list",
        "def_list",
        "footnotes",
        "abbr",
        "md_in_html",
        "tables",
    ),
}
# By the names that `kbgen.markdown_extensions` lets through; a test holds the two tables against each other.
FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "markdown.extensions.toc.slugify": toc.slugify,
    "markdown.extensions.toc.slugify_unicode": toc.slugify_unicode,
    "material.extensions.emoji.to_svg": icon_or_character,
    "material.extensions.emoji.twemoji": twemoji,
    "pymdownx.emoji.emojione": emoji.emojione,
    "pymdownx.emoji.gemoji": emoji.gemoji,
    "pymdownx.emoji.twemoji": emoji.twemoji,
    "pymdownx.emoji.to_alt": icon_or_character,
    "pymdownx.emoji.to_png": icon_or_character,
    "pymdownx.emoji.to_svg": icon_or_character,
    "pymdownx.superfences.fence_code_format": superfences.fence_code_format,
    "pymdownx.superfences.fence_div_format": superfences.fence_div_format,
}
FACTORIES: Mapping[str, Callable[..., Callable[..., Any]]] = {
    "pymdownx.slugs.slugify": slugs.slugify,
    "pymdownx.arithmatex.arithmatex_fenced_format": arithmatex.arithmatex_fenced_format,
    "pymdownx.arithmatex.arithmatex_inline_format": arithmatex.arithmatex_inline_format,
}
ALWAYS: Mapping[str, Any] = {"mode": "generic"}  # math as text, for the theme to typeset; never as a script


Options = dict[str, dict[str, Any]]


def markdown_arguments(extensions: Sequence[Extension]) -> tuple[list[str], Options]:
    """Return the `extensions` and `extension_configs` arguments of `markdown.Markdown`."""
    names: dict[str, None] = dict.fromkeys(BUILT_IN)
    options: Options = {}
    for extension in extensions:
        name = extension.name.removeprefix("markdown.extensions.")
        given = {key: _live(value) for key, value in extension.options.items()}
        for part in BUNDLES.get(name, (name,)):
            names[part] = None
            own = given.get(part, {}) if name in BUNDLES else given
            options[part] = {**options.get(part, {}), **own}
    return list(names), _made_safe(names, options)


def _live(value: object) -> Any:
    """Return plain data as it is, and the callable that a `Named` stands for."""
    match value:
        case Named():
            return _callable(value)
        case Mapping():
            return {key: _live(item) for key, item in value.items()}
        case list() | tuple():
            return [_live(item) for item in value]
    return value


def _callable(named: Named) -> Callable[..., Any]:
    if named.name in FUNCTIONS:
        return FUNCTIONS[named.name]
    forced = ALWAYS if named.name.startswith("pymdownx.arithmatex.") else {}
    return FACTORIES[named.name](**{**named.arguments, **forced})


def _made_safe(names: Mapping[str, None], options: Options) -> Options:
    """Force the options on which safety depends: no inline styles, no foreign images, no reserved ids."""
    options.setdefault("tables", {})["use_align_attribute"] = True
    headings = options.setdefault("toc", {})
    headings["slugify"] = functools.partial(_slug, headings.get("slugify") or toc.slugify)
    if "pymdownx.arithmatex" in names:
        options.setdefault("pymdownx.arithmatex", {})["generic"] = True
    if "pymdownx.emoji" in names:
        options.setdefault("pymdownx.emoji", {})["emoji_generator"] = icon_or_character
    return options


def _slug(slug: Callable[[str, str], str], text: str, separator: str) -> str:
    """Return a heading's id; ids that begin with two underscores are the theme's."""
    return re.sub(r"^__+", "", slug(text, separator))
