"""`versions.json` of a collection, in the format of mike, which Material's version switcher reads. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from kbgen.model import Content

SAFE = re.compile(r"[^\w .,:+()/-]")  # the switcher puts titles into the page as HTML


def versions_json(contents: Sequence[Content]) -> bytes:
    """Return the list of the versions that were built, in the order of `contents`; hidden ones are left out."""
    entries = [_entry(content) for content in contents if not content.version.hidden]
    return (json.dumps(entries, indent=1) + "\n").encode()


def _entry(content: Content) -> dict[str, object]:
    version, stale = content.version, content.collection.mirror.stale_since
    return {
        "version": version.name,
        "title": SAFE.sub("-", version.name)[:60],
        "aliases": list(version.aliases),
        "properties": {
            "ref": version.ref.name,
            "commit": version.ref.oid,
            "date": f"{version.ref.date:%Y-%m-%d}",
            "prerelease": version.prerelease,
            "eol": version.eol,
            "hidden": version.hidden,
            "stale_since": f"{stale:%Y-%m-%dT%H:%M:%SZ}" if stale else None,
        },
    }
