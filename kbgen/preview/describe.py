"""From a comparison to the document that tells of it. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from posixpath import join
from typing import Final
from urllib.parse import quote

from kbgen import paths
from kbgen.model import Content, Page, Problem
from kbgen.people.display import readable
from kbgen.preview.affected import ids_lost
from kbgen.preview.changes import Change, PageChange
from kbgen.preview.compare import Comparison
from kbgen.preview.contributors import Thanks
from kbgen.preview.document import (
    Base,
    ChangedFile,
    ChangedPage,
    Contributor,
    Document,
    Found,
    Head,
    LostId,
    Problems,
    Words,
)
from kbgen.preview.setting import DIFF, GONE, PAGES
from kbgen.redact import redact
from kbgen.report import weighed

LONGEST_TITLE: Final = 200
LONGEST_TEXT: Final = 1000
COUNTED: Final = frozenset({"KB034"})
"""Codes of problems that a page has once, and whose message tells a number."""


def describe(comparison: Comparison, thanks: Sequence[Thanks], levels: Mapping[str, str]) -> Document:
    """Return what is to be told. `levels` are the severities that the site gives to codes."""
    commits = comparison.sides.commits
    return Document(
        schema=1,
        base=Base(ref=_text(commits.ref, LONGEST_TITLE), commit=commits.base),
        head=Head(commit=commits.proposed, committed=commits.is_committed),
        pages=tuple(_page(each, comparison) for each in comparison.changes.pages),
        rendered_otherwise=comparison.otherwise,
        files=tuple(_files(comparison)),
        urls_removed=tuple(_urls_removed(comparison)),
        ids_lost=tuple(_ids_lost(comparison)),
        problems=_problems(comparison, levels),
        contributors=tuple(Contributor(name=each.person.name, first=each.is_first) for each in thanks),
    )


def _page(found: PageChange, comparison: Comparison) -> ChangedPage:
    old, new = found.old, found.new
    state = comparison.head if new else comparison.base
    assert state is not None  # a page that was deleted has been there
    place = found.place
    return ChangedPage(
        collection=comparison.sides.source.name,
        path=_path(place, state.version.content),
        title=_text(state.page(place.src_uri).title, LONGEST_TITLE),
        url=new.url if new else "",
        old_url=old.url if old else "",
        change=found.change,
        words=Words(added=found.words_added, removed=found.words_removed),
        page=quote(join(PAGES if new else GONE, place.dest_uri)),
        diff=quote(join(DIFF, place.dest_uri)) if found.has_new_text else "",
    )


def _path(page: Page, content: Content) -> str:
    return paths.shown(join(content.settings.docs_dir, page.src_uri))


def _files(comparison: Comparison) -> Iterator[ChangedFile]:
    folder = comparison.sides.head.settings.docs_dir
    for found in comparison.changes.files:
        if asset := found.new or found.old:
            path = paths.shown(join(folder, asset.src_uri))
            yield ChangedFile(path=path, url=quote(asset.dest_uri), change=found.change)


def _urls_removed(comparison: Comparison) -> Iterator[str]:
    """Yield the addresses of deleted pages and files that neither a page nor a redirect answers any more.

    Those of pages that moved are none: the site leads on from there.
    """
    content, root = comparison.sides.head, comparison.head.version.frame.root
    live = {page.dest_uri for page in content.pages} | {asset.dest_uri for asset in content.assets}
    live |= {each.path.removeprefix(root) for each in comparison.head.site.redirects}
    deleted = [each.old for each in comparison.changes.pages if each.old and each.change is Change.DELETED]
    files = [each.old for each in comparison.changes.files if each.old and each.change is Change.DELETED]
    yield from sorted(page.url for page in deleted if page.dest_uri not in live)
    yield from sorted(quote(asset.dest_uri) for asset in files if asset.dest_uri not in live)


def _ids_lost(comparison: Comparison) -> Iterator[LostId]:
    """Yield the ids of headings that pages had, and do not have any more."""
    content = comparison.sides.head
    for found in comparison.changes.pages:
        if found.old and found.new and comparison.base:
            before, now = comparison.base.articles[found.old.src_uri], comparison.head.articles[found.new.src_uri]
            for name in ids_lost(before, now):
                yield LostId(path=_path(found.new, content), url=found.new.url, id=_text(name, LONGEST_TITLE))


def _problems(comparison: Comparison, levels: Mapping[str, str]) -> Problems:
    """Return the problems that only one side has, whatever lines they are on.

    A page that moved takes its own along, and what was wrong with one that is deleted is not fixed.
    """
    now = weighed(comparison.head.problems, levels)
    before = weighed(comparison.base.problems, levels) if comparison.base else ()
    moved = _moved_paths(comparison)
    known = Counter(_identity(each, moved) for each in before)
    still = Counter(_identity(each, {}) for each in now)
    gone = {_path(each.old, comparison.sides.base) for each in comparison.changes.pages if each.old and not each.new}
    return Problems(
        new=tuple(_found(each) for each in _beyond(now, known, {})),
        fixed=tuple(_found(each) for each in _beyond(before, still, moved) if each.where.path not in gone),
    )


def _moved_paths(comparison: Comparison) -> Mapping[str, str]:
    """Return where each page that moved is now, by where it was."""
    base, head = comparison.sides.base, comparison.sides.head
    pairs = ((each.old, each.new) for each in comparison.changes.pages)
    return {_path(old, base): _path(new, head) for old, new in pairs if old and new}


def _identity(each: Problem, moved: Mapping[str, str]) -> tuple[str, str, str]:
    message = "" if each.code in COUNTED else each.message
    return each.code, moved.get(each.where.path, each.where.path), message


def _beyond(
    problems: Iterable[Problem], others: Counter[tuple[str, str, str]], moved: Mapping[str, str]
) -> Iterator[Problem]:
    """Yield the problems that are not among the others as often."""
    left = Counter(others)
    for each in problems:
        identity = _identity(each, moved)
        if left[identity]:
            left[identity] -= 1
        else:
            yield each


def _found(each: Problem) -> Found:
    where = each.where
    return Found(
        code=each.code,
        severity=each.severity.value,
        path=_text(where.path, LONGEST_TEXT),
        line=where.line,
        column=where.column,
        message=_text(each.message, LONGEST_TEXT),
        hint=_text(each.hint, LONGEST_TEXT),
    )


def _text(text: str, most: int) -> str:
    """Return a text on one line, cut, without secrets and without characters that turn or hide others."""
    plain = readable(redact(text))
    return plain if len(plain) <= most else f"{plain[: most - 1]}…"
