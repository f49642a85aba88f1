"""KB023: a link leads to a page that is a draft or retired. KB029: a link leads through a redirect."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

from kbgen import paths, urls
from kbgen.check.finding import Finding, finding
from kbgen.check.linked import distinct, uses
from kbgen.check.moved import instead, redirected
from kbgen.check.rule import Rule
from kbgen.check.subject import CheckedPage, Subject, Volume

GONE: Mapping[str, str] = {"draft": "a draft", "retired": "retired"}


def find(volume: Volume, subject: Subject) -> Iterator[Finding]:
    """Yield every link to a page that is not for readers, or that leads on to another one."""
    now = redirected(volume, subject)
    root = subject.plan.layout.version_root(volume.content.collection, volume.content.version)
    site = subject.config.site.url or ""
    for page in volume.pages.values():
        if page.page.front.status not in GONE:
            yield from _gone(page, volume, now)
            yield from _addresses(page, f"{site}{root}" if site else "", now) if now else ()


def _gone(page: CheckedPage, volume: Volume, now: Mapping[str, CheckedPage]) -> Iterator[Finding]:
    for href, target in volume.leads[page.page.src_uri].items():
        status = target.page.front.status
        if status in GONE and target is not page:
            successor = now.get(target.page.dest_uri)
            if successor is not None:
                yield from _through(href, page, successor)
                continue
            message = f"'{paths.shown(target.page.src_uri)}' is {GONE[status]}"
            hint = "link to it when it is published" if status == "draft" else "link to what takes its place"
            for place in uses(href, page):
                yield finding("KB023", message, page.where, place, hint=hint)


def _addresses(page: CheckedPage, root_url: str, now: Mapping[str, CheckedPage]) -> Iterator[Finding]:
    """Yield the links that are written as full addresses, from the root of the version or of the site."""
    for href in distinct(page):
        if href.startswith("/") and not href.startswith("//"):
            below = href.removeprefix("/")
        elif root_url and href.startswith(root_url):
            below = href.removeprefix(root_url)
        else:
            continue
        target = now.get(urls.dest_of(urlsplit(below).path))
        if target is not None:
            yield from _through(href, page, target)


def _through(href: str, page: CheckedPage, target: CheckedPage) -> Iterator[Finding]:
    new = instead(href, page, target)
    message = f"the link '{paths.shown(href)}' leads through a redirect to '{paths.shown(target.page.src_uri)}'"
    for place in uses(href, page):
        yield finding("KB029", message, page.where, place, hint=f"write '{new}'", new=new)


RULE = Rule(("KB023", "KB029"), find)
