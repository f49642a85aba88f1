"""A published site: does its folder hold the files of its manifest, and nothing else?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from kbgen.doctor.finding import Finding, State
from kbgen.publish import verify

CHECK = "published site"


def published(site: Path) -> Iterator[Finding]:
    """Yield how the folder `site` differs from what was published, or that it does not.

    Raises OutputRefusedError for a folder without a manifest of ours, OSError for one that cannot be read.
    """
    wrong = verify(site)
    yield from (Finding.of(CHECK, each) for each in wrong)
    if not wrong:
        yield Finding(CHECK, State.OK, f"{site}: every file is the one that was published")
