"""How well the pages are looked after: keepers, orphans, terms. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from kbgen.metrics.results import Definition, Evidence, Metric, Unit, rated
from kbgen.metrics.scope import Scope, ScopeKind
from kbgen.metrics.topics import Topic
from kbgen.people import Freshness, PageId, Person

_KEEPER = (
    "A keeper contributed anywhere in the last 365 days, and wrote a tenth of the page's words or changed it in "
    "substance twice."
)
_KEEPER_UNSEEN = "People who look after a page by reading it or answering questions, and owners named in front matter."
_TERM = "The term begins with the last substantive change or confirmation, and is 365 days unless the page says less."
_TERM_UNSEEN = "Whether the text is true: only that somebody changed or confirmed it in time."

ORPHANS: Final = Definition(
    "orphan_pages",
    "Pages without a keeper",
    Unit.SHARE,
    f"Pages without a keeper of all pages. {_KEEPER}",
    _KEEPER_UNSEEN,
)
FRAGILE: Final = Definition(
    "fragile_pages",
    "Pages with one keeper",
    Unit.SHARE,
    f"Pages with one keeper of all pages. {_KEEPER}",
    _KEEPER_UNSEEN,
)
KEPT_TOPICS: Final = Definition(
    "kept_topics",
    "Topics with two keepers",
    Unit.SHARE,
    f"Topics with at least two keepers of any of their pages, of all topics. {_KEEPER}",
    _KEEPER_UNSEEN,
)
IN_TERM: Final = Definition(
    "pages_in_term",
    "Pages within their term",
    Unit.SHARE,
    f"Pages that are fresh or due, of all pages. {_TERM}",
    _TERM_UNSEEN,
)
BY_STATE: Final = {
    Freshness.FRESH: Definition(
        "fresh_pages",
        "Fresh pages",
        Unit.SHARE,
        f"Pages more than 30 days before the end of their term. {_TERM}",
        _TERM_UNSEEN,
    ),
    Freshness.DUE: Definition(
        "due_pages",
        "Pages due for review",
        Unit.SHARE,
        f"Pages in the last 30 days of their term. {_TERM}",
        _TERM_UNSEEN,
    ),
    Freshness.OVERDUE: Definition(
        "overdue_pages", "Overdue pages", Unit.SHARE, f"Pages past the end of their term. {_TERM}", _TERM_UNSEEN
    ),
    Freshness.UNKNOWN: Definition(
        "unrated_pages",
        "Pages without a term",
        Unit.SHARE,
        "Pages that no human ever changed in substance or confirmed, such as generated ones.",
        _TERM_UNSEEN,
    ),
}


def metrics(scope: Scope) -> Iterator[Metric]:
    """Yield the states of the pages now."""
    keepers = {at: len(facts.keepers) for at, facts in scope.pages.items()}
    yield _share(scope, ORPHANS, [at for at, number in keepers.items() if number == 0])
    yield _share(scope, FRAGILE, [at for at, number in keepers.items() if number == 1])
    if scope.kind is not ScopeKind.TOPIC:
        yield _kept_topics(scope)
    states = {at: facts.freshness for at, facts in scope.pages.items()}
    yield _share(scope, IN_TERM, [at for at, state in states.items() if state in (Freshness.FRESH, Freshness.DUE)])
    for state, definition in BY_STATE.items():
        yield _share(scope, definition, [at for at, found in states.items() if found is state])


def _share(scope: Scope, definition: Definition, pages: list[PageId]) -> Metric:
    """Return the share of `pages`, with them as evidence, and their last commits."""
    commits = ((at[0], scope.pages[at].changes[0].commit) for at in pages)
    evidence = Evidence.of(commits=commits, pages=pages)
    return Metric(definition, (rated(len(pages), len(scope.pages), evidence),))


def _kept_topics(scope: Scope) -> Metric:
    keepers: dict[Topic, set[Person]] = defaultdict(set)
    for at, facts in scope.pages.items():
        if at in scope.topics:
            keepers[scope.topics[at]] |= set(facts.keepers)
    kept = [topic for topic, people in keepers.items() if len(people) >= 2]
    pages = [at for at in scope.pages if scope.topics.get(at) in kept]
    return Metric(KEPT_TOPICS, (rated(len(kept), len(keepers), Evidence.of(pages=pages)),))
