"""`kbgen redirects`: which addresses lead to others, as a table, as JSON, or as the rules of a server."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from kbgen.cli.console import Console
from kbgen.cli.forms import Form
from kbgen.cli.studying import Look, StudyOptions, ask
from kbgen.errors import ExitCode

if TYPE_CHECKING:
    from kbgen.plan import Redirect
    from kbgen.routes import DroppedVersion, Routes

NOTHING = "No address leads to another."


def redirects(options: StudyOptions, form: Form, argv: Sequence[str]) -> ExitCode:
    """Print the redirects in the form that is asked for, and return the exit code."""
    return ask(options, argv, _routes, lambda found, console, _: _tell(found, console, form))


def _routes() -> Look[Routes]:
    from kbgen.routes import routes  # brings git and the rest

    return routes


def _tell(found: Routes, console: Console, form: Form) -> ExitCode:
    from kbgen.compose import rules

    match form:
        case Form.TEXT:
            console.show(list(_lines(found)) or [NOTHING])
        case Form.JSON:
            console.data(_json(found))
        case _:
            console.data(rules(form.value, found.table, found.site_url))
    return ExitCode.OK


def _lines(found: Routes) -> Iterator[str]:
    yield from map(dropped_line, found.dropped)
    yield from map(redirect_line, found.table)


def dropped_line(dropped: DroppedVersion) -> str:
    """Return in words which version is dropped, and why."""
    return f"{dropped.collection} {dropped.version} is dropped: {dropped.reason}"


def redirect_line(redirect: Redirect) -> str:
    """Return in one line what leads where, and why."""
    from kbgen.compose import source_of

    return f"/{source_of(redirect, '')} -> /{redirect.target.removeprefix('./')}  ({redirect.reason})"


def _json(found: Routes) -> str:
    from kbgen.compose import source_of

    redirects = [
        {
            "from": source_of(each, ""),
            "to": each.target.removeprefix("./"),
            "permanent": each.permanent,
            "reason": each.reason,
        }
        for each in found.table
    ]
    dropped = [{"collection": d.collection, "version": d.version, "reason": d.reason} for d in found.dropped]
    return json.dumps({"schema": 1, "redirects": redirects, "dropped": dropped}, indent=1) + "\n"
