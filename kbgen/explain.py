"""What lies behind a number, a page or a person: the commits, each with its date, its people and what it did. Pure.

A name is a metric's key, a person's name or slug, or a page: its path, `collection:path`, an earlier path, or its id.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from kbgen.community import Community
from kbgen.facts import Change, Commit, PageHistory
from kbgen.metrics import Figures, Metric, PersonFacts, Point, Unit
from kbgen.people import CommitId, Contribution, Ledger, PageId, Person


@dataclass(frozen=True, slots=True)
class Row:
    """A commit's part in a page. `people` may be shown; `path` is where the page was in that commit."""

    source: str
    commit: str
    landed: date
    people: tuple[str, ...]
    kind: str
    path: str
    subject: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """What was asked about: `kind` is `metric`, `person` or `page`; `about` are lines that say what is shown.

    `rows` are in landing order. `pages` are those that a metric counts, as `collection:path`.
    """

    kind: str
    name: str
    about: tuple[str, ...]
    rows: tuple[Row, ...]
    pages: tuple[str, ...] = ()


def explain(name: str, community: Community, scope: str = "", period: str = "") -> tuple[Explanation, ...]:
    """Return what `name` stands for: several things where it is not unique, nothing where it is not known.

    A metric is that of `scope` (the key of a collection or topic, "" = the site) and `period` ("" = the newest one
    that is complete).
    """
    behind = _Behind(community)
    metrics = (behind.metric(*found) for found in _metrics(name, community, scope, period))
    people = (behind.person(facts) for facts in community.people if _is_called(facts, name))
    pages = (behind.page(page) for page in _pages(name, community.ledger))
    return (*metrics, *people, *pages)


def names(community: Community) -> Iterator[str]:
    """Yield all that can be explained."""
    for figures in community.statistics.figures[:1]:
        yield from (metric.definition.key for metric in figures.metrics)
    for facts in community.people:
        yield from (each for each in (facts.person.name, facts.person.slug) if facts.person.slug)
    for history in community.ledger.histories:
        yield from (page.path for page in history.pages if page.path)


def _metrics(name: str, community: Community, scope: str, period: str) -> Iterator[tuple[Figures, Metric, Point]]:
    for figures in community.statistics.figures:
        for metric in figures.metrics:
            if figures.key == scope and metric.definition.key == name:
                found = [point for point in metric.points if point.period == period] if period else [metric.latest]
                yield from ((figures, metric, point) for point in found if point)


def _is_called(facts: PersonFacts, name: str) -> bool:
    shown = (facts.person.name.casefold(), facts.person.slug)
    return bool(facts.person.slug) and name.casefold() in shown


def _pages(name: str, ledger: Ledger) -> Iterator[PageHistory]:
    """Yield the pages of that name: those that exist now, else those that were there once."""
    pages = [page for history in ledger.histories for page in history.pages]
    now = [page for page in pages if name in (page.id, page.path, f"{page.source}:{page.path}") and name]
    once = (page for page in pages if name in page.former_paths or name == page.born_path)
    yield from now or once


class _Behind:
    """Looks commits up in the ledger."""

    def __init__(self, community: Community) -> None:
        self._ledger = community.ledger
        self._histories = {history.source: history for history in self._ledger.histories}
        self._changes: dict[CommitId, list[tuple[PageHistory, Change]]] = {}
        for history in self._ledger.histories:
            for page in history.pages:
                for change in page.changes:
                    self._changes.setdefault((history.source, change.commit), []).append((page, change))

    def metric(self, figures: Figures, metric: Metric, point: Point) -> Explanation:
        """Return the commits from which a number can be added up again."""
        about = metric.definition
        lines = (
            f"{about.title}{f' of {figures.title}' if figures.title else ''}: {told(point, about.unit)}",
            f"How: {about.how}",
            f"Not visible here: {about.not_visible}",
        )
        evidence = point.evidence
        rows = (row for at in evidence.commits for row in self._of_commit(at, set(evidence.pages)))
        return Explanation("metric", about.key, lines, _landed(rows), tuple(map(self._path, evidence.pages)))

    def person(self, facts: PersonFacts) -> Explanation:
        """Return what a person did on the mainlines."""
        lines = (
            f"{facts.person.name}: from {facts.first} to {facts.latest}",
            f"Pages started: {len(facts.started)}, improved: {len(facts.improved)}; reviews: {facts.reviews}",
        )
        mine = (one for one in self._ledger.contributions if one.person == facts.person and one.commit.mainline)
        return Explanation("person", facts.person.name, lines, _landed(map(self._contribution, mine)))

    def page(self, page: PageHistory) -> Explanation:
        """Return all changes and confirmations of a page."""
        rows = [self._change(page, change) for change in page.changes]
        rows += [
            self._row(commit, "verified", page.path, self._ledger.credits[commit.source, commit.oid].verifiers)
            for commit in self._ledger.confirming.get((page.source, page.id), ())
        ]
        was = f"; earlier: {', '.join(page.former_paths)}" if page.former_paths else ""
        lines = (f"Page {page.id} of {page.source}, now at {page.path or 'no path: it was deleted'}{was}",)
        return Explanation("page", page.path or page.born_path, lines, _landed(rows))

    def _of_commit(self, at: CommitId, pages: set[PageId]) -> Iterator[Row]:
        found = self._changes.get(at, ())
        counted = [(page, change) for page, change in found if not pages or (page.source, page.id) in pages]
        if not counted:
            yield self._row(self._commit(at), "verified" if self._commit(at).verified else "no page", "", ())
        yield from (self._change(page, change) for page, change in counted)

    def _change(self, page: PageHistory, change: Change) -> Row:
        at = (page.source, change.commit)
        who = self._ledger.credits[at]
        kind = f"{change.kind.value}{'' if change.substantive or change.kind.value != 'edit' else ', small'}"
        return self._row(self._commit(at), kind, change.path, (*who.authors, *who.automated))

    def _contribution(self, one: Contribution) -> Row:
        change = one.change
        kind = f"{one.role.value}: {change.kind.value}" if change else one.role.value
        return self._row(one.commit, kind, change.path if change else one.page.path, (one.person,))

    def _row(self, commit: Commit, kind: str, path: str, people: Iterable[Person]) -> Row:
        at = (commit.source, commit.oid)
        shown = tuple(person.name for person in people)
        return Row(*at, commit.landed_at.date(), shown, kind, path, self._ledger.subjects[at])

    def _commit(self, at: CommitId) -> Commit:
        return self._histories[at[0]].commits[at[1]]

    def _path(self, at: PageId) -> str:
        found = (page.path for page in self._histories[at[0]].pages if page.id == at[1])
        return f"{at[0]}:{next(found, '')}"


def told(point: Point, unit: Unit) -> str:
    """Return a value with its parts, as a reader says it."""
    period = f" in {point.period}" if point.period else ""
    if point.value is None:
        return f"not shown{period}: {point.hidden}"
    if point.denominator is not None:
        return f"{point.value:.0%}{period} ({point.numerator} of {point.denominator})"
    return f"{point.value:.4g}{' days' if unit is Unit.DAYS else ''}{period}"


def _landed(rows: Iterable[Row]) -> tuple[Row, ...]:
    return tuple(sorted(rows, key=lambda row: row.landed))
