"""KB031: no link and no navigation leads to a page, so that only the search finds it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kbgen import urls
from kbgen.check.finding import Finding, finding
from kbgen.check.rule import Rule
from kbgen.check.subject import CheckedPage, Subject, Volume
from kbgen.check.titles import title_place
from kbgen.model import NavItem

GONE = ("draft", "retired")


def find(volume: Volume, subject: Subject) -> Iterator[Finding]:
    """Yield every page that cannot be reached from another one. Pages that ask not to be listed are left out."""
    reached = {*_listed(volume.content.nav), *_linked(volume), *_linked_from_elsewhere(volume, subject)}
    for uri, page in volume.pages.items():
        if uri not in reached and not _may_be_alone(page, volume):
            message = "no page links to this one, and the navigation does not have it"
            hint = "link to it where readers need it, or add it to the navigation"
            yield finding("KB031", message, page.where, title_place(page), hint=hint)


def _may_be_alone(page: CheckedPage, volume: Volume) -> bool:
    front, name = page.page.front, page.page.src_uri
    is_special = page.page.dest_uri == "index.html" or name in ("404.md", volume.content.settings.nav_file)
    return is_special or front.unlisted or front.status in GONE


def _listed(items: Sequence[NavItem]) -> Iterator[str]:
    for item in items:
        if item.page:
            yield item.page
        yield from _listed(item.children)


def _linked(volume: Volume) -> Iterator[str]:
    for uri, leads in volume.leads.items():
        yield from (target.page.src_uri for target in leads.values() if target.page.src_uri != uri)


def _linked_from_elsewhere(volume: Volume, subject: Subject) -> Iterator[str]:
    """Yield the pages that other collections and versions link to."""
    root = _root(volume, subject)
    for other in subject.volumes:
        for page in other.pages.values():
            for link in page.article.links:
                if link.leads:
                    here = _root(other, subject) + page.page.url.removeprefix("./")
                    there = urls.absolute(link.leads.partition("#")[0], here or "./")
                    target = volume.by_url.get(there.removeprefix(root) or "./") if there.startswith(root) else None
                    yield from (target.page.src_uri,) if target else ()


def _root(volume: Volume, subject: Subject) -> str:
    return subject.plan.layout.version_root(volume.content.collection, volume.content.version)


RULE = Rule(("KB031",), find)
