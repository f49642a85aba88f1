"""`links.json` of a collection: its links into other collections, so that their checks can warn before a move. Pure.

    {"schema": 1, "collection": "handbook",
     "links": [{"page": "guide/install/", "version": "2.0", "to": "tools/1.1/guide/", "written": "kb:tools/guide.md"}]}

`page` is relative to its version's folder, `to` to the site's root.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence

from kbgen import urls
from kbgen.layout import joined
from kbgen.plan import VersionPlan

SCHEMA = 1


def links_json(versions: Sequence[VersionPlan]) -> bytes:
    """Return the list for one collection; `versions` are newest first, hidden ones are left out."""
    shown = [version for version in versions if not version.content.version.hidden]
    links = [link for version in shown for link in _links(version)]
    document = {"schema": SCHEMA, "collection": versions[0].content.collection.name, "links": links}
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def _links(version: VersionPlan) -> Iterator[Mapping[str, str]]:
    for page in version.pages:
        here = joined(version.frame.root, page.page.url)
        for link in dict.fromkeys(page.article.links):
            if link.leads:
                to = urls.absolute(link.leads, here)
                name = version.content.version.name
                yield {"page": page.page.url, "version": name, "to": to, "written": link.href}
