"""Where collections and versions lie below the site's root. Pure."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass

from kbgen import urls
from kbgen.config import Config
from kbgen.model import Collection, Version


@dataclass(frozen=True, slots=True)
class Layout:
    """The folders of a site. `roots` gives each collection's: "" or "handbook/"."""

    roots: Mapping[str, str]
    site_url: str

    @classmethod
    def of(cls, config: Config) -> Layout:
        """Return the layout of the configured sources: one source alone lies at the root, others below their prefix.

        It depends on the configuration only, so no address moves when a source is down.
        """
        alone = len(config.sources) == 1
        prefixes = {
            source.name: source.prefix if source.prefix is not None else ("" if alone else source.name)
            for source in config.sources
        }
        return cls({name: f"{prefix}/" if prefix else "" for name, prefix in prefixes.items()}, config.site.url or "")

    def version_root(self, collection: Collection, version: Version) -> str:
        """Return the folder of a version: `handbook/2.0/`, `2.0/`, `toolbox/` or ""."""
        root = self.roots[collection.name]
        return f"{root}{version.name}/" if collection.versioned else root

    def alias_root(self, collection: Collection, alias: str) -> str:
        """Return the folder under which an alias answers."""
        return f"{self.roots[collection.name]}{alias}/"

    def absolute(self, path: str) -> str:
        """Return the full address of a path below the site's root; "" without a configured `site.url`."""
        return self.site_url + path.removeprefix("./") if self.site_url else ""


def joined(root: str, url: str) -> str:
    """Return a page URL below the site's root, given its version's root and its URL in it."""
    return root if url == "./" else root + url


def across(url: str, from_root: str, to_root: str) -> str:
    """Return `url`, which is relative to `to_root`, as seen from folder `from_root`."""
    return urls.relative(posixpath.join(to_root, url.removeprefix("./")) or "./", from_root or "./")
