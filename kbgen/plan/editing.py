"""Where a page is edited and where its source is seen."""

from __future__ import annotations

from urllib.parse import quote, urljoin

from kbgen import forge
from kbgen.config import Source
from kbgen.model import Content, Page, RefKind


def web_url(content: Content) -> str:
    """Return the address of the repository for people: as configured, as cloned, or as its `mkdocs.yml` says."""
    return (content.collection.mirror.web_url or content.settings.repo_url).rstrip("/")


def edit_url(page: Page, content: Content, source: Source) -> tuple[str, str]:
    """Return the page's edit address and a notice for the reader; both "" when no forge is known.

    A tag cannot be edited: its pages lead to the default branch, with the notice.
    """
    ref, settings = content.version.ref, content.settings
    head = content.collection.mirror.head
    branch = ref.name if ref.kind is RefKind.BRANCH else head
    notice = "(you edit the current version)" if ref.kind is RefKind.TAG else ""
    if settings.edit_uri and not source.edit and branch == head:
        base = f"{settings.repo_url.rstrip('/')}/" if settings.repo_url else ""
        return urljoin(base, settings.edit_uri + page.src_uri), notice
    url = forge.edit_url(web_url(content), branch, page.path, source.edit or "")
    return url, notice if url else ""


def source_url(page: Page, content: Content) -> str:
    """Return the forge's view of the page's file at exactly the commit that was built."""
    root = forge.view_url(web_url(content), content.version.ref.oid)
    return f"{root}/{quote(page.path)}" if root else ""
