"""How much was done by bots and with coding assistants: told as volume, credited to nobody. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from kbgen.metrics.periods import Period
from kbgen.metrics.results import Definition, Evidence, Metric, Point, Unit, counted, rated
from kbgen.metrics.scope import Scope
from kbgen.people import Landed, PersonKind

_UNSEEN = "Automation that signs with a person's name, and assistants that no trailer names."

BOT_ACTIVITY: Final = Definition(
    "bot_activity",
    "Bot activity",
    Unit.SHARE,
    "Commits whose author is a bot, of all commits of the quarter that change a page.",
    _UNSEEN,
    "Bot Activity",
)
ASSISTED: Final = Definition(
    "assisted_share",
    "Written with an assistant",
    Unit.SHARE,
    "Commits of the quarter that credit a human and name a coding assistant as author or co-author, of all that credit "
    "a human and change a page.",
    _UNSEEN,
)
ALONE: Final = Definition(
    "assistants_alone",
    "Written by an assistant alone",
    Unit.COMMITS,
    "Commits of the quarter that change a page and name a coding assistant and no human as author.",
    _UNSEEN,
)


def metrics(scope: Scope) -> Iterator[Metric]:
    """Yield the volumes by quarter."""
    quarters = [(quarter, _within(scope.landed, quarter)) for quarter in scope.quarters]
    yield Metric(BOT_ACTIVITY, tuple(_bots(q, landed) for q, landed in quarters if q.is_over(scope.today)))
    assisted = [assisted_share(landed, q) for q, landed in quarters if q.is_over(scope.today)]
    yield Metric(ASSISTED, tuple(assisted))
    yield Metric(ALONE, tuple(_alone(q, landed) for q, landed in quarters if q.is_over(scope.today)))


def _within(landed: Sequence[Landed], period: Period) -> tuple[Landed, ...]:
    return tuple(each for each in landed if period.holds(each.commit.landed_at.date()))


def _behind(landed: Sequence[Landed]) -> Evidence:
    return Evidence.of(commits=((each.commit.source, each.commit.oid) for each in landed))


def _bots(quarter: Period, landed: Sequence[Landed]) -> Point:
    bots = sum(each.who.author.kind is PersonKind.BOT for each in landed)
    return rated(bots, len(landed), _behind(landed), quarter)


def assisted_share(landed: Sequence[Landed], quarter: Period | None = None) -> Point:
    """Return the share of `landed` commits with a human that name an assistant too."""
    human = [each for each in landed if each.who.authors]
    people = {person for each in human for person in each.who.authors}
    return rated(
        sum(bool(each.who.assistants) for each in human), len(human), _behind(human), quarter, people=len(people)
    )


def _alone(quarter: Period, landed: Sequence[Landed]) -> Point:
    alone = [each for each in landed if each.who.assistants and not each.who.authors]
    return counted(len(alone), _behind(alone), quarter)
