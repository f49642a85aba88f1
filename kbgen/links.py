"""Where the links of a page lead: another page, an asset, a file outside the docs folder, or nowhere.

Pure. For targets inside the docs folder the result equals that of MkDocs' own resolution
(`mkdocs/structure/pages.py`, `path_to_url`); a link that MkDocs would leave dead goes to the forge when the
commit holds the file.
"""

from __future__ import annotations

import html
import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import quote, unquote, urlsplit, urlunsplit

from kbgen import urls
from kbgen.folders import Folders
from kbgen.link_hints import guess, target_uri
from kbgen.model import Content

SCHEME = "kb:"
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")


@dataclass(frozen=True, slots=True)
class Crossing:
    """Where a link into another collection leads: `url` below the site's root, "" = nowhere, and `hint` says why.

    `page` names the page that it leads to, by collection, version and `src_uri`; `fragment` is the part of it. A hint
    beside a URL says what to write instead. `is_away` tells that the whole collection could not be read.
    """

    url: str = ""
    hint: str = ""
    page: tuple[str, str, str] = ("", "", "")
    fragment: str = ""
    is_away: bool = False


@dataclass(frozen=True, slots=True)
class Targets:
    """All that a link of one version can lead to.

    `published` maps each `src_uri` to its URL; `tree` holds every path of the commit; `docs_dir` is the docs
    folder inside the commit ("" = its root); `view_url` is the pattern of the addresses at which the forge shows files
    of the commit, with `{path}`, or "". `crossings` are the links into other collections, by what was written; `root`
    is the version's own folder, and `areas` are the folders of the site's root that kbgen fills itself.

    `lists` has the URL of each folder at whose address the site has a list, `page_dests` the published paths of pages
    and lists, and `dests` those of all.
    """

    published: Mapping[str, str]
    tree: frozenset[str] = frozenset()
    docs_dir: str = ""
    view_url: str = ""
    folders: frozenset[str] = frozenset()
    page_dests: frozenset[str] = frozenset()
    crossings: Mapping[str, Crossing] = field(default_factory=dict)
    root: str = ""
    lists: Mapping[str, str] = field(default_factory=dict)
    dests: frozenset[str] = frozenset()
    areas: frozenset[str] = frozenset()

    @classmethod
    def of(cls, content: Content, view_url: str) -> Targets:
        """Return the targets of a version."""
        published = {page.src_uri: page.url for page in content.pages}
        published |= {asset.src_uri: quote(asset.dest_uri) for asset in content.assets}
        folders = frozenset(parent for path in content.tree_uris for parent in _parents(path))
        lists = Folders(content).lists()
        pages = frozenset(page.dest_uri for page in content.pages).union(lists.values())
        return cls(
            published,
            content.tree_uris,
            content.settings.docs_dir,
            view_url,
            folders,
            pages,
            lists={uri: quote(f"{uri}/") for uri, place in lists.items() if place == f"{uri}/index.html"},
            dests=pages.union(asset.dest_uri for asset in content.assets),
        )


@dataclass(frozen=True, slots=True)
class Link:
    """A resolved link: the URL to write, whether its target was `found`, and a `hint` that helps to mend it.

    `crosses` tells that it leads into another collection.
    """

    href: str
    found: bool = True
    hint: str = ""
    crosses: bool = False


def resolve(href: str, src_uri: str, targets: Targets, *, embedded: bool = False, raw: bool = False) -> Link:
    """Return where `href`, written in page `src_uri`, leads. URLs of other sites come back as they are.

    What is `embedded`, such as an image, must be part of the site: the forge's view of it would be a page. What is
    `raw` is written in HTML, where MkDocs takes it for an address; where none answers, it names a file, as on forges.
    """
    if href in targets.crossings or href.startswith(SCHEME):
        return _across(href, src_uri, targets)
    try:
        parts = urlsplit(href)
    except ValueError:
        return Link(href, found=False, hint="this is not a valid URL")
    if parts.scheme or parts.netloc or not parts.path or href.startswith(("/", "\\")):
        return Link(href)
    path = unquote(parts.path)
    if raw and _answers(path, src_uri, targets, embedded=embedded):
        return Link(href)
    target = target_uri(src_uri, path)
    if target in targets.published:
        return _to(targets.published[target], href, src_uri, targets)
    return _elsewhere(href, src_uri, path, replace(targets, view_url="") if embedded else targets)


def _answers(path: str, src_uri: str, targets: Targets, *, embedded: bool) -> bool:
    """Tell whether something lies at an address, as a browser sees it from the page, or may lie there."""
    way = posixpath.normpath(posixpath.join(posixpath.dirname(unquote(targets.published[src_uri])), path))
    if way.startswith(".."):  # out of the version; a picture must be in some version at least
        return not urls.is_markdown(path) and bool(targets.root or not embedded)
    dest = _dest(path, src_uri, targets)
    return dest in targets.dests or f"{dest}/index.html" in targets.dests or _is_own(path, src_uri, targets)


def _is_own(path: str, src_uri: str, targets: Targets) -> bool:
    """Tell whether an address is in a part of the site that kbgen writes, such as the pages of people."""
    here = targets.root + unquote(targets.published[src_uri]).removeprefix("./")
    return not urls.is_markdown(path) and urls.absolute(path, here).partition("/")[0] in targets.areas


def _dest(path: str, src_uri: str, targets: Targets) -> str:
    """Return the published path that an address means, seen from the address of the page."""
    address = urls.absolute(path, unquote(targets.published[src_uri]))
    return f"{address.removeprefix('./')}index.html" if address.endswith("/") else address


def without_entities(href: str) -> str:
    """Return a link with the characters for which entities stand, such as `&amp;`."""
    return _ENTITY.sub(lambda match: html.unescape(match[0]), href) if "&" in href else href


def _across(href: str, src_uri: str, targets: Targets) -> Link:
    """Return the relative link into another collection."""
    crossing = targets.crossings.get(href, Crossing())
    if not crossing.url:
        return Link(href, found=False, hint=crossing.hint, crosses=True)
    parts = urlsplit(crossing.url)
    url = urls.relative(parts.path or "./", targets.root + targets.published[src_uri].removeprefix("./") or "./")
    return Link(urlunsplit(("", "", url, parts.query, parts.fragment)), hint=crossing.hint, crosses=True)


def _to(target: str, href: str, src_uri: str, targets: Targets) -> Link:
    """Return the link to a published URL, with the query and fragment of `href`."""
    parts = urlsplit(href)
    url = urls.relative(target, targets.published[src_uri])
    return Link(urlunsplit(("", "", url, parts.query, parts.fragment)))


def _elsewhere(href: str, src_uri: str, path: str, targets: Targets) -> Link:
    """Return the link as it is where it works as a URL, or that to the list of a folder, or the forge's view of a file
    of the commit; else dead.
    """
    parts = urlsplit(href)
    if _dest(path, src_uri, targets) in targets.page_dests or _is_own(path, src_uri, targets):
        return Link(href)
    in_tree = posixpath.normpath(posixpath.join(targets.docs_dir, posixpath.dirname(src_uri), path))
    in_docs = in_tree.removeprefix(f"{targets.docs_dir}/")
    if in_docs != in_tree and in_docs in targets.published:  # written from the root, such as ../docs/page.md
        return _to(targets.published[in_docs], href, src_uri, targets)
    if (folder := target_uri(src_uri, path)) in targets.lists:
        return _to(targets.lists[folder], href, src_uri, targets)
    if targets.view_url and (in_tree in targets.tree or in_tree in targets.folders):
        view = targets.view_url.replace("{path}", quote(in_tree, errors="surrogateescape"))
        query = "" if "?" in view else parts.query
        return Link(urlunsplit(("", "", view, query, parts.fragment)))
    return Link(href, found=False, hint=guess(src_uri, path, targets.published))


def _parents(path: str) -> Iterator[str]:
    while path := posixpath.dirname(path):
        yield path
