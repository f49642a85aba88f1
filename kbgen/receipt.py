"""What a published site was made of, so that a build that would make it again has nothing to do.

A receipt lies in the cache under a key of all that decides what a build gives: what was asked for, the files that
belong to `kbgen.yml`, the theme, what the sources hold, and the program with all that is installed beside it. It holds
the seal of the site. Where the output is as it was sealed, it is the site that would be made.

It counts for a week. Then a build goes over everything once, which also gives today's date to the entries of the cache
that the site is made of, so that `kbgen prune` knows them for used.
"""

from __future__ import annotations

import functools
import json
import math
import platform
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Final

from kbgen.cache import Cache, key
from kbgen.canonical import Canonical
from kbgen.config import Config
from kbgen.config.front_matter import own_keys
from kbgen.config.mailmap import site_mailmap
from kbgen.fetch import Fetched
from kbgen.model import Location, Problem, Severity
from kbgen.publish import is_sealed, seal_of
from kbgen.redact import redact
from kbgen.report import BuildReport, VersionReport
from kbgen.search.synonyms import synonyms

KIND: Final = "receipt"
PASSING: Final = frozenset({"KB116", "KB120"})
"""Problems that may be gone the next time, though nothing has changed."""
WEEK: Final = 7 * 24 * 60 * 60.0


@dataclass(frozen=True, slots=True)
class Receipt:
    """The receipt of one request: looked for before a build, and kept after it."""

    cache: Cache
    output: Path
    key: str

    @classmethod
    def of(
        cls, asked: object, config: Config, fetched: Fetched, theme_dirs: Sequence[str], output: Path, cache: Cache
    ) -> Receipt:
        """Return the receipt of what is asked for, made of what was fetched.

        Reads the theme and the files that belong to the configuration; raises ConfigError if one cannot be read.
        """
        beside = site_mailmap(config), tuple(sorted(synonyms(config).items())), tuple(sorted(own_keys(config)))
        values = (asked, str(output.resolve()), str(config.base_dir), beside, fetched.mirrors, fetched.problems)
        theme = (part for folder in theme_dirs for part in _files(Path(folder)))
        return cls(cache, output, key(_program(), config.model_dump_json(), Canonical().bytes_of(values), *theme))

    def report(self) -> BuildReport | None:
        """Return the report of a build that changes nothing; None where the site must be made."""
        body = self.cache.get(KIND, self.key)
        told = {} if body is None else json.loads(body)
        if not told or time.time() >= told["until"]:
            return None
        return _again(told["report"]) if is_sealed(self.output, told["seal"]) else None

    def keep(self, report: BuildReport, until: float | None) -> None:
        """Keep the receipt of the site that has been published, unless the disk refuses: that costs a longer build.

        `until` is the Unix time from which its history may be read otherwise; None = never.
        """
        if PASSING.isdisjoint(problem.code for problem in report.problems):
            until = min(time.time() + WEEK, math.inf if until is None else until)
            with suppress(OSError):
                told = {"seal": seal_of(self.output), "until": until, "report": asdict(_redacted(report))}
                self.cache.put(KIND, self.key, json.dumps(told).encode())


def _files(root: Path) -> Iterator[str | bytes]:
    for path in sorted(root.rglob("*")):
        if path.is_file() and path.suffix != ".pyc":
            yield from (path.relative_to(root).as_posix(), path.read_bytes())


@functools.cache
def _program() -> str:
    """Return a key of kbgen's own files, of Python, and of the names and releases of all that is installed."""
    places = [Path(entry) for entry in sys.path if Path(entry).is_dir()]
    installed = (path.name for place in places for path in sorted(place.glob("*.dist-info")))
    return key(sys.version, platform.platform(), *installed, "", *_files(Path(__file__).parent))


def _redacted(report: BuildReport) -> BuildReport:
    """Return the report as it is kept: without the secrets that messages may quote, and why pages were rendered."""
    told = (replace(each, message=redact(each.message), hint=redact(each.hint)) for each in report.problems)
    return replace(report, problems=tuple(told), rebuilt=())


def _again(told: Mapping[str, Any]) -> BuildReport:
    """Return a report as a build gives it that finds nothing to do."""
    versions = tuple(
        replace(VersionReport(**version), articles_converted=0, pages_rendered=0) for version in told["versions"]
    )
    total = told["rendered"] + told["reused"]
    problems = tuple(map(_problem, told["problems"]))
    report = BuildReport(**{**told, "versions": versions, "problems": problems, "seconds": {}, "rebuilt": ()})
    return replace(report, published="unchanged", rendered=0, reused=total)


def _problem(told: Mapping[str, Any]) -> Problem:
    return Problem(**{**told, "severity": Severity(told["severity"]), "where": Location(**told["where"])})
