"""KB040: a change takes away an address that was published, and nothing leads on from it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kbgen import paths, urls
from kbgen.check.finding import Finding, finding
from kbgen.check.head import first_line, place_of
from kbgen.check.moved import redirected
from kbgen.check.rule import Rule
from kbgen.check.subject import Base, CheckedPage, Subject, Volume


def find(volume: Volume, subject: Subject) -> Iterator[Finding]:
    """Yield every address of the base that is neither a page nor a redirect now.

    A move that git sees will be a redirect when it is committed.
    """
    base = subject.base
    before = base.volume(volume) if base else None
    if base is None or before is None:
        return
    live = {page.page.dest_uri for page in volume.pages.values()} | {each.dest_uri for each in volume.content.assets}
    kept = live | redirected(volume, subject).keys()
    for page in before.pages.values():
        if page.page.dest_uri not in kept and base.heir(page, volume) is None:
            yield _gone(page)
    lost = {dest: to for dest, to in redirected(before, base.subject).items() if dest not in kept}
    yield from _unredirected(lost, base, volume)


def _gone(page: CheckedPage) -> Finding:
    message = f"the page is gone, and nothing leads on from its address '{paths.shown(page.page.url)}'"
    uri = paths.shown(page.page.src_uri)
    hint = f"write `redirect_from: [{uri}]` into the page that takes its place, or keep it with `status: retired`"
    return finding("KB040", message, page.where, hint=hint)


def _unredirected(lost: Mapping[str, CheckedPage], base: Base, volume: Volume) -> Iterator[Finding]:
    """Yield the redirects of the base that are no more, at the pages that they led to."""
    for dest, target in lost.items():
        page = base.heir(target, volume)
        if page is not None and dest != page.page.dest_uri:
            address = urls.url(dest, volume.content.settings.use_directory_urls)
            message = f"the address '{paths.shown(address)}' led here, and leads nowhere now"
            hint = f"write it into `redirect_from`: [{paths.shown(address)}]"
            place = place_of(page, "redirect_from") or first_line(page.written)
            yield finding("KB040", message, page.where, place, hint=hint)


RULE = Rule(("KB040",), find)
