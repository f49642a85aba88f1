"""Icons and emoji in content, without a request to another host.

The emoji extension writes `<span class="twemoji kbicon-NAME"></span>`; after sanitising, exactly such spans
get Material's own SVG. nh3 escapes quotes and `<` inside attributes and text, so the pattern is always an
element. Emoji that are characters stay characters.
"""

from __future__ import annotations

import functools
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import material
from markdown import Markdown

ICON_DIR = Path(material.__file__).parent / "templates" / ".icons"
ICON_SPAN = re.compile(r'(<span class="twemoji) kbicon-([a-z0-9-]+)((?: [^"<>]*)?"[^<>]*>)(?=</span>)')


def icon_or_character(
    index: str,
    shortname: str,
    alias: str,
    uc: str | None,
    alt: str,
    title: str,
    category: str,
    options: Mapping[str, Any],
    md: Markdown,
) -> Element | str:
    """Return the element or stashed text for one emoji, as `pymdownx.emoji` asks a generator for it."""
    if uc:
        return str(md.htmlStash.store(alt))
    return Element("span", {"class": f"twemoji kbicon-{shortname.strip(':')}"})


def with_icons(html: str) -> str:
    """Return sanitised HTML with the SVG of each icon in its place."""
    return ICON_SPAN.sub(lambda m: f"{m[1]}{m[3]}{_svg(m[2])}", html) if "kbicon-" in html else html


@functools.lru_cache(maxsize=512)
def _svg(name: str) -> str:
    path = _icons().get(name)
    return Path(path).read_text(encoding="utf-8").strip() if path else ""


@functools.lru_cache(maxsize=1)
def _icons() -> Mapping[str, str]:
    """Return the file of each icon by its name: folders and file joined by hyphens. No `Path`: there are 14,000."""
    root = str(ICON_DIR)
    paths = sorted(f"{folder}/{file}" for folder, _, files in os.walk(root) for file in files if file.endswith(".svg"))
    return {path[len(root) + 1 : -len(".svg")].replace(os.sep, "/").replace("/", "-"): path for path in paths}
