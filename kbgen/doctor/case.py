"""What an examination is about."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from kbgen.config import Config
from kbgen.doctor.engines import Engine
from kbgen.doctor.finding import Finding
from kbgen.model import Problem


@dataclass(frozen=True, slots=True)
class Case:
    """This machine with a cache folder and, unless `config` is None, a site; `problems` say why there is none.

    `engine` is one that may take the place of MkDocs; its losses are told. `browser` names a Chromium.
    """

    cache: Path
    today: date
    config: Config | None = None
    problems: tuple[Problem, ...] = ()
    engine: Engine | None = None
    browser: str = ""


Check = Callable[[Case], Iterator[Finding]]
"""Looks at one thing and yields what it finds. Never raises; changes nothing."""
