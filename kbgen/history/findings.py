"""What is worth telling about a history: counted, with a few examples, never one problem for each commit. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kbgen.codes import problem
from kbgen.facts import SourceHistory
from kbgen.history.derived import Derived
from kbgen.history.mechanical import parse_ignored
from kbgen.history.settings import HistorySettings
from kbgen.model import Location, Problem

EXAMPLES = 5
_UPDATE_OF_BRANCH = re.compile(r"Merge (remote-tracking )?branch '(origin/)?(main|master)'( of \S+)?( into \S+)?$")


def findings(
    known: Derived, history: SourceHistory, wrong: Sequence[str], settings: HistorySettings, is_complete: bool
) -> tuple[Problem, ...]:
    """Return the problems of a history; `wrong` are the paths that the replay missed."""
    where = Location(collection=history.source)
    return (
        *_faults(known, wrong, where, is_complete),
        *_clamped(history, where),
        *_ignored(known, history, settings),
        *_detected(known, where, settings),
        *_foxtrot(known, where),
    )


def _faults(known: Derived, wrong: Sequence[str], where: Location, is_complete: bool) -> Iterator[Problem]:
    if not is_complete:
        message = "the search for renames took too long, so that some moved pages look new"
        yield problem("KB120", message, where, hint="raise the time limit, or split the commits that move thousands")
    if wrong:
        message = f"the replay of history misses {len(wrong)} paths of the tip: {_some(wrong)}"
        yield problem("KB120", message, where, hint="this is a fault of kbgen: please report it with the repository")
    if unknown := sorted({path for _, path in known.identities.unknown}):
        message = f"{len(unknown)} files change before they are there: {_some(unknown)}"
        yield problem("KB120", message, where, hint="the history of these pages begins at that change")


def _clamped(history: SourceHistory, where: Location) -> Iterator[Problem]:
    clamped = [commit.oid for commit in history.commits.values() if commit.clamped]
    if clamped:
        message = f"{len(clamped)} commits have dates that cannot be: {_some(map(_short, clamped))}"
        yield problem("KB121", message, where, hint="the date at which they landed is shown instead")


def _ignored(known: Derived, history: SourceHistory, settings: HistorySettings) -> Iterator[Problem]:
    for line, entry in parse_ignored(known.ignored).wrong[:EXAMPLES]:
        where = Location(settings.ignore_revs_file, line, collection=history.source, ref=history.branch)
        message = f"{_shown(entry)!r} is no full commit id and is ignored"
        yield problem("KB122", message, where, hint="write all 40 digits; git blame refuses the whole file otherwise")


def _detected(known: Derived, where: Location, settings: HistorySettings) -> Iterator[Problem]:
    found = [oid for oid, median in known.medians.items() if median <= settings.bulk_words]
    found.sort(key=lambda oid: (known.commits[oid].position, oid))
    if found:
        message = f"{len(found)} commits change many pages by a few words and count as mechanical: "
        names = [f"{_short(oid)} ({_shown(known.commits[oid].subject)[:40]})" for oid in found]
        hint = f"confirm them by listing them in {settings.ignore_revs_file}"
        yield problem("KB123", message + _some(names), where, hint=hint)


def _foxtrot(known: Derived, where: Location) -> Iterator[Problem]:
    """Yield a problem where the mainline runs through a contributor's branch, so that others seem to land late."""
    chain = {commit.position: commit for commit in known.commits.values()}.values()  # the last that landed together
    found = [commit.oid for commit in chain if _UPDATE_OF_BRANCH.match(commit.subject)]
    if found:
        message = f"{len(found)} merges of the mainline merge it into itself: {_some(map(_short, found))}"
        hint = "commits that came in by them seem to land late; let people rebase, or merge by the forge"
        yield problem("KB124", message, where, hint=hint)


def _some(names: Sequence[str] | Iterator[str] | map[str]) -> str:
    shown = [_shown(name) for name in names]
    more = f" and {len(shown) - EXAMPLES} more" if len(shown) > EXAMPLES else ""
    return ", ".join(shown[:EXAMPLES]) + more


def _short(oid: str) -> str:
    return oid[:10]


def _shown(text: str) -> str:
    """Return text that can be printed: U+FFFD for control characters and for bytes that are not UTF-8."""
    return "".join(char if char.isprintable() else "\ufffd" for char in text)
