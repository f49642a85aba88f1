"""KB024: a link inside the site is written as an address, which only works where the site is published now."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

from kbgen import paths, urls
from kbgen.check.finding import Finding, finding
from kbgen.check.linked import uses
from kbgen.check.rule import Rule
from kbgen.check.subject import CheckedPage, Subject, Volume


def find(volume: Volume, subject: Subject) -> Iterator[Finding]:
    """Yield every link to a page of the same version that does not name its file."""
    root = subject.plan.layout.version_root(volume.content.collection, volume.content.version)
    site = subject.config.site.url or ""
    for page in volume.pages.values():
        hrefs = (link.href for link in page.article.links if not link.raw)  # in HTML an address is right
        for href in dict.fromkeys(hrefs):
            target = _target(href, page, volume, f"{site}{root}" if site else "")
            if target is not None:
                new = urls.relative(target.page.src_uri, page.page.src_uri)
                new = _with_rest(new if target is not page else "", href)
                message = f"the link '{paths.shown(href)}' is an address, not the file of the page"
                for place in uses(href, page):
                    yield finding("KB024", message, page.where, place, hint=f"write '{new}'", new=new)


def _target(href: str, page: CheckedPage, volume: Volume, root_url: str) -> CheckedPage | None:
    """Return the page that the address `href` leads to; None if it names a file, another site, or nothing of ours."""
    try:
        parts = urlsplit(href)
    except ValueError:
        return None
    if root_url and href.startswith(root_url):
        return volume.by_url.get(_url(parts.path.removeprefix(urlsplit(root_url).path)))
    if parts.scheme or parts.netloc or not parts.path or parts.path.endswith(urls.MARKDOWN_SUFFIXES):
        return None
    if href.startswith("/"):
        return volume.by_url.get(_url(parts.path.removeprefix("/")))
    path = unquote(parts.path)
    is_file = urls.relative(path, ".") in volume.published
    return None if is_file else volume.by_url.get(urls.absolute(path, page.page.url))


def _url(path: str) -> str:
    return unquote(path) or "./"


def _with_rest(path: str, href: str) -> str:
    """Return the path with the query and fragment of `href`."""
    parts = urlsplit(href)
    return path + (f"?{parts.query}" if parts.query else "") + (f"#{parts.fragment}" if parts.fragment else "")


RULE = Rule(("KB024",), find)
