"""The Markdown twins of all pages, and what tells programs where they are: `llms.txt`, `llms-full.txt`.

Format: https://llmstxt.org (a title, a quotation, sections that are lists of links with descriptions).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from urllib.parse import quote

from kbgen import urls
from kbgen.cache import Cache, key
from kbgen.excerpt import description
from kbgen.layout import joined
from kbgen.links import Crossing, Targets
from kbgen.plan import SitePlan, VersionPlan
from kbgen.plan.editing import addresses
from kbgen.program import program
from kbgen.twins import Leads, leads_from, twin, twin_uri
from kbgen.view import PageInput

MOST_LISTED = 1000
"""Pages of a collection in `llms.txt`: it is to be read whole."""
File = tuple[str, bytes]

KIND = "twin"
LINKS = "twin-links"


def twin_files(plan: SitePlan, cache: Cache) -> Iterator[File]:
    """Yield the twin of each page of each version, `llms-full.txt` of each collection, and `llms.txt`.

    Reads and fills the cache of twins.
    """
    for version in plan.versions:
        texts = _texts(version, plan, cache)
        roots = (version.frame.root, *(version.alias_roots if plan.latest_is_copied else ()))
        for page, text in zip(version.pages, texts, strict=True):
            yield from ((root + twin_uri(page.page.dest_uri), _bytes(text)) for root in roots)
        if _is_latest(version):
            yield f"{plan.layout.roots[version.content.collection.name]}llms-full.txt", _full(version, texts, plan)
    yield "llms.txt", _bytes(_index(plan))


def _texts(version: VersionPlan, plan: SitePlan, cache: Cache) -> tuple[str, ...]:
    view = addresses(version.content).view(version.content.version.ref.oid)
    targets = replace(Targets.of(version.content, view), root=version.frame.root)
    desk = _Desk(targets, cache)
    return tuple(desk.text(page, _crossings(page, version), _address(page, version, plan)) for page in version.pages)


class _Desk:
    """Makes the twins of one version, or finds them in the cache under a key of all that they are made of.

    What a twin is made of is known only when it was made: the links that it has. So two entries are kept, the links of
    a text, and the twin of that text for where they lead now; as with articles, a new commit makes no other twin anew.
    """

    def __init__(self, targets: Targets, cache: Cache) -> None:
        self.targets, self.cache = targets, cache

    def text(self, page: PageInput, crossings: Mapping[str, Crossing], address: str) -> str:
        """Return the twin of `page`."""
        leads = leads_from(page.page, replace(self.targets, crossings=crossings), address)
        has_title = bool(page.article.title)
        own = key(program(), page.page.body, page.title, str(has_title))
        hrefs = self.cache.get(LINKS, own)
        known = self.cache.get(KIND, key(own, *map(leads, json.loads(hrefs)))) if hrefs is not None else None
        if known is not None:
            return known.decode("utf-8", "surrogatepass")
        asked: dict[str, str] = {}
        text = twin(page.page, page.title, _asking(leads, asked), has_title=has_title)
        self.cache.put(LINKS, own, json.dumps(list(asked)).encode())
        self.cache.put(KIND, key(own, *asked.values()), text.encode("utf-8", "surrogatepass"))
        return text


def _asking(leads: Leads, asked: dict[str, str]) -> Leads:
    """Return `leads`, with each answer noted in `asked`."""

    def noting(href: str) -> str:
        found = asked[href] = leads(href)
        return found

    return noting


def _crossings(page: PageInput, version: VersionPlan) -> dict[str, Crossing]:
    """Return where the page's links into other collections lead, as its article says."""
    here = joined(version.frame.root, page.page.url)
    return {link.href: Crossing(urls.absolute(link.leads, here)) for link in page.article.links if link.leads}


def _address(page: PageInput, version: VersionPlan, plan: SitePlan) -> str:
    return plan.layout.absolute(joined(version.frame.root, page.page.url))


def _is_latest(version: VersionPlan) -> bool:
    return version.content.version == version.content.collection.latest


def _full(version: VersionPlan, texts: Sequence[str], plan: SitePlan) -> bytes:
    """Return all listed pages of a version in one text, each after its address."""
    told = [
        f"<!-- {_address(page, version, plan) or joined(version.frame.root, page.page.url)} -->\n\n{text}"
        for page, text in zip(version.pages, texts, strict=True)
        if not page.page.front.unlisted
    ]
    return _bytes("\n".join(told))


def _index(plan: SitePlan) -> str:
    sections = [_section(version, plan) for version in plan.versions if _is_latest(version)]
    optional = _optional(plan)
    return "\n".join([_head(plan), *sections, *([optional] if optional else [])])


def _head(plan: SitePlan) -> str:
    about = _line(plan.frame.description) or "A knowledge base made of Markdown pages from git."
    return f"# {_line(plan.frame.site_name)}\n\n> {about}\n"


def _section(version: VersionPlan, plan: SitePlan) -> str:
    listed = [page for page in version.pages if not page.page.front.unlisted]
    links = "".join(_entry(page, version, plan) for page in listed[:MOST_LISTED])
    rest = len(listed) - MOST_LISTED
    links += f"- {rest:,} more pages are in the one text.\n" if rest > 0 else ""
    full = _link("All of it as one text", f"{plan.layout.roots[version.content.collection.name]}llms-full.txt", plan)
    name = f"{version.frame.title} {version.frame.version}".strip()
    return f"## {_line(name)}\n\n{full}\n{links}"


def _entry(page: PageInput, version: VersionPlan, plan: SitePlan) -> str:
    path = version.frame.root + quote(twin_uri(page.page.dest_uri))
    about = description(page.page, page.article)
    return f"{_link(page.title, path, plan)}{f': {about}' if about else ''}\n"


def _optional(plan: SitePlan) -> str:
    links = "".join(f"{_link(area.title, area.url, plan)}\n" for area in plan.frame.areas)
    return f"## Optional\n\n{links}" if links else ""


def _link(title: str, path: str, plan: SitePlan) -> str:
    text = _line(title).replace("[", "(").replace("]", ")")
    return f"- [{text}]({plan.layout.absolute(path) or path})"


def _line(text: str) -> str:
    return " ".join(text.split())


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "replace")
