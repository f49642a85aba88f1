"""KB053: an image, a video or a frame comes from another site, which would learn who reads what; a link is shown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from kbgen import paths
from kbgen.check.finding import Finding, finding
from kbgen.check.rule import Rule
from kbgen.check.subject import CheckedPage, Subject, Volume

_AWAY = re.compile(r"\s*(?:https?:)?//", re.IGNORECASE)
NAMES = ("img", "video", "audio", "source", "iframe", "embed", "object", "track")
_TAG = re.compile(rf"<(?P<name>{'|'.join(NAMES)})\b(?P<attributes>[^<>]*+)>", re.IGNORECASE)
_SOURCE = re.compile(
    r"""\s(?:src|data|poster)\s*=\s*(?:"(?P<a>[^"]*)"|'(?P<b>[^']*)'|(?P<c>[^\s"'>]+))""", re.IGNORECASE
)
_KINDS = {"img": "image", "iframe": "frame", "embed": "part", "object": "part", "source": "medium", "track": "track"}


def find(volume: Volume, subject: Subject) -> Iterator[Finding]:
    """Yield everything that a reader's browser would load from another site, except in sources that are trusted."""
    trusted = {source.name for source in subject.config.sources if source.trust == "full"}
    if volume.content.collection.name not in trusted:
        for page in volume.pages.values():
            for start, end, what, href in sorted({*_images(page), *_tags(page)}):
                host = paths.shown(urlsplit(href.strip()).netloc)
                message = f"the {what} from {host} is shown as a link: its host would learn who reads the page"
                hint = "put the file into the repository, or link to it"
                yield finding("KB053", message, page.where, page.written.place(start, end), hint=hint)


def is_away(address: str) -> bool:
    """Tell whether an address is on another site."""
    return _AWAY.match(address) is not None


def _images(page: CheckedPage) -> Iterator[tuple[int, int, str, str]]:
    hrefs = {link.href for link in page.article.links if link.embedded and is_away(link.href)}
    for href, (start, end) in page.written.targets if hrefs else ():
        if href in hrefs:
            yield start, end, "image", href


def _tags(page: CheckedPage) -> Iterator[tuple[int, int, str, str]]:
    lower = page.written.text.lower()
    for match in _TAG.finditer(page.written.prose) if any(f"<{name}" in lower for name in NAMES) else ():
        for source in _SOURCE.finditer(match["attributes"]):
            href = source[source.lastgroup or 0]
            if is_away(href):
                at = match.start("attributes") + source.start(source.lastgroup or 0)
                name = match["name"].lower()
                yield at, at + len(href), _KINDS.get(name, name), href


RULE = Rule(("KB053",), find)
