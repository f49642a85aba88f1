"""The HTML of all pages, through the page cache, by worker processes; and the theme's own files."""

from __future__ import annotations

import functools
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import material

from kbgen.cache import Cache
from kbgen.mapper import Mapper
from kbgen.render.engine import environment, render
from kbgen.render.sheet import Desk, Sheet
from kbgen.render.theme import Theme
from kbgen.view import Frame, PageInput, RenderedPage, SitePage

KIND = "page-z"
LEVEL = 1  # of zlib: a quarter of the bytes for 0.2 ms, and 0.1 ms to read
MATERIAL_DIR = Path(material.__file__).parent / "templates"
MATERIAL_ASSETS = ("assets/javascripts/bundle.*.min.js", "assets/stylesheets/*.min.css")

Given = tuple[Frame, PageInput | SitePage]


@dataclass(frozen=True, slots=True)
class _Press:
    """What all pages are rendered with."""

    theme_dirs: tuple[str, ...]
    theme_key: str
    cache: Cache


def render_pages(
    pages: Iterable[Given], theme_dirs: tuple[str, ...], cache: Cache, mapper: Mapper
) -> Iterator[RenderedPage]:
    """Yield the HTML file of each page in its frame: first those that the page cache holds, then the others.

    Reads the cache here and fills it in the workers.
    """
    theme = read_theme(theme_dirs)
    desk = Desk(theme.key)
    missing: list[tuple[str, Sheet]] = []
    for frame, given in pages:
        own, sheet = desk.sheet(given, frame)
        packed = cache.get(KIND, own)
        if packed is None:
            missing.append((own, sheet))
        else:
            yield RenderedPage(sheet.dest_uri, zlib.decompress(packed), cached=True)
    yield from mapper(_rendered, _Press(theme_dirs, theme.key, cache), missing)


def _rendered(press: _Press, item: tuple[str, Sheet]) -> RenderedPage:
    own, sheet = item
    theme = read_theme(press.theme_dirs)
    page = render(sheet, theme)
    if theme.key == press.theme_key:  # else somebody is editing it at this moment: such a page is not kept
        press.cache.put(KIND, own, zlib.compress(page.body, LEVEL))
    return page


@functools.lru_cache(maxsize=1)
def read_theme(theme_dirs: tuple[str, ...]) -> Theme:
    """Return the theme in these folders as it was when this process, or the one it was forked from, first read it."""
    return Theme.read(theme_dirs)


def theme_assets(theme_dirs: Sequence[str]) -> tuple[tuple[str, Path], ...]:
    """Return the theme's files as pairs of their path below the site's root and where they are; own ones win."""
    found: dict[str, Path] = {}
    for pattern in MATERIAL_ASSETS:
        found |= {str(path.relative_to(MATERIAL_DIR)): path for path in MATERIAL_DIR.glob(pattern)}
    for directory in reversed(theme_dirs):
        root = Path(directory)
        found |= {path.relative_to(root).as_posix(): path for path in (root / "assets").rglob("*") if path.is_file()}
    return tuple(sorted(found.items()))


def warm(theme_dirs: tuple[str, ...], language: str) -> str:
    """Read the theme as it is now and load it, so that workers forked after this inherit it. Return its key."""
    read_theme.cache_clear()
    theme = read_theme(theme_dirs)
    environment(theme, language).get_template("main.html")
    return theme.key
