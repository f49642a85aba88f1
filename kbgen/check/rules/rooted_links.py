"""KB021: a link that begins at the root of the host leads to nothing that the site publishes."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from urllib.parse import unquote, urlsplit

from kbgen import paths, urls
from kbgen.check.finding import Finding, finding
from kbgen.check.linked import uses
from kbgen.check.rule import Rule
from kbgen.check.subject import CheckedPage, Subject, Volume
from kbgen.link_hints import MOST_COMPARED
from kbgen.model import Severity
from kbgen.plan import AREAS, SitePlan, occupied
from kbgen.suggest import nearest

MACHINES = frozenset(("feed.json", "feed.xml", "llms-full.txt", "llms.txt"))
"""Names of files for programs that kbgen writes into many folders."""
OF_VERSIONS = ("changes", "compare", "versions")
HINT = "write the path of the file, seen from the folder of this page"


def find(volume: Volume, subject: Subject) -> Iterator[Finding]:
    """Yield every such link: as a warning without `site.url`, since nobody knows where on its host the site will be."""
    links = [(page, href) for page in volume.pages.values() for href in _rooted(page)]
    if not links or _is_alone(volume, subject):
        return
    base = urlsplit(subject.config.site.url or "").path or "/"
    severity = None if subject.config.site.url else Severity.WARNING
    site = _Published(subject.plan)
    for page, href in links:
        path = unquote(urlsplit(href).path)
        is_told = path.removeprefix("/") in volume.by_url or site.redirects(path.removeprefix("/"))  # KB024, KB029
        if path.startswith(base) and not is_told and not site.has(path.removeprefix(base)):
            new = _file(href, page, volume)
            hint = f"write '{new}'" if new else _guess(path, page, volume) or HINT
            message = f"link target '{paths.shown(href)}' not found"
            for place in uses(href, page):
                yield finding("KB021", message, page.where, place, hint=hint, severity=severity, new=new)


def _is_alone(volume: Volume, subject: Subject) -> bool:
    """Tell whether one of several versions is looked at as if there were no other, so that its place is not known."""
    collection = volume.content.collection
    source = next(source for source in subject.config.sources if source.name == collection.name)
    return source.versioned and not collection.versioned


def _rooted(page: CheckedPage) -> Iterator[str]:
    hrefs = (link.href for link in page.article.links if link.href.startswith("/"))
    yield from (href for href in dict.fromkeys(hrefs) if not href.startswith(("//", "/\\")) and _is_valid(href))


def _is_valid(href: str) -> bool:
    try:
        return bool(urlsplit(href).path)
    except ValueError:
        return False


class _Published:
    """The addresses of a site, without slash at the beginning, also if the plan is that of a preview of one source."""

    def __init__(self, plan: SitePlan) -> None:
        roots = {v.frame.root: plan.layout.version_root(v.content.collection, v.content.version) for v in plan.versions}
        self._dests = frozenset(_dests(plan, roots))
        self._redirects = frozenset(
            there + each.path.removeprefix(here)
            for each in plan.redirects
            for here, there in roots.items()
            if each.path.startswith(here)
        )
        self._areas = AREAS - occupied((roots[version.frame.root], version.content) for version in plan.versions)
        read = {version.content.collection.name for version in plan.versions}
        self._unread = tuple(root for name, root in plan.layout.roots.items() if name not in read)
        self._aliases = {alias: roots[v.frame.root] for v in plan.versions for alias in v.alias_roots}
        self._roots = {*roots.values(), *plan.layout.roots.values()}

    def redirects(self, path: str) -> bool:
        """Tell whether an address leads on."""
        return urls.dest_of(path) in self._redirects

    def has(self, path: str) -> bool:
        """Tell whether something is at an address, or may be: a part of the site that is not planned here."""
        alias = next((each for each in self._aliases if path.startswith(each)), "")
        path = self._aliases.get(alias, "") + path.removeprefix(alias)
        dest = f"{path}index.html" if not path or path.endswith("/") else path
        stem, suffix = posixpath.splitext(dest)
        pages = (dest, f"{dest}/index.html", f"{stem}.html" if suffix == ".md" else dest)
        return self.redirects(path) or not self._dests.isdisjoint(pages) or self._may_have(path)

    def _may_have(self, path: str) -> bool:
        if path.partition("/")[0] in self._areas or posixpath.basename(path) in MACHINES:
            return True
        below = [path.removeprefix(root) for root in self._roots if path.startswith(root)]
        is_own = any(paths.is_reserved(each) or each.partition("/")[0] in OF_VERSIONS for each in below)
        return is_own or any(root and path.startswith(root) for root in self._unread)


def _dests(plan: SitePlan, roots: Mapping[str, str]) -> Iterator[str]:
    for version in plan.versions:
        root, content = roots[version.frame.root], version.content
        yield from (root + page.dest_uri for page in content.pages)
        yield from (root + asset.dest_uri for asset in content.assets)
        yield from (root + page.dest_uri for page in version.lists)
    yield from (frame.root + page.dest_uri for frame, page in plan.site_pages)


def _file(href: str, page: CheckedPage, volume: Volume) -> str | None:
    """Return the link to the file that is meant, if it is written as a path from the top of the repository or docs."""
    plain = posixpath.normpath(unquote(urlsplit(href).path)).lstrip("/")
    docs = f"{volume.content.settings.docs_dir}/"
    found = next((each for each in (plain, plain.removeprefix(docs)) if each in volume.published), None)
    rest = href[len(urlsplit(href).path) :]
    return urls.relative(found, page.page.src_uri) + rest if found else None


def _guess(path: str, page: CheckedPage, volume: Volume) -> str:
    """Return a hint that names the page whose address is most like `path`; "" if none is."""
    known: Mapping[str, CheckedPage] = volume.by_url if len(volume.by_url) <= MOST_COMPARED else {}
    near = nearest(path.strip("/"), (each.strip("/") for each in known), near=0.8)
    target = next((each for address, each in known.items() if address.strip("/") == near), None)
    return f"did you mean '{urls.relative(target.page.src_uri, page.page.src_uri)}'?" if target else ""


RULE = Rule(("KB021",), find)
