"""What a page shows of its history. Pure.

A page of a version shows what the version's ref contains, and nothing later. People are in the order of their first
contribution, never of a count.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from itertools import chain
from typing import Final

from kbgen.facts import Change, Commit, Kind, PageHistory, SourceHistory
from kbgen.model import Page
from kbgen.people.credit import AUTHORING, Credits, PageId
from kbgen.people.freshness import Review, due_date, freshness, review_date
from kbgen.people.ledger import Ledger
from kbgen.people.page_values import PageChange, PageContributor, PageFacts, PageRole
from kbgen.people.person import Person, by_name
from kbgen.people.written import shares, written_by

ACTIVE_WITHIN: Final = timedelta(days=365)
"""Who contributed anywhere in this time is active."""
KEEPER_SHARE: Final = Fraction(1, 10)
KEEPER_EDITS: Final = 2
"""A keeper of a page is active, and wrote this share of its words or made this many substantive edits of it."""

SHALLOW: Final = "its history is cut off or cannot be read"
NOT_LANDED: Final = "it is not in the history of the default branch"


# A change that was reverted and a generated one are nobody's contribution.
_ROLES: Final[Mapping[Kind, PageRole]] = {
    **dict.fromkeys(AUTHORING, PageRole.AUTHOR),
    **dict.fromkeys((Kind.MOVE, Kind.SPLIT, Kind.DERIVE), PageRole.MOVER),
    Kind.MERGE: PageRole.MERGER,
    Kind.RESTORE: PageRole.RESTORER,
    Kind.REVERT: PageRole.REVERTER,
    Kind.MECHANICAL: PageRole.FORMATTER,
}


def version_facts(
    history: SourceHistory, oid: str, ledger: Ledger, pages: Iterable[Page], reviews: Mapping[str, Review]
) -> Mapping[str, PageFacts]:
    """Return the facts of `pages`, which are of the version at commit `oid`, by `src_uri`.

    `reviews` is by `src_uri` too; a page without an entry has the default term.
    """
    version = history.versions.get(oid)
    by_id = {page.id: page for page in history.pages}
    found = {}
    for page in pages:
        known = by_id.get(version.pages.get(page.path, "")) if version else None
        review = reviews.get(page.src_uri, Review())
        if not history.trusted or version is None:
            found[page.src_uri] = PageFacts.unknown(NOT_LANDED if history.trusted else SHALLOW)
        elif known is None:
            found[page.src_uri] = PageFacts.unknown(NOT_LANDED)
        else:
            found[page.src_uri] = page_facts(known, history, version.commits, ledger, review, blob=page.oid)
    return found


def mainline_facts(ledger: Ledger, reviews: Mapping[PageId, Review]) -> Mapping[PageId, PageFacts]:
    """Return the facts of all pages that exist on a mainline, by source and page id, as are `reviews`."""
    found = {}
    for history in ledger.histories:
        mainline = {oid for oid, commit in history.commits.items() if commit.mainline}
        for page in history.pages:
            if page.path:
                at = (history.source, page.id)
                found[at] = page_facts(page, history, mainline, ledger, reviews.get(at, Review()), blob=page.blob)
    return found


@dataclass(frozen=True, slots=True)
class _Event:
    """One visible change of a page with all that is known of it."""

    change: Change | None
    commit: Commit
    who: Credits


def page_facts(
    page: PageHistory, history: SourceHistory, visible: Collection[str], ledger: Ledger, review: Review, *, blob: str
) -> PageFacts:
    """Return the facts of `page` as far as the commits in `visible` tell them. `blob` is the text that is shown."""
    as_of = ledger.as_of
    events = _events(page, history, visible, ledger)
    if as_of is None or not events:
        return PageFacts.unknown(NOT_LANDED)
    substantive = _last(event for event in events if event.change and event.change.substantive and event.who.authors)
    verified = _verifications(page, history, events, visible, ledger)
    confirmed = _last(verified)
    reviewed = review_date(review, confirmed, as_of)
    due = due_date(review, substantive, reviewed)
    born = next((event for event in events if event.commit.oid == page.born_commit), events[0])
    by_words = shares(page, ledger.credits) if blob == page.blob and not page.generated else {}
    return PageFacts(
        page_id=page.id,
        created=born.commit.landed_at.date(),
        created_by=() if page.generated else born.who.authors,
        landed=max(event.commit.landed_at for event in _changing(events)).date(),
        substantive=substantive.date() if substantive else None,
        reviewed=reviewed,
        reviewed_by=_confirmed_by(verified, reviewed),
        due=due,
        freshness=freshness(due, as_of),
        contributors=() if page.generated else _contributors(events, verified, _owners(page, history, visible, ledger)),
        written_by=written_by(by_words),
        keepers=_keepers(events, by_words, ledger.last_active, as_of),
        changes=tuple(_line(event, ledger) for event in reversed(events)),
        former_paths=page.former_paths,
    )


def _events(page: PageHistory, history: SourceHistory, visible: Collection[str], ledger: Ledger) -> tuple[_Event, ...]:
    return tuple(
        _Event(change, history.commits[change.commit], ledger.credits[history.source, change.commit])
        for change in page.changes
        if change.commit in visible and change.commit in history.commits
    )


def _changing(events: Sequence[_Event]) -> Sequence[_Event]:
    """Return the events but for commits that only write down that pages were confirmed: a review is no change."""
    found = [event for event in events if not event.commit.verified or (event.change and event.change.substantive)]
    return found or events


def _last(events: Iterable[_Event]) -> datetime | None:
    return max((event.commit.landed_at for event in events), default=None)


def _verifications(
    page: PageHistory, history: SourceHistory, events: Sequence[_Event], visible: Collection[str], ledger: Ledger
) -> tuple[_Event, ...]:
    """Return the commits that confirm the page: by naming its path, or by changing it where they name none."""
    by_change = [event for event in events if event.who.verifiers and not event.commit.verified]
    by_path = [
        _Event(None, commit, ledger.credits[history.source, commit.oid])
        for commit in ledger.confirming.get((history.source, page.id), ())
        if commit.oid in visible
    ]
    found = sorted((*by_change, *by_path), key=lambda event: (event.commit.landed_at, event.commit.oid))
    return tuple(event for event in found if event.who.verifiers)


def _confirmed_by(verified: Sequence[_Event], reviewed: date | None) -> tuple[Person, ...]:
    """Return who verified the page on the day of its last review; nobody if only the page itself tells of it."""
    that_day = (event.who.verifiers for event in verified if event.commit.landed_at.date() == reviewed)
    return tuple(dict.fromkeys(chain.from_iterable(that_day)))


def _owners(page: PageHistory, history: SourceHistory, visible: Collection[str], ledger: Ledger) -> tuple[_Event, ...]:
    """Return the commits whose words the page holds, and those that wrote the text it was made of."""
    oids = (oid for oid in (*page.inherited, *page.words) if oid in visible and oid in history.commits)
    return tuple(_Event(None, history.commits[oid], ledger.credits[history.source, oid]) for oid in oids)


def _contributors(
    events: Sequence[_Event], verified: Sequence[_Event], owners: Sequence[_Event]
) -> tuple[PageContributor, ...]:
    parts: list[tuple[Person, PageRole, Commit]] = []
    for event in events:
        parts += [(person, role, event.commit) for person, role in _parts(event)]
    for event in verified:
        parts += [(person, PageRole.VERIFIER, event.commit) for person in event.who.verifiers]
    for event in owners:
        parts += [(person, PageRole.AUTHOR, event.commit) for person in event.who.authors]
    roles: dict[Person, set[PageRole]] = {}
    first: dict[Person, tuple[datetime, int]] = {}
    for place, (person, role, commit) in enumerate(parts):
        roles.setdefault(person, set()).add(role)
        first[person] = min(first.get(person, (commit.landed_at, place)), (commit.landed_at, place))
    order = sorted(roles, key=lambda person: first[person])
    return tuple(PageContributor(who, _in_order(roles[who]), first[who][0].date()) for who in order)


def _parts(event: _Event) -> Iterable[tuple[Person, PageRole]]:
    role = _ROLES.get(event.change.kind) if event.change else None
    if role is None:
        return
    yield from ((person, role) for person in event.who.authors)
    yield from ((person, PageRole.REVIEWER) for person in event.who.reviewers)
    if event.who.committer is not None:
        yield event.who.committer, PageRole.COMMITTER


def _in_order(roles: Collection[PageRole]) -> tuple[PageRole, ...]:
    return tuple(role for role in PageRole if role in roles)


def _keepers(
    events: Sequence[_Event], by_words: Mapping[Person, Fraction], last: Mapping[Person, datetime], as_of: datetime
) -> tuple[Person, ...]:
    edits = Counter(
        person
        for event in events
        if event.change and event.change.substantive and event.change.kind in AUTHORING
        for person in event.who.authors
    )
    holding = {person for person, share in by_words.items() if share >= KEEPER_SHARE}
    holding |= {person for person, number in edits.items() if number >= KEEPER_EDITS}
    return tuple(sorted((p for p in holding if p in last and last[p] >= as_of - ACTIVE_WITHIN), key=by_name))


def _line(event: _Event, ledger: Ledger) -> PageChange:
    commit, who = event.commit, event.who
    return PageChange(
        commit.oid,
        commit.landed_at.date(),
        commit.authored_at.date(),
        event.change.kind if event.change else Kind.EDIT,
        who.authors,
        who.automated,
        ledger.subjects[commit.source, commit.oid],
    )
