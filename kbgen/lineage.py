"""One page across paths and versions: what history knows of the identity of a version's pages. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kbgen.model import Page


@dataclass(frozen=True, slots=True)
class Lineage:
    """The identities of one version's pages: `ids` by `src_uri`, of those that are known.

    `present` gives the path that each page has on the default branch now, "" for those that are gone. `former` gives
    for each id the paths that the page once had, and for each when it was last changed there, as a number that grows.
    Paths are those of the repository. Where nothing is known, a page is the same as another one at its path.
    `commits` gives, by `src_uri`, the newest commit that wrote the page as it is in the version. `linked` is as
    `present`, by `src_uri`: for pages that a symbolic link gives once more, which have identities of their own.
    """

    ids: Mapping[str, str] = field(default_factory=dict)
    present: Mapping[str, str] = field(default_factory=dict)
    former: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    commits: Mapping[str, str] = field(default_factory=dict)
    linked: Mapping[str, str] = field(default_factory=dict)

    def identity(self, page: Page) -> str:
        """Return what `page` is known by in all versions: its page id, else its `src_uri`."""
        return self.ids.get(page.src_uri, page.src_uri)

    def present_path(self, page: Page) -> str:
        """Return where the page lies on the default branch now, as far as is known; "" where it is gone."""
        own = self.linked.get(page.src_uri, page.path)
        return self.present.get(self.ids.get(page.src_uri, ""), own)
