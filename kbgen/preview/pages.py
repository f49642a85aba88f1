"""What a preview shows, as inputs of the theme: the pages as they are, those that are gone, and the report. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from posixpath import join
from typing import Final

from kbgen.preview.changes import Change, PageChange
from kbgen.preview.compare import Comparison
from kbgen.preview.diffs import diff_pages
from kbgen.preview.document import Document
from kbgen.preview.leads import PICTURES, REPORT
from kbgen.preview.setting import DIFF, GONE
from kbgen.view import Frame, NavNode, Neighbour, Notice, PageInput, SitePage

MOST_LISTED: Final = 1000
"""Lines of a list in the report."""
MOST_PICTURES: Final = 60
"""Pictures that changed which the report shows; their sizes are those of the originals."""
Given = tuple[Frame, PageInput | SitePage]


def shown(comparison: Comparison, document: Document, live: str) -> Iterator[Given]:
    """Yield all pages of the preview, each with its frame."""
    for found in comparison.changes.pages:
        yield _page(found, comparison)
    site = replace(comparison.head.site.frame, nav=tuple(_nav(document)))
    yield from ((site, page) for page in diff_pages(comparison, document, live))
    yield site, report(document, live)


def _nav(document: Document) -> Iterator[NavNode]:
    """Yield the report and, for each page that changed, what there is to see of it."""
    yield NavNode("All changes", "./")
    yield from (NavNode(each.title or each.path, each.diff or each.page) for each in document.pages)


def _page(found: PageChange, comparison: Comparison) -> Given:
    """Return a page as the site would show it, or one that is deleted as it was, with a line that says so."""
    head, base = comparison.head.version, comparison.base
    if found.new:
        page = _with_tags(comparison.head.page(found.new.src_uri))
        return head.frame, replace(page, notices=(_notice(found, comparison),))
    assert base is not None and found.old is not None  # what is deleted has been there
    frame = replace(base.version.frame, root=f"{GONE}/")
    return frame, replace(_with_tags(base.page(found.old.src_uri)), notices=(_notice(found, comparison),))


def _with_tags(page: PageInput) -> PageInput:
    """Return the page with its tags; their topics are not in a preview."""
    return replace(page, tags=tuple(Neighbour(tag, "") for tag in page.page.front.tags))


def _notice(found: PageChange, comparison: Comparison) -> Notice:
    commits = comparison.sides.commits
    text = f"Preview of {commits.proposed[:10]}{'' if commits.is_committed else ' with what is not committed'}: "
    if found.change is Change.DELETED:
        return Notice("preview", f"{text}this page is deleted. This is how it was.", f"../{REPORT}", "All changes")
    if found.has_new_text and found.new:
        url = join("..", DIFF, found.new.dest_uri)
        return Notice("preview", f"{text}this page is {found.change}.", url, "What changed, word by word")
    return Notice("preview", f"{text}this page is {found.change}.", f"../{REPORT}", "All changes")


def report(document: Document, live: str) -> SitePage:
    """Return the page that lists all changes."""
    pictures = [each.url for each in document.files if each.url.lower().endswith(PICTURES)]
    values = {
        "told": document.model_dump(mode="json"),
        "live": live,
        "most": MOST_LISTED,
        "pictures": pictures[:MOST_PICTURES],
        "welcome": [each.name for each in document.contributors if each.first],
        "thanks": [each.name for each in document.contributors if not each.first],
    }
    return SitePage("preview.html", REPORT, "Preview", values, noindex=True, place="./")
