"""`kbgen stats audit`: the history index against git itself, and what a maintainer should look at."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kbgen.cli.console import Console
from kbgen.cli.studying import StudyOptions, study
from kbgen.errors import ExitCode

if TYPE_CHECKING:
    from kbgen.history.audit import Check
    from kbgen.people import Suggestion
    from kbgen.study import Study

MOST = 20
"""Differences of one check that are shown; `--json` has all."""


@dataclass(frozen=True, slots=True)
class _Source:
    """What the audit of one source found; `trouble` says why there are no checks."""

    name: str
    checks: tuple[Check, ...]
    mechanical: tuple[str, ...]
    trouble: str = ""

    @property
    def holds(self) -> bool:
        return not self.trouble and all(check.holds for check in self.checks)


def audit(options: StudyOptions, argv: Sequence[str]) -> ExitCode:
    """Print all checks, and return the exit code: 1 when one does not hold."""

    def tell(found: Study, console: Console, cache: Path) -> ExitCode:
        sources = [_audited(found, name, cache) for name in found.mirrors]
        holds = all(source.holds for source in sources)
        names = [f"{each.name}{' (addresses begin alike)' if each.likely else ''}" for each in _suggestions(found)]
        if options.as_json:
            document = {"holds": holds, "sources": [asdict(source) for source in sources], "same_name": names}
            console.data(json.dumps(document, indent=1).replace("##[", "##\\u005b") + "\n")
        else:
            console.show(_lines(sources, names))
        return ExitCode.OK if holds else ExitCode.FINDINGS

    return study(options, argv, tell)


def _suggestions(found: Study) -> Sequence[Suggestion]:
    return found.community.ledger.people.suggestions


def _audited(found: Study, name: str, cache: Path) -> _Source:
    from kbgen.history.audit import audit as checks

    history = next(each for each in found.community.histories if each.source == name)
    if not history.trusted:
        return _Source(name, (), (), "its history is cut off or cannot be read, so there is nothing to compare")
    subjects = found.community.ledger.subjects
    mechanical = [
        f"{commit.oid[:12]} {commit.landed_at:%Y-%m-%d} {subjects[name, commit.oid]}"
        for commit in history.commits.values()
        if commit.mechanical and commit.mainline
    ]
    return _Source(name, tuple(checks(history, found.mirrors[name], cache)), tuple(mechanical))


def _lines(sources: Sequence[_Source], names: Sequence[str]) -> Iterator[str]:
    for source in sources:
        yield source.name
        if source.trouble:
            yield f"  not audited: {source.trouble}"
        for check in source.checks:
            yield f"  {'ok     ' if check.holds else 'differs'}  {check.title}: {check.ours} here, {check.gits} in git"
            yield from _some(check.differences, "           ")
        if source.mechanical:
            yield "  Commits that count as mechanical; list them in .git-blame-ignore-revs to confirm:"
            yield from _some(source.mechanical, "    ")
    if names:
        yield "Different people of one name; join them in .mailmap or below `people:` if they are one:"
        yield from _some(names, "  ")


def _some(texts: Sequence[str], indent: str) -> Iterator[str]:
    yield from (f"{indent}{text}" for text in texts[:MOST])
    if len(texts) > MOST:
        yield f"{indent}… and {len(texts) - MOST} more; --json has all"
