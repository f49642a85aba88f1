"""Which pages whose text is the same must be converted all the same. Pure.

A page's article depends on its text, its settings, and where its links lead. Links lead elsewhere only where a path
came, went, or changed its address; and whoever links to a path writes its name. So a page that names none of these
paths has the same article on both sides, and there is nothing to tell of it.
"""

from __future__ import annotations

import html
import posixpath
from collections.abc import Iterable, Iterator
from functools import lru_cache
from urllib.parse import unquote

from kbgen import urls
from kbgen.links import Targets
from kbgen.model import Content, Page
from kbgen.plan.titles import nav_titles
from kbgen.preview.titles import known_title

MOST_PATHS = 300
"""With more paths than this to look for, all pages are converted: it takes less time."""


def to_convert(content: Content, other: Content, changed: Iterable[Page]) -> frozenset[str]:
    """Return the `src_uri` of the pages of `content` whose articles are needed, when it is compared with `other`.

    Those are the pages that `changed`, those whose links may lead elsewhere, and those whose title only their article
    tells.
    """
    moved = frozenset(_moved(Targets.of(content, ""), Targets.of(other, "")))
    if content.settings.extensions != other.settings.extensions or len(moved) > MOST_PATHS:
        return frozenset(page.src_uri for page in content.pages)
    named = (page.src_uri for page in content.pages if may_name(page, moved)) if moved else ()
    return frozenset((*(page.src_uri for page in changed), *named, *_untitled(content)))


def _untitled(content: Content) -> Iterator[str]:
    known = dict(nav_titles(content.nav))
    for page in content.pages:
        if not (known.get(page.src_uri) or page.front.title) and known_title(page, content.settings) is None:
            yield page.src_uri


def _moved(one: Targets, other: Targets) -> Iterator[str]:
    """Yield the paths that only one side has or that are at another address; those of pages without the docs folder."""
    yield from one.tree ^ other.tree
    yield from one.folders ^ other.folders
    for uri in one.published.keys() | other.published.keys():
        if one.published.get(uri) != other.published.get(uri):
            yield uri


def may_name(page: Page, moved: frozenset[str]) -> bool:
    """Tell whether a page may link to one of these paths: its text holds the name of one, or it lies beside an index.

    From there an index can be meant without any name, as by `../`.
    """
    folders = {posixpath.dirname(path) for path in moved if _is_index(path)}
    lies_in = page.src_uri.startswith(tuple(f"{folder}/" if folder else "" for folder in folders))
    return (bool(folders) and lies_in) or any(map(_plain(page.body).__contains__, names_in_links(moved)))


@lru_cache(maxsize=4)
def names_in_links(paths: frozenset[str]) -> tuple[str, ...]:
    """Return what a link to any of these paths must hold: its last name, and of a page's the sign that follows."""
    return tuple(sorted({name for path in paths for name in _names(path)}))


def _names(path: str) -> Iterator[str]:
    name = urls.page_name(path)
    if _is_index(path):
        folder = posixpath.basename(posixpath.dirname(path))
        yield from ("index.", "README.", *([f"{folder}/"] if folder else []))
    elif urls.is_markdown(path):
        yield from (f"{begin}{name}{end}" for begin in "/(<\"'= :\n" for end in "./")
    else:
        yield posixpath.basename(path)


def _is_index(path: str) -> bool:
    return urls.is_markdown(path) and urls.page_name(path) == "index"


def _plain(body: str) -> str:
    """Return a text without the spellings that Markdown, HTML and URLs have for the characters of a name."""
    plain = body.replace("\\", "")
    plain = html.unescape(plain) if "&" in plain else plain
    return unquote(plain) if "%" in plain else plain
