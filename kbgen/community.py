"""What history says of a site's pages and people, as one value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kbgen.dropped import Dropped
from kbgen.facts import SourceHistory
from kbgen.lineage import Lineage
from kbgen.metrics import PersonFacts, Statistics, Topic
from kbgen.model import Problem
from kbgen.paths import as_text
from kbgen.people import Ledger, PageFacts, PageId, People


@dataclass(frozen=True, slots=True)
class Community:
    """What history says. `of_versions` and `lineages` belong to the contents, one mapping by `src_uri` for each.

    `mainline` are the facts of all pages that exist on a default branch, `topics` what they are about; `people`
    are by name. `ledger` holds the credit behind all of it; `histories` are those of all sources, also of those that
    may not be told. Both are private: there are addresses in them. `dropped` are the versions that retention
    drops, with their lineages.
    """

    of_versions: tuple[Mapping[str, PageFacts], ...]
    lineages: tuple[Lineage, ...]
    mainline: Mapping[PageId, PageFacts]
    topics: Mapping[PageId, Topic]
    people: tuple[PersonFacts, ...]
    statistics: Statistics
    problems: tuple[Problem, ...] = ()
    ledger: Ledger = field(default_factory=lambda: Ledger(People()))
    histories: tuple[SourceHistory, ...] = ()
    dropped: tuple[Dropped, ...] = ()

    @property
    def until(self) -> int | None:
        """The Unix time from which history may be read otherwise, because a date has become plausible; None = never."""
        return min((history.until for history in self.histories if history.until is not None), default=None)

    @property
    def portrayed(self) -> tuple[PersonFacts, ...]:
        """The people who are shown by name, by name: not those who opted out."""
        return tuple(facts for facts in self.people if facts.person.slug)

    @property
    def paths(self) -> Mapping[PageId, str]:
        """Where each page that exists on a default branch lies in its source, as text."""
        pages = (page for history in self.ledger.histories for page in history.pages)
        return {(page.source, page.id): as_text(page.path) for page in pages if page.path}
