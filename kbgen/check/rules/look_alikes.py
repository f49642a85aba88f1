"""KB033: most of a page is also in another one, so that one of them will be forgotten when the other is mended."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import Final

from kbgen import paths
from kbgen.check.finding import Finding, finding
from kbgen.check.rule import Rule
from kbgen.check.subject import Subject, Volume
from kbgen.check.titles import title_place

SHORTEST: Final = 25
"""Characters of a line; shorter ones are alike by chance."""
LEAST: Final = 400
"""Characters of a page; of a shorter one there is too little to compare."""
SHARE: Final = 0.6
MOST_PAGES: Final = 5
"""Lines that stand on more pages belong to a template."""


def find(volume: Volume, _: Subject) -> Iterator[Finding]:
    """Yield every page of which the larger part stands, line by line or sentence by sentence, in another page."""
    texts = {uri: _lines(page.page.body) for uri, page in volume.pages.items()}
    for uri, (share, other) in sorted(_likest(_shared(texts), texts).items()):
        message = f"{share:.0%} of the text stands in '{paths.shown(other)}' too"
        page = volume.pages[uri]
        hint = "keep it in one place and link to it, or retire one of the two pages"
        yield finding("KB033", message, page.where, title_place(page), hint=hint)


def _lines(body: str) -> frozenset[str]:
    lines = (line.strip() for line in body.replace(". ", ".\n").replace("。", "。\n").split("\n"))
    return frozenset(line for line in lines if len(line) >= SHORTEST)


def _shared(texts: Mapping[str, frozenset[str]]) -> Mapping[tuple[str, str], int]:
    """Return for each two pages how many characters they share."""
    seen: set[str] = set()
    repeated: set[str] = set()
    for lines in texts.values():
        repeated |= lines & seen
        seen |= lines
    holders: dict[str, list[str]] = {line: [] for line in repeated}
    for uri, lines in texts.items() if repeated else ():
        for line in lines & repeated:
            holders[line].append(uri)
    shared: Counter[tuple[str, str]] = Counter()
    for line, uris in holders.items():
        if len(uris) <= MOST_PAGES:
            for pair in combinations(uris, 2):
                shared[pair] += len(line)
    return shared


def _likest(
    shared: Mapping[tuple[str, str], int], texts: Mapping[str, frozenset[str]]
) -> Mapping[str, tuple[float, str]]:
    """Return, for the shorter page of each pair (the later one of equals), the largest share and the other page."""
    sizes = {uri: sum(map(len, texts[uri])) for uri in {uri for pair in shared for uri in pair}}
    found: dict[str, tuple[float, str]] = {}
    for (one, two), size in sorted(shared.items()):
        page, other = (one, two) if sizes[one] < sizes[two] else (two, one)
        share = size / sizes[page]
        if share >= SHARE and sizes[page] >= LEAST and share > found.get(page, (0.0, ""))[0]:
            found[page] = share, other
    return found


RULE = Rule(("KB033",), find)
