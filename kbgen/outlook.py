"""What a check needs to know of history: who is who, when pages were confirmed, and where they were before.

The words of all revisions are not read for that, unless a page is due by its last change.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from kbgen.cache import Cache
from kbgen.committed import as_committed
from kbgen.config import Config
from kbgen.config.mailmap import site_mailmap
from kbgen.history import HistorySettings, Indexed, index_path, read_history
from kbgen.known_lineages import all_lineages
from kbgen.lineage import Lineage
from kbgen.model import Content, FrontMatter, Mirror
from kbgen.people import Ledger, PageFacts, People, Person, resolve_people, reviews_of, version_facts
from kbgen.progress import Progress

LIGHT = "light"
"""The folder of the cache for indexes without words: an index is made for one setting."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """The facts and lineages of contents, one for each, and the people of their histories.

    `last_active` is when each of them last contributed.
    """

    of_versions: tuple[Mapping[str, PageFacts], ...]
    lineages: tuple[Lineage, ...]
    people: People
    last_active: Mapping[Person, datetime]


def outlook(contents: Sequence[Content], config: Config, cache: Cache, today: date, progress: Progress) -> Outlook:
    """Return what history says of `contents` as committed. Brings an index in the cache up to date."""
    told = [as_committed(content) for content in contents]
    mirrors = {content.collection.name: content.collection.mirror for content in told}
    progress.start("history", len(mirrors))
    indexed = [_indexed(mirror, told, cache, today, progress) for mirror in mirrors.values()]
    histories = {each.history.source: each.history for each in indexed}
    people = resolve_people(list(histories.values()), config.people, site_mailmap(config))
    ledger = Ledger.of(list(histories.values()), people)
    facts = tuple(
        version_facts(histories[c.collection.name], c.version.ref.oid, ledger, c.pages, reviews_of(c)) for c in told
    )
    lineages, _ = all_lineages(told, facts, (), histories)
    progress.finish("history", people.amount)
    return Outlook(facts, lineages, people, ledger.last_active)


def _indexed(mirror: Mirror, contents: Sequence[Content], cache: Cache, today: date, progress: Progress) -> Indexed:
    own = [content for content in contents if content.collection.mirror == mirror]
    may_be_overdue = any(_is_due_by_change(page.front, today) for content in own for page in content.pages)
    needs_words = may_be_overdue or index_path(cache.root, mirror).exists()
    root: Path = cache.root if needs_words else cache.root / LIGHT
    versions = [content.version for content in own]
    found = read_history(mirror, versions, root, HistorySettings(words=needs_words))
    progress.advance("history", mirror.source)
    return found


def _is_due_by_change(head: FrontMatter, today: date) -> bool:
    """Tell whether only the page's last substantive change, which is counted in words, can tell if it is overdue."""
    if head.review_by or not head.review_every:
        return False
    return head.reviewed is None or head.reviewed + head.review_every < today
