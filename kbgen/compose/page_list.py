"""`pages.json` of a collection: which page is where in which version. The menu of versions and the 404 page read it.

    {"schema": 1, "collection": "handbook", "versions": ["2.0", "1.1", "1.0"],
     "lineages": [{"id": "3f9c0a12b7de", "title": "Install",
                   "at": [["guide/install/", "0"], ["setup/", "1-2"]], "was": ["old/setup/"], "changed": [0]}]}

`at` gives the address in the version's folder and the places in `versions` that have it there, as runs. `was` are
earlier addresses. `changed` are the versions whose text differs from that of the next older one. Pages that are not
listed are in it too: their menu of versions and their earlier addresses would be dead without. Pure.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby, pairwise

from kbgen.plan import VersionPlan
from kbgen.plan.former import former_urls
from kbgen.view import PageInput

SCHEMA = 1
Held = Sequence[tuple[int, PageInput]]
"""The pages of one lineage: the place of the version, and the page there; the newest first."""


def pages_json(versions: Sequence[VersionPlan]) -> bytes:
    """Return the list of the pages of one collection; `versions` are newest first, hidden ones are left out."""
    shown = [version for version in versions if not version.content.version.hidden]
    document = {
        "schema": SCHEMA,
        "collection": versions[0].content.collection.name,
        "versions": [version.content.version.name for version in shown],
        "lineages": [_entry(name, held, shown) for name, held in sorted(_by_lineage(shown).items())],
    }
    return (json.dumps(document, ensure_ascii=False, separators=(",", ":")) + "\n").encode()


def _by_lineage(versions: Sequence[VersionPlan]) -> Mapping[str, list[tuple[int, PageInput]]]:
    found: dict[str, list[tuple[int, PageInput]]] = {}
    for n, version in enumerate(versions):
        for page in version.pages:
            found.setdefault(page.lineage, []).append((n, page))
    return found


def _entry(name: str, held: Held, versions: Sequence[VersionPlan]) -> dict[str, object]:
    at: dict[str, list[int]] = {}
    for n, page in held:
        at.setdefault(page.page.url, []).append(n)
    former = (former_urls(page.page, versions[n].content, versions[n].lineage) for n, page in held)
    was = sorted({url for found in former for url in found} - at.keys())
    return {
        "id": name,
        "title": held[0][1].title,
        "at": [[url, runs(places)] for url, places in at.items()],
        "was": was,
        "changed": [n for (n, newer), (_, older) in pairwise(held) if newer.page.body != older.page.body],
    }


def runs(numbers: Sequence[int]) -> str:
    """Return ascending numbers as runs: `0-2,5`."""
    return ",".join(_run([number for _, number in run]) for run in _runs(numbers))


def _runs(numbers: Sequence[int]) -> Iterator[list[tuple[int, int]]]:
    return (list(run) for _, run in groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0]))


def _run(numbers: Sequence[int]) -> str:
    return str(numbers[0]) if len(numbers) == 1 else f"{numbers[0]}-{numbers[-1]}"
