"""The pages of a published site that its search must find. Reads the site's folder."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any, Final

from kbgen import urls
from kbgen.errors import ConfigError
from kbgen.search_check.article import Reading, read_article

_TITLE: Final = re.compile(r'<meta property="og:title" content="([^"]+)">')


@dataclass(frozen=True, slots=True)
class Known:
    """A page: its address below the site's root, percent-encoded, its title, and what it holds."""

    url: str
    title: str
    reading: Reading


@dataclass(frozen=True, slots=True)
class Corpus:
    """One version of a collection, and its folder below the site's root."""

    collection: str
    version: str
    root: str
    pages: tuple[Known, ...]


def corpora(site: Path, collection: str = "") -> tuple[Corpus, ...]:
    """Return the latest version of each collection of the site, or of one.

    Raises ConfigError if the folder holds no site with a search, or the site has no such collection.
    """
    try:
        index = json.loads((site / "search" / "index.json").read_bytes())
    except (OSError, ValueError) as error:
        hint = "give the folder that `kbgen build` published; `search: {engine: none}` leaves the search out"
        raise ConfigError(f"'{site}' holds no site with a search", hint=hint) from error
    names = [each["name"] for each in index["collections"]]
    if collection and collection not in names:
        raise ConfigError(f"the site has no collection '{collection}'", hint=f"it has {', '.join(names)}")
    return tuple(_corpus(site, each) for each in index["collections"] if not collection or each["name"] == collection)


def _corpus(site: Path, collection: Any) -> Corpus:
    versions = collection["versions"]
    latest = next((each for each in versions if each["name"] == collection["latest"]), versions[0])
    root = latest["root"]
    return Corpus(collection["name"], latest["name"], root, tuple(_pages(site, root)))


def _pages(site: Path, root: str) -> Iterator[Known]:
    """Yield the pages that are in the search: those that its titles name, for only they tell what is left out.

    What a page is called is read from the page; where a theme of the site's own does not say it, from the titles.
    """
    for url, title, *_ in json.loads((site / root / "search" / "titles.json").read_bytes())["pages"]:
        html = (site / root / urls.dest_of(url)).read_text(encoding="utf-8")
        own = _TITLE.search(html)
        yield Known(f"{root}{url}", unescape(own[1]) if own else title, read_article(html))
