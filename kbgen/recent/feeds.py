"""Recent changes as feeds: Atom (RFC 4287) and JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/). Pure.

Ids are `tag:` URIs (RFC 4151) of the commit, so that they stay when a page moves; the time of a feed is that of its
newest change, never that of the build.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit
from xml.sax.saxutils import escape, quoteattr

from kbgen.layout import Layout
from kbgen.recent.entries import Entry

MOST_ENTRIES: Final = 50
MOST_PAGES: Final = 10
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed beside the page `folder` of the site, which shows the same; `site_name` is the author of what has none."""

    title: str
    folder: str
    site_name: str
    language: str
    entries: tuple[Entry, ...]


def feed_files(feed: Feed, layout: Layout) -> Iterator[tuple[str, bytes]]:
    """Yield the files of a feed. Feeds hold whole addresses: without that of the site, or any entry, there are none."""
    if layout.site_url and feed.entries:
        yield f"{feed.folder}feed.xml", atom(feed, layout)
        yield f"{feed.folder}feed.json", json_feed(feed, layout)


def atom(feed: Feed, layout: Layout) -> bytes:
    """Return the feed as Atom."""
    shown = feed.entries[:MOST_ENTRIES]
    home, own = layout.absolute(feed.folder), layout.absolute(f"{feed.folder}feed.xml")
    head = [
        f"<title>{_text(feed.title)}</title>",
        f"<id>{_text(own)}</id>",
        f'<link rel="self" type="application/atom+xml" href={_attribute(own)}/>',
        f'<link rel="alternate" type="text/html" href={_attribute(home)}/>',
        f"<updated>{_moment(shown[0])}</updated>",
        f"<author><name>{_text(feed.site_name)}</name></author>",
    ]
    body = "\n".join([*head, *(_atom_entry(entry, feed, layout) for entry in shown)])
    root = f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang={_attribute(feed.language)}>'
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{root}\n{body}\n</feed>\n'.encode("utf-8", "replace")


def _atom_entry(entry: Entry, feed: Feed, layout: Layout) -> str:
    people = "".join(f"<author><name>{_text(person.name)}</name></author>" for person in entry.people)
    return (
        f"<entry><title>{_text(_title(entry))}</title><id>{_text(_id(entry, layout))}</id>"
        f'<link rel="alternate" type="text/html" href={_attribute(_link(entry, feed, layout))}/>'
        f"<updated>{_moment(entry)}</updated>{people}<summary>{_text(_summary(entry))}</summary></entry>"
    )


def json_feed(feed: Feed, layout: Layout) -> bytes:
    """Return the feed as JSON Feed."""
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": layout.absolute(feed.folder),
        "feed_url": layout.absolute(f"{feed.folder}feed.json"),
        "language": feed.language,
        "authors": [{"name": feed.site_name}],
        "items": [_item(entry, feed, layout) for entry in feed.entries[:MOST_ENTRIES]],
    }
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace")


def _item(entry: Entry, feed: Feed, layout: Layout) -> dict[str, object]:
    return {
        "id": _id(entry, layout),
        "url": _link(entry, feed, layout),
        "title": _title(entry),
        "content_text": _summary(entry),
        "date_published": _moment(entry),
        "authors": [{"name": person.name} for person in entry.people],
    }


def _id(entry: Entry, layout: Layout) -> str:
    host = urlsplit(layout.site_url).hostname or "localhost"
    return f"tag:{host},{entry.landed:%Y-%m-%d}:{entry.source}/{entry.commit}"


def anchor(entry: Entry) -> str:
    """Return the id that an entry has on the page that shows it."""
    return f"c-{entry.commit[:12]}"


def _link(entry: Entry, feed: Feed, layout: Layout) -> str:
    """Return where an entry leads: to its page, or to where its several pages are listed."""
    alone = entry.pages[0].link.url if len(entry.pages) == 1 else ""
    return layout.absolute(alone or f"{feed.folder}#{anchor(entry)}")


def _title(entry: Entry) -> str:
    names = [page.link.title for page in entry.pages]
    where = names[0] if len(names) == 1 else f"{len(names)} pages"
    return f"{where}: {entry.subject}" if entry.subject else where


def _summary(entry: Entry) -> str:
    names = [page.link.title for page in entry.pages[:MOST_PAGES]]
    more = len(entry.pages) - len(names)
    told = f"{', '.join(names)}{f' and {more} more' if more else ''}"
    by = ", ".join(person.name for person in entry.people)
    welcome = (
        f" First contribution of {', '.join(person.name for person in entry.newcomers)}." if entry.newcomers else ""
    )
    return f"{entry.subject or 'A change'} ({told}), by {by}.{welcome}"


def _moment(entry: Entry) -> str:
    return f"{entry.landed:%Y-%m-%dT%H:%M:%SZ}"


def _text(text: str) -> str:
    return escape(_NOT_XML.sub("\ufffd", text))


def _attribute(text: str) -> str:
    return quoteattr(_NOT_XML.sub("\ufffd", text))
