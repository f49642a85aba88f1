"""How much YAML may hold before it is refused."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum


class Tags(StrEnum):
    """What happens to a tag outside the core schema."""

    REFUSE = "refuse"
    INERT = "inert"


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a document may hold. `bytes` are of UTF-8; `events` also bounds what aliases expand to."""

    bytes: int
    depth: int
    events: int
    aliases: int
    merge_keys: int
    tags: Tags


FRONT_MATTER = Limits(bytes=64 * 1024, depth=32, events=5_000, aliases=0, merge_keys=0, tags=Tags.REFUSE)
MKDOCS_YML = Limits(bytes=1_000_000, depth=32, events=200_000, aliases=100, merge_keys=10, tags=Tags.INERT)
KBGEN_YML = replace(MKDOCS_YML, tags=Tags.REFUSE)
