"""The HTML of all pages, through the page cache, by worker processes; and the theme's own files."""

from __future__ import annotations

import functools
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import material

from kbgen.cache import Cache
from kbgen.mapper import Mapper
from kbgen.render.engine import environment, render
from kbgen.render.parts import SIZE, differing, digests
from kbgen.render.sheet import Desk, Sheet
from kbgen.render.theme import Theme
from kbgen.view import Frame, PageInput, RenderedPage, SitePage

KIND = "sheet"
"""Of the entries of pages: the digests of their parts, and the HTML, packed."""
NEW = "new page"
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


@dataclass(frozen=True, slots=True)
class _Order:
    """A page to render, its key, and that of the page in its place in the edition before; None without an edition."""

    own: str
    sheet: Sheet
    before: str | None


def render_pages(
    pages: Iterable[Given],
    theme_dirs: tuple[str, ...],
    cache: Cache,
    mapper: Mapper,
    before: Mapping[str, str] = MappingProxyType({}),
) -> Iterator[RenderedPage]:
    """Yield the HTML file of each page in its frame: first those that the page cache holds, then the others.

    Reads the cache here and fills it in the workers. `before` is the edition that pages are compared with.
    """
    theme = read_theme(theme_dirs)
    desk = Desk(theme.key)
    missing: list[_Order] = []
    for frame, given in pages:
        own, sheet = desk.sheet(given, frame)
        packed = cache.get(KIND, own)
        if packed is None:
            missing.append(_Order(own, sheet, before.get(sheet.dest_uri, "") if before else None))
        else:
            yield RenderedPage(sheet.dest_uri, zlib.decompress(packed[SIZE:]), own, cached=True)
    yield from mapper(_rendered, _Press(theme_dirs, theme.key, cache), missing)


def _rendered(press: _Press, order: _Order) -> RenderedPage:
    theme = read_theme(press.theme_dirs)
    body = render(order.sheet, theme)
    parts = digests(order.sheet, theme.key)
    if theme.key == press.theme_key:  # else somebody is editing it at this moment: such a page is not kept
        press.cache.put(KIND, order.own, parts + zlib.compress(body, LEVEL))
    because = () if order.before is None else _because(parts, order.before, press.cache)
    return RenderedPage(order.sheet.dest_uri, body, order.own, because=because)


def _because(parts: bytes, before: str, cache: Cache) -> tuple[str, ...]:
    """Return the parts that are others than those of the page `before`; empty if that is not in the cache any more."""
    if not before:
        return (NEW,)
    kept = cache.get(KIND, before)
    return differing(parts, kept[:SIZE]) if kept else ()


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
