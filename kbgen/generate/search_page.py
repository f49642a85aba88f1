"""The page `/search/`: the search with filters, and without scripts the whole site by topic and by name."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kbgen.generate.area import taken
from kbgen.generate.topics import FOLDER, folder_of
from kbgen.layout import joined
from kbgen.plan import SitePlan, VersionPlan
from kbgen.topics import site_topics
from kbgen.view import Frame, Neighbour, SitePage

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


def search_pages(site: SitePlan) -> tuple[tuple[Frame, SitePage], ...]:
    """Return the page of the search, and those of its letters on a large site; nothing for a site without search."""
    folder = site.frame.search_url
    if not folder:
        return ()
    latest = [v for v in site.versions if v.content.version == v.content.collection.latest]
    is_large = sum(len(version.pages) for version in latest) > LISTED
    lists = tuple(_title_list(version, folder if is_large else "", len(latest) > 1) for version in latest)
    values = {"shelves": lists, "topics": tuple(_topics(site))}
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
    ordered = sorted(by_letter.items(), key=lambda pair: (pair[0] == OTHER, pair[0]))
    letters = (letter for name, links in ordered for letter in _parts(name, links, own))
    return TitleList(version.frame.title if is_one_of_many else "", tuple(letters))


def _parts(name: str, links: Sequence[Neighbour], folder: str) -> Iterator[Letter]:
    """Yield a letter; with a `folder` in parts that are not too long for a page."""
    if not folder:
        yield Letter(name, tuple(links))
        return
    for number, start in enumerate(range(0, len(links), LISTED), start=1):
        part, suffix = tuple(links[start : start + LISTED]), f" {number}" if number > 1 else ""
        yield Letter(f"{name}{suffix}", part, f"{folder}{NAMES.get(name, name.lower())}{suffix.replace(' ', '-')}/")


def _letter(title: str) -> str:
    first = _plain(title)[:1].upper()
    if first.isdigit():
        return DIGITS
    return first if first.isascii() and first.isalpha() else OTHER


def _plain(title: str) -> str:
    """Return a title for sorting: without accents, in one case."""
    letters = unicodedata.normalize("NFKD", title.casefold())
    return "".join(each for each in letters if not unicodedata.combining(each)).lstrip()


def _topics(site: SitePlan) -> Iterator[Neighbour]:
    """Yield the topics that have a page; of very many, the page that lists them."""
    topics = () if taken(site, FOLDER.rstrip("/")) else site_topics(site)
    if len(topics) > LISTED:
        yield Neighbour("All topics", FOLDER)
    else:
        yield from (Neighbour(topic.title, folder_of(topic.slug)) for topic in topics)
