"""Sitemaps: for search engines the canonical pages only, for the version switcher all pages of each version. Pure.

Format: https://www.sitemaps.org/protocol.html (at most 50,000 addresses in one file).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from xml.sax.saxutils import escape

from kbgen.layout import joined
from kbgen.plan import SitePlan, VersionPlan

LIMIT = 50_000
NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
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
        yield f"{root}sitemap.xml", _urlset([base + joined(root, page.page.url) for page in version.pages])


def _for_search_engines(plan: SitePlan) -> Iterator[tuple[str, bytes]]:
    names: list[str] = []
    for collection, addresses in _canonical(plan).items():
        for part, start in enumerate(range(0, len(addresses), LIMIT)):
            names.append(f"sitemaps/{collection}{f'-{part + 1}' if part else ''}.xml")
            yield names[-1], _urlset(addresses[start : start + LIMIT])
    listed = "".join(f"<sitemap><loc>{escape(plan.layout.absolute(name))}</loc></sitemap>\n" for name in names)
    yield "sitemap.xml", _document("sitemapindex", listed)
    yield "robots.txt", f"User-agent: *\nAllow: /\nSitemap: {plan.layout.absolute('sitemap.xml')}\n".encode()


def _canonical(plan: SitePlan) -> dict[str, list[str]]:
    """Return the canonical addresses of each collection, sorted; pages kept out of search engines are not in it."""
    found: dict[str, set[str]] = {}
    for version in plan.versions:
        wanted = {page.canonical for page in version.pages if not page.noindex}
        found.setdefault(version.content.collection.name, set()).update(wanted)
    return {name: sorted(addresses) for name, addresses in found.items() if addresses}


def _urlset(addresses: Sequence[str]) -> bytes:
    return _document("urlset", "".join(f"<url><loc>{escape(address)}</loc></url>\n" for address in addresses))


def _document(kind: str, inside: str) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<{kind} xmlns="{NAMESPACE}">\n{inside}</{kind}>\n'.encode()
