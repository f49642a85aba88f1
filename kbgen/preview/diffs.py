"""The pages that show what changed in a page, word by word. Pure."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from posixpath import join
from urllib.parse import quote

from kbgen.htmldiff import compare
from kbgen.model import Page
from kbgen.portable.links import is_fixed
from kbgen.preview.changes import PageChange
from kbgen.preview.compare import Comparison
from kbgen.preview.document import ChangedPage, Document
from kbgen.preview.fields import changed_fields
from kbgen.preview.leads import EMBEDDING, target_of
from kbgen.preview.setting import DIFF, GONE, PAGES
from kbgen.start_tags import rewritten, with_values
from kbgen.view import SitePage


@dataclass(frozen=True, slots=True)
class Media:
    """The pictures of both sides, by published path, as object ids: those that are the same are one picture."""

    base: Mapping[str, str]
    head: Mapping[str, str]

    @classmethod
    def of(cls, comparison: Comparison) -> Media:
        """Return the pictures of a comparison."""
        contents = comparison.sides.base, comparison.sides.head
        return cls(*({asset.dest_uri: asset.oid for asset in content.assets} for content in contents))

    def folder(self, path: str) -> str:
        """Return the folder of the preview in which a picture of the old side is shown."""
        return PAGES if self.base.get(path) == self.head.get(path) else GONE


def diff_pages(comparison: Comparison, document: Document, live: str) -> Iterator[SitePage]:
    """Yield a page for each page whose text changed."""
    media = Media.of(comparison)
    for found, told in zip(comparison.changes.pages, document.pages, strict=True):
        if told.diff:
            page = _diff_page(found, told, comparison, document, media)
            published = live + told.old_url.removeprefix("./") if live else ""
            yield replace(page, values={**page.values, "live": published})


def _diff_page(
    found: PageChange, told: ChangedPage, comparison: Comparison, document: Document, media: Media
) -> SitePage:
    old, new, base = found.old, found.new, comparison.base
    assert old is not None and new is not None and base is not None  # the page is on both sides
    at = join(DIFF, new.dest_uri)
    before = _rebased(base.articles[old.src_uri].html, old, at, media.folder)
    after = _rebased(comparison.head.articles[new.src_uri].html, new, at, lambda _: PAGES)
    compared = compare(before, after)
    values = {
        "told": told.model_dump(mode="json"),
        "fields": changed_fields(old.front, new.front),
        "ids": [each.id for each in document.ids_lost if each.path == told.path],
        "commits": {"base": document.base.commit[:10], "head": document.head.commit[:10]},
        "committed": document.head.committed,
        "differs": compared.differs,
    }
    return SitePage("preview-diff.html", at, told.title, values, noindex=True, place=told.diff, html=compared.html)


def _rebased(html: str, page: Page, at: str, folder: Callable[[str], str]) -> str:
    """Return an article whose relative addresses hold on the page `at` of the preview.

    Links lead to the pages as they are; pictures are taken from the folder that `folder` names for their path.
    """
    here = posixpath.dirname(at)

    def moved(address: str, *, embedded: bool) -> str:
        if is_fixed(address):
            return address
        target = target_of(address, page.dest_uri)
        rest = address[len(address.split("?")[0].split("#")[0]) :]
        return quote(posixpath.relpath(join(folder(target) if embedded else PAGES, target), here)) + rest

    def changed(tag: str, written: str, _: Mapping[str, str]) -> str:
        media = dict.fromkeys(EMBEDDING, lambda address: moved(address, embedded=True))
        return with_values(written, {**media, "href": lambda address: moved(address, embedded=False)})

    return rewritten(html, changed)
