"""What changed lately on the published pages, and feeds of it. Pure.

Mechanical changes are left out, whoever opted out is not named, and what no published version holds yet is not told.
"""

from kbgen.recent.entries import ChangedPage, Entry, entries, of_pages, of_source
from kbgen.recent.feeds import Feed, atom, feed_files, json_feed
from kbgen.recent.published import Published, published

__all__ = [
    "ChangedPage",
    "Entry",
    "Feed",
    "Published",
    "atom",
    "entries",
    "feed_files",
    "json_feed",
    "of_pages",
    "of_source",
    "published",
]
