"""`kbgen stats explain`: the commits behind a page, a person or a figure."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from kbgen.cli.console import Console
from kbgen.cli.studying import StudyOptions, study
from kbgen.errors import ConfigError, ExitCode
from kbgen.suggest import did_you_mean, shown

if TYPE_CHECKING:
    from kbgen.explain import Explanation
    from kbgen.study import Study

HEAD = ("commit", "landed", "people", "kind", "page", "subject")


def explain(options: StudyOptions, what: str, argv: Sequence[str], *, scope: str, period: str) -> ExitCode:
    """Print the commits behind `what`, and return the exit code."""

    def tell(found: Study, console: Console, _: Path) -> ExitCode:
        from kbgen.explain import explain as explained
        from kbgen.explain import names

        answers = explained(what, found.community, scope, period)
        if not answers:
            hint = did_you_mean(what, names(found.community)) or "see `kbgen stats -v` and `kbgen stats --of pages`"
            raise ConfigError(f"no page, person or figure is called '{shown(what)}'{_where(scope, period)}", hint=hint)
        if options.as_json:
            document = json.dumps([asdict(answer) for answer in answers], default=str, indent=1)
            console.data(document.replace("##[", "##\\u005b") + "\n")
        else:
            console.show(line for answer in answers for line in _lines(answer))
        return ExitCode.OK

    return study(options, argv, tell)


def _where(scope: str, period: str) -> str:
    return "".join((f" in '{shown(scope)}'" if scope else "", f" for '{shown(period)}'" if period else ""))


def _lines(answer: Explanation) -> Iterator[str]:
    from kbgen.stats_text import columns

    yield from answer.about
    if answer.pages:
        yield f"Pages: {', '.join(answer.pages)}"
    n_commits = len({(row.source, row.commit) for row in answer.rows})
    yield f"{n_commits} commit{'' if n_commits == 1 else 's'}:"
    rows = [
        (row.commit[:12], str(row.landed), ", ".join(row.people), row.kind, row.path, row.subject)
        for row in answer.rows
    ]
    yield from columns([HEAD, *rows])
