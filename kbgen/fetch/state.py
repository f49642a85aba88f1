"""What is known of a source on this machine, without the network and without a change."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from kbgen.cache import Cache
from kbgen.errors import SourceError
from kbgen.fetch import local
from kbgen.fetch.intact import is_intact
from kbgen.fetch.marker import read_marker


class Located(Protocol):
    """A source: an https address, or the absolute path of a repository or bundle."""

    @property
    def name(self) -> str:
        """Identity."""

    @property
    def url(self) -> str:
        """Where it is fetched from."""


@dataclass(frozen=True, slots=True)
class SourceState:
    """`trouble` says why a local source cannot be read, "" if it can. `fetched` is None if there is no mirror yet.

    `shallow` means that its history is cut off, `is_whole` that its mirror has all that it should.
    """

    trouble: str = ""
    shallow: bool = False
    is_whole: bool = True
    fetched: datetime | None = None


def state_of(source: Located, cache: Cache) -> SourceState:
    """Return how a source and its mirror in `cache` are. Reads the disk only; a mirror is not fetched."""
    mirror, path = cache.mirror_dir(source.url), Path(source.url)
    shallow = mirror.is_dir() and (mirror / "shallow").exists()
    if path.is_absolute():
        if not path.exists():
            return SourceState("it does not exist")
        try:
            repository = local.inspect(path, source.name)
        except SourceError as error:
            return SourceState(str(error).removeprefix(f"{source.name}: "))
        shallow = repository.shallow if repository else shallow
    if not mirror.is_dir():
        return SourceState(shallow=shallow)
    return SourceState(shallow=shallow, is_whole=is_intact(mirror), fetched=read_marker(mirror).fetched)
