"""Where a page is edited and where its source is seen."""

from __future__ import annotations

import re
from urllib.parse import quote, urljoin

from kbgen import forge
from kbgen.config import Source
from kbgen.lineage import Lineage
from kbgen.model import BookSettings, Content, Page, RefKind

WEB_ADDRESS = re.compile(r"https?://[^/\s]")  # the settings are content: no other scheme may come from them


def web_url(content: Content) -> str:
    """Return the address of the repository for people: as configured, as cloned, or as its `mkdocs.yml` says."""
    return (content.collection.mirror.web_url or content.settings.repo_url).rstrip("/")


def edit_url(page: Page, content: Content, source: Source, lineage: Lineage) -> tuple[str, str]:
    """Return the page's edit address and a notice for the reader; both "" when there is nothing to edit.

    That is so when no forge is known. A tag cannot be edited: its pages lead to where they lie on the default branch
    now, with the notice, and those that are gone from there lead nowhere.
    """
    ref, head = content.version.ref, content.collection.mirror.head
    branch = ref.name if ref.kind is RefKind.BRANCH else head
    path = lineage.present_path(page) if ref.kind is RefKind.TAG else page.path
    if not path:
        return "", ""
    src_uri = page.src_uri if path == page.path else path.removeprefix(f"{content.settings.docs_dir}/")
    own = _by_edit_uri(src_uri, content.settings) if branch == head and not source.edit else ""
    url = own or forge.edit_url(web_url(content), branch, path, source.edit or "")
    return url, "(you edit the current version)" if url and ref.kind is RefKind.TAG else ""


def _by_edit_uri(src_uri: str, settings: BookSettings) -> str:
    """Return the address that `repo_url` and `edit_uri` give, as MkDocs joins them; "" unless it is one of the web."""
    if not settings.edit_uri:
        return ""
    folder = settings.edit_uri if settings.edit_uri.endswith("/") else f"{settings.edit_uri}/"
    base = settings.repo_url if folder.startswith(("?", "#")) else f"{settings.repo_url.rstrip('/')}/"
    try:
        url = urljoin(base, folder + quote(src_uri))
    except ValueError:
        return ""
    return url if WEB_ADDRESS.match(url) else ""


def source_url(page: Page, content: Content, lineage: Lineage) -> str:
    """Return the forge's view of the page's file as it was built.

    That is at the commit which wrote it, so that the address stays when others change other pages; where history does
    not tell that commit, at the one that was built.
    """
    root = forge.view_url(web_url(content), _commit(page, content, lineage))
    return f"{root}/{quote(page.path)}" if root else ""


def history_url(page: Page, content: Content, lineage: Lineage) -> str:
    """Return where the forge lists the changes of the page's file up to that commit."""
    return forge.history_url(web_url(content), _commit(page, content, lineage), page.path)


def _commit(page: Page, content: Content, lineage: Lineage) -> str:
    return lineage.commits.get(page.src_uri, content.version.ref.oid)
