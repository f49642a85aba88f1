"""The findings that a repository has on the day it is adopted: known, and no reason to fail. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable

from kbgen.check.finding import Finding
from kbgen.errors import ConfigError
from kbgen.model import Location

FILE = ".kbgen-baseline.json"


def written(findings: Iterable[Finding]) -> str:
    """Return the text of the file: one line for each finding, so that git shows which one was mended."""
    known = [
        {"fingerprint": each.fingerprint, "code": each.problem.code, "path": each.problem.where.path}
        for each in findings
    ]
    lines = ",\n".join(f"  {json.dumps(each)}" for each in known)
    return f'{{"schema": 1, "findings": [\n{lines}\n]}}\n'


def read(text: str) -> frozenset[str]:
    """Return the fingerprints in the text of the file. Raises ConfigError when it is none."""
    try:
        return frozenset(str(each["fingerprint"]) for each in json.loads(text)["findings"])
    except (ValueError, LookupError, TypeError) as error:
        hint = "write it again: kbgen check --write-baseline"
        raise ConfigError("the file is no baseline of findings", hint=hint, where=Location(FILE)) from error
