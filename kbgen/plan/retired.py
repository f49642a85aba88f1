"""Pages that are retired for the sake of another one, and circles of pages that lead to each other. Pure."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping, Sequence

from kbgen import paths, urls
from kbgen.codes import problem
from kbgen.model import Content, Location, Page, Problem, RefKind, Severity

RETIRED = "retired"


def successors(content: Content) -> Mapping[str, Page]:
    """Return for each retired page (`src_uri`) the live page that takes its place, at the end of the chain.

    A retired page without a successor in its version, or in a circle, stays a page.
    """
    named = _named(content)
    found = {uri: _last(uri, named) for uri in named}
    return {uri: page for uri, page in found.items() if page}


def circles(content: Content) -> Iterator[Problem]:
    """Yield an error for each circle of pages of which each is said to be at the address of the next."""
    leads = _leads(content)
    pages = {page.src_uri: page for page in content.pages}
    done: set[str] = set()
    for start in sorted(leads):
        circle = _circle(start, leads)
        if circle and done.isdisjoint(circle):
            done.update(circle)
            yield _problem(pages[circle[0]], circle, content)


def _named(content: Content) -> Mapping[str, Page]:
    """Return for each retired page the page that it names as its successor."""
    by_dest = {page.dest_uri: page for page in content.pages}
    retired = (page for page in content.pages if page.front.status == RETIRED and page.front.superseded_by)
    found = ((page, _meant(page, by_dest, content)) for page in retired)
    return {page.src_uri: other for page, other in found if other and other != page}


def _meant(page: Page, by_dest: Mapping[str, Page], content: Content) -> Page | None:
    """Return the page that `superseded_by` names, from the docs folder or from the page's own."""
    written, folder = page.front.superseded_by, posixpath.dirname(page.src_uri)
    spellings = (written, posixpath.join(folder, written))
    dests = (urls.dest_of_written(each, content.settings.use_directory_urls) for each in spellings)
    return next((by_dest[dest] for dest in dests if dest in by_dest), None)


def _last(uri: str, named: Mapping[str, Page]) -> Page | None:
    seen = {uri}
    while uri in named:
        page = named[uri]
        uri = page.src_uri
        if uri in seen:
            return None
        seen.add(uri)
    return page


def _leads(content: Content) -> Mapping[str, Sequence[str]]:
    """Return for each page those that its address is said to lead to: its successor, and who claims its address."""
    by_dest = {page.dest_uri: page.src_uri for page in content.pages}
    leads: dict[str, list[str]] = {uri: [page.src_uri] for uri, page in _named(content).items()}
    for page in content.pages:
        for written in page.front.redirect_from:
            claimed = by_dest.get(urls.dest_of_written(written, content.settings.use_directory_urls))
            if claimed and claimed != page.src_uri:
                leads.setdefault(claimed, []).append(page.src_uri)
    return leads


def _circle(start: str, leads: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """Return the pages of a circle through `start`, in order from it; () = there is none."""
    trails: list[tuple[str, ...]] = [(start,)]
    seen = {start}
    while trails:
        trail = trails.pop()
        for uri in leads.get(trail[-1], ()):
            if uri == start:
                return trail
            if uri not in seen:
                seen.add(uri)
                trails.append((*trail, uri))
    return ()


def _problem(page: Page, circle: Sequence[str], content: Content) -> Problem:
    ref = content.version.ref
    path = paths.shown(posixpath.join(content.settings.docs_dir, page.src_uri))
    names = " → ".join(paths.shown(uri) for uri in (*circle, circle[0]))
    severity = Severity.WARNING if ref.kind is RefKind.TAG else Severity.ERROR
    where = Location(path, collection=content.collection.name, ref=ref.name)
    hint = "remove one of the claims in redirect_from or superseded_by"
    return problem("KB042", f"these addresses lead in a circle: {names}", where, hint=hint, severity=severity)
