"""All checks, one after the other. A check more is a function more in `CHECKS`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from kbgen.doctor.cache_folder import cache_folder
from kbgen.doctor.case import Case, Check
from kbgen.doctor.finding import Finding
from kbgen.doctor.horizons import horizons
from kbgen.doctor.losses import losses
from kbgen.doctor.programs import git_version, packages, python, themes
from kbgen.doctor.searching import browser, indexer
from kbgen.doctor.site import configuration
from kbgen.doctor.sources import sources

CHECKS: Final[tuple[Check, ...]] = (
    git_version,
    python,
    packages,
    themes,
    horizons,
    indexer,
    browser,
    cache_folder,
    configuration,
    sources,
    losses,
)


def examine(case: Case) -> Iterator[Finding]:
    """Yield all findings of a case, as they are made. Starts git and the indexer; changes nothing."""
    for check in CHECKS:
        yield from check(case)
