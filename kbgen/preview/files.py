"""The files of a preview: rendered pages, what they show, the theme, and the document. Reads git objects."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from kbgen import git
from kbgen.preview.assets import preview_assets
from kbgen.preview.compare import Comparison
from kbgen.preview.document import FILE, Document, as_json
from kbgen.preview.leads import Leads
from kbgen.preview.pages import Given
from kbgen.preview.setting import GONE, PAGES
from kbgen.render.engine import render
from kbgen.render.pages import read_theme
from kbgen.render.sheet import Desk

File = tuple[str, bytes]

IGNORED: Final = (".gitignore", b"*\n")
"""Keeps a preview that lies in a repository out of the next one."""


def files(comparison: Comparison, document: Document, given: Sequence[Given], live: str) -> Iterator[File]:
    """Yield every file of the preview. `live` is where the pages are published, "" if that is not known."""
    site = comparison.head.site
    assets = preview_assets(site.theme_dirs)
    rendered = dict(_rendered(given, site.theme_dirs))
    media = _media(comparison)
    leads = Leads({*rendered, *assets}, media, live)
    for path, html in rendered.items():
        yield path, leads.page(html, path).encode("utf-8", "replace")
    yield from _read({path: media[path] for path in leads.shown}, comparison.sides.mirror.git_dir)
    yield from assets.items()
    yield FILE, as_json(document).encode()
    yield IGNORED


def _rendered(given: Sequence[Given], theme_dirs: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Yield the path and HTML of each page. None is kept in the cache: they name the commit, and are seen once."""
    theme, desk = read_theme(theme_dirs), Desk("")
    for frame, page in given:
        _, sheet = desk.sheet(page, frame)
        yield sheet.dest_uri, render(sheet, theme).decode()


def _media(comparison: Comparison) -> Mapping[str, str]:
    """Return the object ids of all files of both sides, by the paths that they would have in the preview."""
    sides = ((PAGES, comparison.sides.head), (GONE, comparison.sides.base))
    return {f"{folder}/{asset.dest_uri}": asset.oid for folder, content in sides for asset in content.assets}


def _read(media: Mapping[str, str], git_dir: Path) -> Iterator[File]:
    places: dict[str, list[str]] = {}
    for path, oid in media.items():
        places.setdefault(oid, []).append(path)
    for oid, body in git.read_blobs(git_dir, sorted(places)):
        yield from ((path, body) for path in places[oid])
