"""`kbgen search-check`: whether the search of a published site finds its pages."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kbgen.cli.console import Console
from kbgen.cli.failure import tell_failure
from kbgen.cli.progress import watched
from kbgen.errors import ConfigError, ExitCode
from kbgen.suggest import did_you_mean


@dataclass(frozen=True, slots=True)
class SearchCheckOptions:
    """The options of `kbgen search-check` as they were given."""

    site: Path
    collection: str = ""
    kinds: str = ""
    seed: int = 1
    most: int = 100
    browser: str = ""
    as_json: bool = False
    quiet: bool = False
    no_color: bool = False


def search_check(options: SearchCheckOptions, argv: Sequence[str]) -> ExitCode:
    """Check the search, print how it did, and return the exit code; `argv` is for the log of a fault."""
    console = Console.of(no_color=options.no_color)
    try:
        return _check(options, console)
    except (Exception, KeyboardInterrupt) as error:
        return tell_failure(error, argv, console, None, as_json=options.as_json)


def _check(options: SearchCheckOptions, console: Console) -> ExitCode:
    from kbgen.search_check import QueryKind, check_search, document, lines

    kinds = [_kind(name) for name in options.kinds.split(",") if name] or list(QueryKind)
    with watched(console, quiet=options.quiet or options.as_json) as progress:
        told = check_search(
            options.site,
            progress,
            collection=options.collection,
            kinds=[QueryKind(kind) for kind in kinds],
            seed=options.seed,
            most=options.most,
            browser=options.browser,
        )
    if options.as_json:
        console.data(json.dumps({**document(told), "seed": options.seed}, ensure_ascii=False, indent=1) + "\n")
    else:
        console.show(lines(told))
    return ExitCode.OK if told.passed else ExitCode.FINDINGS


def _kind(name: str) -> str:
    from kbgen.search_check import QueryKind

    known = [kind.value for kind in QueryKind]
    if name not in known:
        hint = did_you_mean(name, known) or f"known kinds: {', '.join(known)}"
        raise ConfigError(f"there is no kind of query '{name}'", hint=hint)
    return name
