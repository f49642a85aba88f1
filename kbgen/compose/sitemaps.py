"""Sitemaps: for search engines the canonical pages only, for the version switcher all pages of each version. Pure.

Format: https://www.sitemaps.org/protocol.html (at most 50,000 addresses in one file).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from xml.sax.saxutils import escape

from kbgen.layout import joined
from kbgen.plan import SitePlan, VersionPlan
from kbgen.view import PageInput

LIMIT = 50_000
NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
Entry = tuple[str, str]
"""An address, and the day of its last change, "" = unknown."""
SOMEWHERE = "http://localhost/"  # the switcher compares paths only, but wants whole addresses


def sitemap_files(plan: SitePlan) -> Iterator[tuple[str, bytes]]:
    """Yield the path and bytes of each sitemap; those for search engines need `site.url`."""
    for version in plan.versions:
        if version.frame.versioned:
            yield from _of_version(version, plan)
    if plan.layout.site_url:
        yield from _for_search_engines(plan)


def _of_version(version: VersionPlan, plan: SitePlan) -> Iterator[tuple[str, bytes]]:
    base = plan.layout.site_url or SOMEWHERE
    for root in (version.frame.root, *version.alias_roots):
        yield f"{root}sitemap.xml", _urlset([(base + joined(root, page.page.url), "") for page in version.pages])


def _for_search_engines(plan: SitePlan) -> Iterator[tuple[str, bytes]]:
    names: list[str] = []
    for collection, entries in _canonical(plan).items():
        for part, start in enumerate(range(0, len(entries), LIMIT)):
            names.append(f"sitemaps/{collection}{f'/{part + 1}' if part else ''}.xml")
            yield names[-1], _urlset(entries[start : start + LIMIT])
    listed = "".join(f"<sitemap><loc>{escape(plan.layout.absolute(name))}</loc></sitemap>\n" for name in names)
    yield "sitemap.xml", _document("sitemapindex", listed)
    yield "robots.txt", f"User-agent: *\nAllow: /\nSitemap: {plan.layout.absolute('sitemap.xml')}\n".encode()


def _canonical(plan: SitePlan) -> dict[str, list[Entry]]:
    """Return the canonical addresses of each collection, sorted; pages kept out of search engines are not in it.

    Each has the day of the last change of substance, of the newest version that leads there: that is the page itself.
    """
    found: dict[str, dict[str, str]] = {}
    latest_first = sorted(plan.versions, key=lambda v: v.content.version != v.content.collection.latest)
    for version in latest_first:
        entries = found.setdefault(version.content.collection.name, {})
        for page in version.pages:
            if not page.noindex:
                entries.setdefault(page.canonical, _changed(page))
    return {name: sorted(entries.items()) for name, entries in found.items() if entries}


def _changed(page: PageInput) -> str:
    """Return the day on which the page last changed in substance, else in anything; "" if history does not tell."""
    day = (page.facts.substantive or page.facts.landed) if page.facts else None
    return f"{day:%Y-%m-%d}" if day else ""


def _urlset(entries: Sequence[Entry]) -> bytes:
    return _document("urlset", "".join(map(_url, entries)))


def _url(entry: Entry) -> str:
    address, day = entry
    when = f"<lastmod>{day}</lastmod>" if day else ""
    return f"<url><loc>{escape(address)}</loc>{when}</url>\n"


def _document(kind: str, inside: str) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<{kind} xmlns="{NAMESPACE}">\n{inside}</{kind}>\n'.encode()
