"""`kbgen stats`: what history says of the community, as text, JSON or CSV."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from kbgen.cli.console import Console
from kbgen.cli.studying import StudyOptions, study
from kbgen.cli.subjects import Subject
from kbgen.errors import ConfigError, ExitCode

if TYPE_CHECKING:
    from kbgen.community import Community
    from kbgen.study import Study

NOTHING = "There is no history that can be told."


def stats(options: StudyOptions, of: Subject, argv: Sequence[str], *, as_csv: bool, verbose: bool) -> ExitCode:
    """Print what `of` asks for, and return the exit code. Raises ConfigError for two forms at once."""
    if options.as_json and as_csv:
        raise ConfigError("--json and --csv cannot be given together", hint="choose one")

    def tell(found: Study, console: Console, _: Path) -> ExitCode:
        from kbgen.stats_text import csv, lines, table

        if options.as_json:
            console.data(_json(found.community, of))
        elif as_csv:
            console.data(csv(table(_part(found.community, of), of.value)))
        elif found.community.statistics.as_of is None:
            console.show([NOTHING])
        else:
            console.show(lines(_part(found.community, of), of.value, verbose=verbose))
        return ExitCode.OK

    return study(options, argv, tell)


def _json(community: Community, of: Subject) -> str:
    """Return the document that the site publishes, without the addresses of its pages.

    `##[` would be a command to some CI systems.
    """
    from kbgen.metrics import contributions_json, people_json, stats_json

    told = community.statistics
    match of:
        case Subject.PEOPLE:
            document = people_json(community.people, told.as_of)
        case Subject.PAGES:
            document = contributions_json(community.mainline, community.paths, community.people, told.as_of)
        case _:
            document = stats_json(_part(community, of).statistics)
    return document.decode().replace("##[", "##\\u005b")


def _part(community: Community, of: Subject) -> Community:
    """Return the community with the figures of one kind of scope only, where that is asked for."""
    from kbgen.metrics import ScopeKind

    kinds = {Subject.SITE: ScopeKind.SITE, Subject.COLLECTIONS: ScopeKind.COLLECTION, Subject.TOPICS: ScopeKind.TOPIC}
    if of not in kinds or of is Subject.SITE:
        return community
    told = community.statistics
    figures = tuple(each for each in told.figures if each.kind is kinds[of])
    return replace(community, statistics=replace(told, figures=figures))
