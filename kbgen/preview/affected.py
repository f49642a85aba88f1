"""Which pages whose text is the same must be converted all the same. Pure.

A page's article depends on its text, its settings, and where its links lead. Links lead elsewhere only where a path
came, went, or changed its address; and whoever links to a path writes its name. So a page that names none of these
paths has the same article on both sides, and there is nothing to tell of it.
"""

from __future__ import annotations

import html
import posixpath
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from urllib.parse import unquote

from kbgen import urls
from kbgen.links import Targets
from kbgen.model import Content, Page
from kbgen.plan.titles import nav_titles
from kbgen.preview.changes import Changes
from kbgen.preview.titles import known_title
from kbgen.view import Article, Heading

MOST_PATHS = 300
"""With more paths than this to look for, all pages are converted: it takes less time."""


Uris = frozenset[str]


def wanted_pages(before: Content, now: Content, found: Changes) -> tuple[Uris, Uris]:
    """Return the `src_uri` of the pages of `now` and of `before` whose articles are needed.

    Those are the pages that changed, those whose links may lead elsewhere, and those whose title only their article
    tells. A page that is the same is wanted on both sides or on none, so that it has the same problems.
    """
    wanted = to_convert(now, before, [each.new for each in found.pages if each.new])
    was_wanted = to_convert(before, now, [each.old for each in found.pages if each.old])
    return _evenly(wanted, was_wanted, before, now)


def linked_pages(
    before: Content, now: Content, found: Changes, made: Mapping[str, Article], old: Mapping[str, Article]
) -> tuple[Uris, Uris]:
    """Return the pages, as before, that tell whether links to parts of pages lead somewhere: those to which pages that
    changed link so, and those that name a heading which is gone.
    """
    lost = {
        f"#{name}"
        for each in found.pages
        if each.old and each.new
        for name in ids_lost(old[each.old.src_uri], made[each.new.src_uri])
    }
    sides = (now, [each.new for each in found.pages], made), (before, [each.old for each in found.pages], old)
    wanted, was_wanted = (
        frozenset((*_targets(content, filter(None, changed), articles), *_naming(content, lost)))
        for content, changed, articles in sides
    )
    return _evenly(wanted, was_wanted, before, now)


def _evenly(wanted: Uris, was_wanted: Uris, before: Content, now: Content) -> tuple[Uris, Uris]:
    was = {page.src_uri: page.oid for page in before.pages}
    same = frozenset(page.src_uri for page in now.pages if was.get(page.src_uri) == page.oid)
    return wanted | (was_wanted & same), was_wanted | (wanted & same)


def _targets(content: Content, pages: Iterable[Page], articles: Mapping[str, Article]) -> Iterator[str]:
    """Yield the pages to parts of which these pages link."""
    known = {page.src_uri for page in content.pages}
    for page in pages:
        folder = posixpath.dirname(page.src_uri)
        for link in articles[page.src_uri].links:
            path, mark, _ = link.href.partition("#")
            target = posixpath.normpath(posixpath.join(folder, unquote(path)))
            if mark and target in known:
                yield target


def _naming(content: Content, names: Iterable[str]) -> Iterator[str]:
    return (page.src_uri for page in content.pages if any(map(page.body.__contains__, names)))


def ids_lost(before: Article, now: Article) -> tuple[str, ...]:
    """Return the ids of the headings that an article had, and has not now."""
    left = set(_ids(now.headings))
    return tuple(name for name in _ids(before.headings) if name not in left)


def _ids(headings: Iterable[Heading]) -> Iterator[str]:
    for heading in headings:
        yield heading.id
        yield from _ids(heading.children)


def to_convert(content: Content, other: Content, changed: Iterable[Page]) -> Uris:
    """Return the pages of `content` whose articles are needed, when it is compared with `other`."""
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
    yield from one.lists.keys() ^ other.lists.keys()
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
