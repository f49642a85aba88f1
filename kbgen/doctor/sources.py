"""The sources of the site as they are on this machine. No network is used."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from kbgen.cache import Cache
from kbgen.config import Source, redact
from kbgen.doctor.case import Case
from kbgen.doctor.finding import Finding, State
from kbgen.fetch import SHALLOW_HINT, SourceState, state_of
from kbgen.git import Token

WHY_SHALLOW = "the history is cut off, so that dates and contributors would be false"


def sources(case: Case) -> Iterator[Finding]:
    """Yield of each source whether it can be read, is whole, and has its whole history."""
    cache = Cache(case.cache)
    for source in case.config.sources if case.config else ():
        yield from _findings(source, state_of(source, cache), case)
        yield from _token(source)


def _token(source: Source) -> Iterator[Finding]:
    if source.token_env and not Token(source.url, source.token_env, source.token_user).is_set:
        what = f"{source.name}: the variable {source.token_env} is not set"
        action = "set it where kbgen is started, to the token alone"
        yield Finding("sources", State.WARNING, what, "it holds the token with which the source is fetched", action)


def _findings(source: Source, state: SourceState, case: Case) -> Iterator[Finding]:
    name = f"{source.name} ({redact(source.url)})"
    if state.trouble:
        action = "check the path in kbgen.yml" if source.url.startswith("/") else "build once with the network"
        yield Finding("sources", State.ERROR, f"{name}: {state.trouble}", "its pages cannot be published", action)
    elif state.shallow:
        yield Finding("sources", State.WARNING, f"{name} is a shallow clone", WHY_SHALLOW, SHALLOW_HINT)
    elif not state.is_whole:
        why = "objects of git are missing or damaged, as after a full disk"
        yield Finding("sources", State.WARNING, f"the copy of {name} is damaged", why, "build: it is fetched again")
    elif state.fetched:
        yield Finding("sources", State.OK, f"{name}, fetched {_ago(state.fetched, case)}")
    elif source.url.startswith("https://"):
        yield Finding("sources", State.NOTE, f"{name} was not fetched yet", "the first build needs the network")
    else:
        yield Finding("sources", State.OK, name)


def _ago(moment: datetime, case: Case) -> str:
    days = (case.today - moment.date()).days
    return "today" if days <= 0 else f"{days} day{'' if days == 1 else 's'} ago"
