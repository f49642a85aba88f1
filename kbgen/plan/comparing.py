"""Which two versions of a page a reader may want to compare, and where. Pure."""

from __future__ import annotations

from urllib.parse import urlencode

from kbgen.layout import Layout
from kbgen.model import Content, Page, Version
from kbgen.plan.editing import addresses
from kbgen.plan.surroundings import Surroundings
from kbgen.view import Comparison


def comparison(page: Page, around: Surroundings) -> Comparison | None:
    """Return what is offered on `page`: its version and latest, or, on latest itself, the version before.

    None where there is nothing to compare, or the two texts are equal.
    """
    version, content, texts = around.content.version, around.content, around.texts
    if not content.collection.versioned or around.latest is None or version.hidden:
        return None
    name, latest = around.lineage.identity(page), around.latest.version
    if version == latest:
        older, newer = texts.before(name, version), version
        return between(older, newer, name, content, around.layout) if older else None
    if not texts.differ(name, version, latest):
        return None
    order = [each.name for each in texts.versions]
    newer, older = sorted((version, latest), key=lambda each: order.index(each.name))
    return between(older, newer, name, content, around.layout)


def between(older: Version, newer: Version, lineage: str, content: Content, layout: Layout) -> Comparison:
    """Return the comparison of a lineage's pages in two versions of a collection."""
    query = urlencode({"page": lineage, "from": older.name, "to": newer.name})
    url = f"{layout.roots[content.collection.name]}compare/?{query}"
    fallback = addresses(content).compare(older.ref.oid, newer.ref.oid)
    return Comparison(older.name, newer.name, url, fallback)
