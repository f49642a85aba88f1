"""Where a page is edited, where its source is seen, and where a problem with it is reported."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote, urljoin

from kbgen.forge import Addresses
from kbgen.lineage import Lineage
from kbgen.model import BookSettings, Content, Page, RefKind
from kbgen.plan.reporting import Report, report_url

WEB_ADDRESS = re.compile(r"https?://[^/\s]")  # the settings are content: no other scheme may come from them


def web_url(content: Content) -> str:
    """Return the address of the repository for people: as configured, as cloned, or as its `mkdocs.yml` says."""
    return (content.collection.mirror.web_url or content.settings.repo_url).rstrip("/")


def addresses(content: Content) -> Addresses:
    """Return the addresses of the repository that a version comes from."""
    return Addresses.of(web_url(content), content.collection.mirror.forge)


@dataclass(frozen=True, slots=True)
class PageLinks:
    """Addresses outside of the site that belong to a page, "" where there are none; `notice` is said of `edit`."""

    edit: str = ""
    notice: str = ""
    source: str = ""
    history: str = ""
    issue: str = ""


def page_links(page: Page, content: Content, lineage: Lineage, web: Addresses, title: str, address: str) -> PageLinks:
    """Return the addresses of a page of a version; `web` are those of its repository, `address` is the page's own.

    The source is shown at the commit that wrote it, so that its address stays when others change other pages; where
    history does not tell that commit, at the one that was built.
    """
    edit, notice = _edit(page, content, lineage, web)
    commit = lineage.commits.get(page.src_uri, content.version.ref.oid)
    source = web.file(commit, page.path)
    report = Report(title, address, content.version.name, source or page.path)
    return PageLinks(edit, notice, source, web.history(commit, page.path), report_url(web.issue, report))


def _edit(page: Page, content: Content, lineage: Lineage, web: Addresses) -> tuple[str, str]:
    """Return the page's edit address and a notice for the reader; both "" when there is nothing to edit.

    That is so when no forge is known. A tag cannot be edited: its pages lead to where they lie on the default branch
    now, with the notice, and those that are gone from there lead nowhere.
    """
    ref, head = content.version.ref, content.collection.mirror.head
    is_tag = ref.kind is RefKind.TAG
    branch = ref.name if ref.kind is RefKind.BRANCH else head
    path = lineage.present_path(page) if is_tag else page.path
    if not path:
        return "", ""
    by_forge = web.edit(branch, path, _tip(branch, content))
    own = _by_edit_uri(path, content.settings) if _counts(branch, content) and not (is_tag and by_forge) else ""
    url = own or by_forge
    return url, "(you edit the current version)" if url and is_tag else ""


def _counts(branch: str, content: Content) -> bool:
    """Tell whether the `edit_uri` of the repository counts: it names the default branch, and `kbgen.yml` wins."""
    mirror = content.collection.mirror
    return branch == mirror.head and not mirror.forge.edit


def _tip(branch: str, content: Content) -> str:
    refs = content.collection.mirror.refs
    return next((ref.oid for ref in refs if ref.kind is RefKind.BRANCH and ref.name == branch), "")


def _by_edit_uri(path: str, settings: BookSettings) -> str:
    """Return the address that `repo_url` and `edit_uri` give, as MkDocs joins them; "" unless it is one of the web.

    It can name files of the docs folder only.
    """
    docs = f"{settings.docs_dir}/" if settings.docs_dir else ""
    if not settings.edit_uri or not path.startswith(docs):
        return ""
    folder = settings.edit_uri if settings.edit_uri.endswith("/") else f"{settings.edit_uri}/"
    base = settings.repo_url if folder.startswith(("?", "#")) else f"{settings.repo_url.rstrip('/')}/"
    try:
        url = urljoin(base, folder + quote(path.removeprefix(docs), errors="surrogateescape"))
    except ValueError:
        return ""
    return url if WEB_ADDRESS.match(url) else ""
