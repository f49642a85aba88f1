"""The page `/search/`: the search with filters, and without scripts the whole site by topic and by name."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kbgen.community import Community
from kbgen.layout import joined
from kbgen.plan import SitePlan, VersionPlan
from kbgen.view import Frame, Neighbour, PageInput, SitePage

LISTED = 300
"""A site with more pages has a page for each letter instead of one long list."""
DIGITS, OTHER = "0–9", "Other"
NAMES = {DIGITS: "digits", OTHER: "other"}


@dataclass(frozen=True, slots=True)
class Letter:
    """The pages of a collection that begin with a letter; with a `url` they are on a page of their own."""

    name: str
    links: tuple[Neighbour, ...]
    url: str = ""


@dataclass(frozen=True, slots=True)
class TitleList:
    """The pages of one collection by letter; `title` is "" where there is no other."""

    title: str
    letters: tuple[Letter, ...]


def search_pages(site: SitePlan, community: Community) -> tuple[tuple[Frame, SitePage], ...]:
    """Return the page of the search, and those of its letters on a large site; nothing for a site without search."""
    folder = site.frame.search_url
    if not folder:
        return ()
    latest = [v for v in site.versions if v.content.version == v.content.collection.latest]
    is_large = sum(len(version.pages) for version in latest) > LISTED
    lists = tuple(_title_list(version, folder if is_large else "", len(latest) > 1) for version in latest)
    values = {"shelves": lists, "topics": tuple(_topics(latest, community))}
    own = SitePage("search.html", f"{folder}index.html", "Search", values, noindex=True)
    letters = (letter for listed in lists for letter in listed.letters if letter.url)
    return (site.frame, own), *((site.frame, _letter_page(letter)) for letter in letters)


def _letter_page(letter: Letter) -> SitePage:
    title = f"Pages: {letter.name}"
    return SitePage("search-letter.html", f"{letter.url}index.html", title, {"links": letter.links}, noindex=True)


def _title_list(version: VersionPlan, folder: str, is_one_of_many: bool) -> TitleList:
    """Return the pages of a version by letter; with a `folder`, each letter has a page in it."""
    by_letter: dict[str, list[Neighbour]] = {}
    for page in sorted(version.pages, key=lambda page: (_plain(page.title), page.page.url)):
        if not page.page.front.unlisted:
            link = Neighbour(page.title, joined(version.frame.root, page.page.url))
            by_letter.setdefault(_letter(page.title), []).append(link)
    own = f"{folder}{version.content.collection.name}/" if folder else ""
    letters = (
        Letter(name, tuple(links), f"{own}{NAMES.get(name, name.lower())}/" if own else "")
        for name, links in sorted(by_letter.items(), key=lambda pair: (pair[0] == OTHER, pair[0]))
    )
    return TitleList(version.frame.title if is_one_of_many else "", tuple(letters))


def _letter(title: str) -> str:
    first = _plain(title)[:1].upper()
    if first.isdigit():
        return DIGITS
    return first if first.isascii() and first.isalpha() else OTHER


def _plain(title: str) -> str:
    """Return a title for sorting: without accents, in one case."""
    letters = unicodedata.normalize("NFKD", title.casefold())
    return "".join(each for each in letters if not unicodedata.combining(each)).lstrip()


def _topics(latest: Sequence[VersionPlan], community: Community) -> Iterator[Neighbour]:
    """Yield the topics by title, each with the page that it begins with."""
    found: dict[str, list[tuple[VersionPlan, PageInput]]] = {}
    for version in latest:
        for page in version.pages:
            source = version.content.collection.name
            topic = community.topics.get((source, page.facts.page_id)) if page.facts else None
            if topic:
                found.setdefault(topic.title, []).append((version, page))
    for title in sorted(found, key=lambda title: (_plain(title), title)):
        version, page = min(found[title], key=lambda pair: _depth(pair[1]))
        yield Neighbour(title, joined(version.frame.root, page.page.url))


def _depth(page: PageInput) -> tuple[bool, int, str]:
    """Return a key by which the index that is nearest to the root comes first."""
    return not page.page.dest_uri.endswith("index.html"), page.page.url.count("/"), page.page.url
