"""Where the pages of a version were before: on their own word, in other versions, and by history. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from kbgen import paths, urls
from kbgen.lineage import Lineage
from kbgen.model import BookSettings, Content, Page

DECLARED = 1 << 62
"""When a page claims an address in front matter: after everything that history tells."""
IN_A_VERSION = 1 << 61
"""When a page had an address in another published version: after all that history tells, the newest version last."""


@dataclass(frozen=True, slots=True)
class Held:
    """That a page had the published path `dest`: when last (greater is later), and in words how that is known."""

    when: int
    dest: str
    reason: str


Places = Mapping[str, Sequence[Held]]
"""Where lineages are in the versions of a collection."""


def held(page: Page, content: Content, lineage: Lineage, places: Places) -> Iterator[Held]:
    """Yield all addresses that `page` claims in its version. Of two pages with one claim the later one has it."""
    for dest, when in former_addresses(page, content, lineage).items():
        yield Held(when, dest, "redirect_from" if when == DECLARED else "moved")
    yield from places.get(lineage.identity(page), ())


def places_in_versions(told: Sequence[tuple[Content, Lineage]]) -> Places:
    """Return where the pages of one collection are in its versions, which are given newest first."""
    found: dict[str, dict[str, Held]] = {}
    for n, (content, lineage) in enumerate(told):
        for page in content.pages:
            place = Held(IN_A_VERSION + len(told) - n, page.dest_uri, f"its address in {content.version.name}")
            found.setdefault(lineage.identity(page), {}).setdefault(page.dest_uri, place)
    return {identity: tuple(places.values()) for identity, places in found.items()}


def former_addresses(page: Page, content: Content, lineage: Lineage) -> Mapping[str, int]:
    """Return the published paths that `page` had before, and for each when it last had it; greater is later.

    Only paths that can be published are in it, and none that belongs to the site itself.
    """
    settings = content.settings
    found = dict(_by_history(lineage.former.get(lineage.identity(page), {}), settings))
    written = (urls.dest_of_written(each, settings.use_directory_urls) for each in page.front.redirect_from)
    found |= dict.fromkeys(written, DECLARED)
    return {dest: when for dest, when in found.items() if dest != page.dest_uri and _is_free(dest)}


def former_urls(page: Page, content: Content, lineage: Lineage) -> tuple[str, ...]:
    """Return the same as URLs, sorted."""
    as_folders = content.settings.use_directory_urls
    return tuple(sorted(urls.url(dest, as_folders) for dest in former_addresses(page, content, lineage)))


def _by_history(former: Mapping[str, int], settings: BookSettings) -> Iterator[tuple[str, int]]:
    folder = f"{settings.docs_dir}/" if settings.docs_dir else ""
    for path, when in sorted(former.items(), key=lambda item: (item[1], item[0])):
        if path.startswith(folder):
            yield urls.dest_uri(path.removeprefix(folder), settings.use_directory_urls), when


def _is_free(dest: str) -> bool:
    return not paths.why_unsafe(dest) and not paths.is_reserved(dest)
