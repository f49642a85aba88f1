"""The rendering of all pages of a version by worker processes, and the theme's own files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import material

from kbgen.mapper import Mapper, batched
from kbgen.render.engine import environment, render_page, render_site_page
from kbgen.render.views import trails
from kbgen.view import Frame, PageInput, RenderedPage, SitePage

LARGEST_BATCH = 64
MATERIAL_DIR = Path(material.__file__).parent / "templates"
MATERIAL_ASSETS = ("assets/javascripts/bundle.*.min.js", "assets/stylesheets/*.min.css")


@dataclass(frozen=True, slots=True)
class _Batch:
    frame: Frame
    pages: tuple[PageInput, ...]


def render_pages(pages: Sequence[PageInput], frame: Frame, mapper: Mapper) -> Iterator[RenderedPage]:
    """Yield the HTML file of each page of one version, in order."""
    batches = (_Batch(frame, part) for part in batched(pages, mapper.jobs, LARGEST_BATCH))
    for rendered in mapper(_render_batch, batches):
        yield from rendered


def _render_batch(batch: _Batch) -> tuple[RenderedPage, ...]:
    places = trails(batch.frame.nav)
    return tuple(render_page(page, batch.frame, places.get(page.page.url, ())) for page in batch.pages)


def render_site_pages(pages: Sequence[tuple[Frame, SitePage]], mapper: Mapper) -> Iterator[RenderedPage]:
    """Yield the HTML files of the pages that kbgen makes itself, each in its frame, in order."""
    for rendered in mapper(_render_site_batch, batched(pages, mapper.jobs, LARGEST_BATCH)):
        yield from rendered


def _render_site_batch(pages: Sequence[tuple[Frame, SitePage]]) -> tuple[RenderedPage, ...]:
    return tuple(render_site_page(page, frame) for frame, page in pages)


def theme_assets(theme_dirs: Sequence[str]) -> tuple[tuple[str, Path], ...]:
    """Return the theme's files as pairs of their path below the site's root and where they are; own ones win."""
    found: dict[str, Path] = {}
    for pattern in MATERIAL_ASSETS:
        found |= {str(path.relative_to(MATERIAL_DIR)): path for path in MATERIAL_DIR.glob(pattern)}
    for directory in reversed(theme_dirs):
        root = Path(directory)
        found |= {path.relative_to(root).as_posix(): path for path in (root / "assets").rglob("*") if path.is_file()}
    return tuple(sorted(found.items()))


def warm(theme_dirs: tuple[str, ...], language: str) -> None:
    """Load the theme once, so that forked workers inherit it."""
    environment(theme_dirs, language).get_template("main.html")
