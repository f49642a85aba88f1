"""What is wrong with links into other collections: no such page, a page that has moved, no such part of it. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from posixpath import join

from kbgen import paths
from kbgen.codes import problem
from kbgen.links import Crossing
from kbgen.model import Content, Location, Page, Problem, RefKind, Severity
from kbgen.view import Articles, LinkUse

BEFORE_TARGET = r"(?:\]\(\s*<?|\]:\s*<?|=\s*[\"']?)"  # [text](target), [name]: target, href="target"
_ID = re.compile(r"""\b(?:id|name)=["']([^"']+)["']""")


def location(page: Page, content: Content) -> Location:
    """Return where a page lies in its repository."""
    path = paths.shown(join(content.settings.docs_dir, page.src_uri))
    return Location(path, collection=content.collection.name, ref=content.version.ref.name)


def position(href: str, page: Page) -> tuple[int, int]:
    """Return the line and column of the file where a link's target is written; (0, 0) when it is made by syntax."""
    target = re.escape(href).replace("\\&", "&").replace("&", "&(?:amp;)?")
    match = re.search(rf"{BEFORE_TARGET}({target})(?=[)\"'>\s]|$)", page.body, re.MULTILINE)
    if match is None:
        return 0, 0
    before = page.body[: match.start(1)]
    return page.body_line + before.count("\n"), len(before) - before.rfind("\n")


def crossing_problem(
    link: LinkUse, page: Page, content: Content, crossings: Mapping[str, Crossing]
) -> Iterator[Problem]:
    """Yield what is wrong with a `kb:` link, if anything."""
    if link.found and not link.hint:
        return
    said = "leads to a page that has moved" if link.found else "leads nowhere"
    is_soft = link.found or crossings.get(link.href, Crossing()).is_away
    yield _problem("KB027", f"the link '{paths.shown(link.href)}' {said}", link, page, content, is_soft=is_soft)


def _problem(
    code: str, message: str, link: LinkUse, page: Page, content: Content, *, hint: str = "", is_soft: bool = False
) -> Problem:
    """Return a problem at a link: a warning in a tag, which cannot be mended, and where it `is_soft`."""
    line, column = position(link.href, page)
    is_tag = content.version.ref.kind is RefKind.TAG
    severity = Severity.WARNING if is_tag or is_soft else None
    where = replace(location(page, content), line=line, column=column)
    return problem(code, message, where, hint=hint or link.hint, severity=severity)


def with_anchors_checked(
    contents: Sequence[Content], articles: Sequence[Articles], crossings: Sequence[Mapping[str, Crossing]]
) -> Iterator[Articles]:
    """Yield the articles of each content with problems for links to parts of pages that are not there."""
    by_version = {(c.collection.name, c.version.name): a for c, a in zip(contents, articles, strict=True)}

    @cache
    def anchors(collection: str, version: str, src_uri: str) -> frozenset[str]:
        return frozenset(_ID.findall(by_version[collection, version].by_uri[src_uri].html))

    for content, found, known in zip(contents, articles, crossings, strict=True):
        wanted = {written: crossing for written, crossing in known.items() if crossing.fragment and any(crossing.page)}
        missing = {w for w, crossing in wanted.items() if crossing.fragment not in anchors(*crossing.page)}
        more = _anchor_problems(content, found, missing) if missing else ()
        yield replace(found, problems=(*found.problems, *more))


def _anchor_problems(content: Content, articles: Articles, missing: set[str]) -> Iterator[Problem]:
    for page in content.pages:
        for link in dict.fromkeys(articles.by_uri[page.src_uri].links):
            if link.href in missing:
                message = f"the page of the link '{paths.shown(link.href)}' has no such part"
                yield _problem("KB022", message, link, page, content, hint="name a heading of that page")
