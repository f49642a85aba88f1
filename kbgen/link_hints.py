"""What somebody may have meant by a link that leads nowhere. Pure."""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Iterator

from kbgen import urls
from kbgen.suggest import nearest

MOST_COMPARED = 500
"""Names of a folder that are compared with one that is not there; more take too long for a hint."""


def guess(src_uri: str, path: str, published: Collection[str]) -> str:
    """Return "did you mean …" for the usual slips: a rendered URL, a missing suffix, a folder for its index."""
    for candidate in _candidates(src_uri, path):
        if candidate in published:
            return f"did you mean '{urls.relative(candidate, src_uri)}'?"
    name = posixpath.basename(path)
    same_name = sorted(uri for uri in published if name and posixpath.basename(uri) == name)
    if same_name:
        return f"did you mean '{urls.relative(same_name[0], src_uri)}'?"
    near = _near(target_uri(src_uri, path), published)
    return f"did you mean '{urls.relative(near, src_uri)}'?" if near else ""


def _near(uri: str, published: Collection[str]) -> str:
    """Return the file of the same folder and kind whose name is most like that of `uri`; "" where none is near."""
    folder, (stem, suffix) = posixpath.dirname(uri), posixpath.splitext(posixpath.basename(uri))
    beside = [each for each in published if posixpath.dirname(each) == folder and each.endswith(suffix)]
    stems = {posixpath.splitext(posixpath.basename(each))[0]: each for each in beside}
    near = nearest(stem, stems) if len(stems) <= MOST_COMPARED else None
    return stems[near] if near else ""


def _candidates(src_uri: str, path: str) -> Iterator[str]:
    target = target_uri(src_uri, path)
    as_page = target_uri(urls.dest_uri(src_uri, True), path)
    for base in (target, as_page):
        stem = base.removesuffix(".html")
        yield from (f"{stem}.md", posixpath.join(stem, "index.md"), posixpath.join(stem, "README.md"))


def target_uri(src_uri: str, path: str) -> str:
    """Return the path that a link's path means as that of a file, from the docs folder."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(src_uri), path).lstrip("/"))
