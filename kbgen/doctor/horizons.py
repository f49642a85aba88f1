"""Until when what kbgen is made of is mended by others. Dates are theirs; see the sources beside them."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from importlib.metadata import PackageNotFoundError, version
from typing import Final

from kbgen.doctor.case import Case
from kbgen.doctor.finding import Finding, State

# https://github.com/squidfunk/mkdocs-material/releases/tag/9.8.1
MATERIAL_END: Final = date(2027, 5, 5)
# https://devguide.python.org/versions/: the last day of the month that is given there
PYTHON_ENDS: Final[Mapping[tuple[int, int], date]] = {
    (3, 11): date(2027, 10, 31),
    (3, 12): date(2028, 10, 31),
    (3, 13): date(2029, 10, 31),
    (3, 14): date(2030, 10, 31),
    (3, 15): date(2031, 10, 31),
}
OUTLIVES: Final = "pages, addresses and history do not depend on it: kbgen computes them itself"
PLAN: Final = "keep kbgen up to date; `kbgen doctor --engine NAME` tells what another engine would lose"
SOON: Final = timedelta(days=365)


def horizons(case: Case) -> Iterator[Finding]:
    """Yield the end of life of MkDocs, of Material for MkDocs, and of this Python."""
    if mkdocs := _installed("mkdocs"):
        what = f"MkDocs {mkdocs} is the last release of its line (August 2024): nobody mends it any more"
        yield Finding("mkdocs", State.NOTE, what, OUTLIVES, PLAN)
    if material := _installed("mkdocs-material"):
        yield _until("theme", f"Material for MkDocs {material}", MATERIAL_END, case.today, OUTLIVES, PLAN)
    if end := PYTHON_ENDS.get(sys.version_info[:2]):
        name = f"Python {'.'.join(map(str, sys.version_info[:2]))}"
        why = "after that nobody mends its security"
        yield _until("python", name, end, case.today, why, "install a newer Python, and kbgen in it")


def _until(check: str, name: str, end: date, today: date, why: str, action: str) -> Finding:
    if today > end:
        what = f"{name} has got no fixes since {end.isoformat()}"
        return Finding(check, State.WARNING, what, "its security is not mended any more", action)
    if end - today > SOON:
        return Finding(check, State.OK, f"{name} gets critical fixes until {end.isoformat()}")
    return Finding(check, State.NOTE, f"{name} gets critical fixes until {end.isoformat()}", why, action)


def _installed(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""
