"""All addresses of a site that lead to others, the weightiest first. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from kbgen import urls
from kbgen.layout import joined
from kbgen.plan import Redirect, SitePlan


def redirect_table(plan: SitePlan) -> tuple[Redirect, ...]:
    """Return the redirects of a site, one for each path: aliases, roots without a page, pages that moved."""
    pages = {version.frame.root + page.page.dest_uri for version in plan.versions for page in version.pages}
    pages |= {version.frame.root + each.dest_uri for version in plan.versions for each in version.lists}
    if plan.latest_is_copied:
        pages |= {root + p.page.dest_uri for v in plan.versions for root in v.alias_roots for p in v.pages}
        pages |= {root + each.dest_uri for v in plan.versions for root in v.alias_roots for each in v.lists}
    pages |= {frame.root + page.dest_uri for frame, page in plan.site_pages}
    found: dict[str, Redirect] = {}
    for redirect in (*_of_aliases(plan), *_of_roots(plan), *plan.redirects):
        if redirect.path not in pages:
            found.setdefault(redirect.path, redirect)
    return tuple(found.values())


def _of_aliases(plan: SitePlan) -> Iterator[Redirect]:
    """Yield one for each page and list of a version under each of its aliases."""
    for version in plan.versions:
        for root in () if plan.latest_is_copied else version.alias_roots:
            for page in version.pages:
                target = joined(version.frame.root, page.page.url)
                yield Redirect(root + page.page.dest_uri, target, "alias", permanent=False)
            for each in version.lists:
                target = version.frame.root + urls.url(each.dest_uri, use_directory_urls=True)
                yield Redirect(root + each.dest_uri, target, "alias", permanent=False)


def _of_roots(plan: SitePlan) -> Iterator[Redirect]:
    """Yield one for each root of a version, an alias, a collection and the site."""
    for version in plan.versions:
        home = joined(version.frame.root, version.frame.home.url)
        for root in (version.frame.root, *version.alias_roots):
            yield Redirect(f"{root}index.html", home, "first page", permanent=False)
        if version.content.version == version.content.collection.latest:
            root = plan.layout.roots[version.content.collection.name]
            yield Redirect(f"{root}index.html", home, "latest version", permanent=False)
