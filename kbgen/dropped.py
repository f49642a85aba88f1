"""Versions that retention drops: they are not published, but their addresses lead on. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field

from kbgen.lineage import Lineage
from kbgen.model import Content


@dataclass(frozen=True, slots=True)
class Dropped:
    """A dropped version: its pages without their texts, and the newer versions that are kept, the nearest first."""

    content: Content
    heirs: tuple[str, ...]
    lineage: Lineage = field(default_factory=Lineage)
