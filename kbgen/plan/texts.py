"""The texts of a collection's pages in all versions, by lineage: what differs between which versions. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from kbgen.lineage import Lineage
from kbgen.model import Content, Page, Version


@dataclass(frozen=True, slots=True)
class Texts:
    """The versions that are shown (newest first), and for each lineage its pages by the version's name."""

    versions: tuple[Version, ...] = ()
    pages: Mapping[str, Mapping[str, Page]] = field(default_factory=dict)

    @classmethod
    def of(cls, shelf: Sequence[tuple[Content, Lineage]]) -> Texts:
        """Return the texts of one collection; hidden versions are left out."""
        shown = [(content, lineage) for content, lineage in shelf if not content.version.hidden]
        pages: dict[str, dict[str, Page]] = {}
        for content, lineage in shown:
            for page in content.pages:
                pages.setdefault(lineage.identity(page), {})[content.version.name] = page
        return cls(tuple(content.version for content, _ in shown), pages)

    def differ(self, lineage: str, one: Version, other: Version) -> bool:
        """Tell whether both versions have the page, with different texts."""
        held = self.pages.get(lineage, {})
        return one.name in held and other.name in held and held[one.name].body != held[other.name].body

    def before(self, lineage: str, version: Version) -> Version | None:
        """Return the next older version than `version` whose text of the page differs."""
        place = next((n for n, each in enumerate(self.versions) if each.name == version.name), len(self.versions))
        older = self.versions[place + 1 :]
        return next((each for each in older if self.differ(lineage, each, version)), None)
