"""Recent changes: `/recent/`, and `/recent/<collection>/` where there are several; feeds beside each."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import groupby

from kbgen.cache import Cache
from kbgen.community import Community
from kbgen.generate.area import Area
from kbgen.plan import SitePlan
from kbgen.recent import Entry, Feed, entries, feed_files, of_source, published
from kbgen.view import Frame, Neighbour, SitePage

MOST_SHOWN = 100


def generate(site: SitePlan, community: Community, _: Cache) -> Area:
    """Return the pages of recent changes and their feeds; none where nothing of substance landed."""
    found = entries(community.ledger, community.people, published(site, community.histories))
    if not found:
        return Area()
    feeds = tuple(_feeds(site, found))
    pages = tuple((site.frame, _page(feed, feeds, site)) for feed in feeds)
    return Area(pages, tuple(file for feed in feeds for file in feed_files(feed, site.layout)))


def collection_folder(name: str) -> str:
    """Return where the recent changes of a collection are."""
    return f"recent/{name}/"


def feeds_of(frame: Frame, files: Collection[str]) -> tuple[Neighbour, ...]:
    """Return the feeds that pages of a frame name: of the site, and of its collection. `files` were made."""
    wanted = [Neighbour(f"Recent changes of {frame.site_name}", "recent/")]
    if frame.collection:
        wanted.append(Neighbour(f"Recent changes of {frame.title}", collection_folder(frame.collection)))
    return tuple(feed for feed in wanted if f"{feed.url}feed.xml" in files)


def _feeds(site: SitePlan, found: Sequence[Entry]) -> Iterator[Feed]:
    """Yield the feed of the site, and those of its collections where it has several."""
    name, language = site.frame.site_name, site.frame.language
    yield Feed(f"Recent changes of {name}", "recent/", name, language, tuple(found))
    titles = {version.content.collection.name: version.frame.title for version in site.versions}
    for collection, title in titles.items() if site.frame.collections else ():
        own = of_source(found, collection)
        if own:
            yield Feed(f"Recent changes of {title}", collection_folder(collection), name, language, own)


def _page(feed: Feed, feeds: Sequence[Feed], site: SitePlan) -> SitePage:
    shown = feed.entries[:MOST_SHOWN]
    parts = tuple(Neighbour(part.title.removeprefix("Recent changes of "), part.folder) for part in feeds[1:])
    values = {
        "days": tuple((day, tuple(found)) for day, found in groupby(shown, key=lambda entry: entry.landed.date())),
        "commit_urls": _commit_urls(site),
        "parts": parts if feed.folder == "recent/" else (),
        "total": len(feed.entries),
        "shown": len(shown),
        "feed": feed.folder if site.layout.site_url else "",
    }
    title = "Recent changes" if feed.folder == "recent/" else feed.title
    return SitePage("recent.html", f"{feed.folder}index.html", title, values)


def _commit_urls(site: SitePlan) -> Mapping[str, str]:
    """Return the pattern of the addresses of commits by source."""
    return {v.content.collection.name: v.frame.commit_url for v in site.versions}
