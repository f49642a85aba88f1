"""Links into other collections: `kb:collection/path.md#part`, `kb:2.0@collection/path.md`, and the addresses that files
of another source have on its forge. Pure.

A link without a version leads to latest. A page that has moved is found by its lineage.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote, unquote

from kbgen import urls
from kbgen.layout import Layout, joined
from kbgen.lineage import Lineage
from kbgen.links import SCHEME, Crossing
from kbgen.model import Content, Page
from kbgen.plan.editing import addresses, web_url
from kbgen.plan.former import held, places_in_versions
from kbgen.suggest import did_you_mean

_WRITTEN = re.compile(r"kb:[^\s<>\"'\\]+")
_PARTS = re.compile(r"kb:(?:(?P<version>[^@/#]+)@)?(?P<collection>[^@/#]+)(?:/(?P<path>[^#?]*))?(?P<rest>[?#].*)?")
_BLOB = re.compile(r"/(?:-/)?(?:blob|raw|src(?:/(?:branch|tag|commit))?)/(?P<path>[^#?]+)(?P<rest>[?#].*)?")


@dataclass(frozen=True, slots=True)
class _Shelved:
    """A version: its pages and assets by published path, and the addresses that its pages had before."""

    content: Content
    root: str
    pages: Mapping[str, Page]
    assets: Mapping[str, str]
    moved: Mapping[str, Page]


class Catalogue:
    """What the links of all collections can lead to in others. `configured` are the names of all sources."""

    def __init__(
        self, contents: Sequence[Content], lineages: Sequence[Lineage], layout: Layout, configured: Sequence[str]
    ) -> None:
        self._told = list(zip(contents, lineages, strict=True))
        self._layout = layout
        self._configured = tuple(configured)
        self._shelved: dict[tuple[str, str], _Shelved] = {}

    def crossings(self, content: Content) -> Mapping[str, Crossing]:
        """Return where the links of a version's pages lead that cross into other collections, by what was written."""
        own = content.collection.name
        forges = tuple((c, f"{web_url(c)}/") for c in self._latest() if c.collection.name != own and web_url(c))
        found: dict[str, Crossing] = {}
        for page in content.pages:
            for written in _candidates(page.body, [address for _, address in forges]):
                if written not in found and (crossing := self._crossing(written, forges)):
                    found[written] = crossing
        return found

    def _crossing(self, written: str, forges: Sequence[tuple[Content, str]]) -> Crossing | None:
        if written.startswith(SCHEME):
            return self._by_name(written)
        found = (self._on_forge(written, content) for content, address in forges if written.startswith(address))
        return next(filter(None, found), None)  # several collections may be made of one repository

    def _latest(self) -> Iterator[Content]:
        return (content for content, _ in self._told if content.version == content.collection.latest)

    def _by_name(self, written: str) -> Crossing:
        """Return where a link with our own scheme leads."""
        parts = _PARTS.fullmatch(written)
        if not parts:
            return Crossing(hint="write kb:collection/path.md or kb:version@collection/path.md")
        name, version = unquote(parts["collection"]), parts["version"] or ""
        shelf = self._shelf(name, unquote(version))
        if shelf is None:
            return self._unknown(name, unquote(version))
        return self._in(shelf, unquote(parts["path"] or ""), parts["rest"] or "", f"{version}@" if version else "")

    def _unknown(self, name: str, version: str) -> Crossing:
        there = [content for content, _ in self._told if content.collection.name == name]
        if there:
            names = [alias for c in there for alias in (c.version.name, *c.version.aliases) if alias]
            return Crossing(hint=did_you_mean(version, names) or f"'{name}' has {', '.join(names) or 'no versions'}")
        is_missing = name in self._configured
        hint = "its source could not be read" if is_missing else did_you_mean(name, self._configured)
        return Crossing(hint=hint or f"the collections are {', '.join(self._configured)}", is_away=is_missing)

    def _in(self, shelf: _Shelved, path: str, rest: str, version: str = "") -> Crossing:
        """Return where a path of a version leads: a page, a page that has moved, or an asset.

        `version` is how the link names it, with an `@`.
        """
        dest = urls.dest_of_written(path, shelf.content.settings.use_directory_urls)
        page, moved = shelf.pages.get(dest), shelf.moved.get(dest)
        fragment = rest.partition("#")[2]
        if found := page or moved:
            name = shelf.content.collection.name
            hint = "" if page else f"it has moved: write kb:{version}{name}/{found.src_uri}"
            key = (name, shelf.content.version.name, found.src_uri)
            return Crossing(joined(shelf.root, found.url) + rest, hint, page=key, fragment=unquote(fragment))
        if path in shelf.assets:
            return Crossing(shelf.root + quote(shelf.assets[path]) + rest)
        uris = sorted(page.src_uri for page in shelf.pages.values())
        return Crossing(hint=did_you_mean(path, uris, 0.5) or _same_name(path, uris))

    def _on_forge(self, written: str, latest: Content) -> Crossing | None:
        """Return where the address of a file on a forge leads in the site; None: it stays an address of the forge."""
        parts = _BLOB.fullmatch(written.removeprefix(web_url(latest)))
        if not parts or not addresses(latest).forge.view:
            return None
        for content, path in self._refs(unquote(parts["path"]), latest):
            shelf = self._shelf(content.collection.name, content.version.name)
            folder = f"{content.settings.docs_dir}/" if content.settings.docs_dir else ""
            if shelf and path.startswith(folder):
                found = self._in(shelf, path.removeprefix(folder), parts["rest"] or "")
                return found if found.url and not found.hint else None
        return None

    def _refs(self, path: str, latest: Content) -> Iterator[tuple[Content, str]]:
        """Yield the versions whose ref begins `path`, with the rest of it.

        The default branch stands for latest, if it is no version itself.
        """
        collection = latest.collection
        own = [content for content, _ in self._told if content.collection.name == collection.name]
        refs = {content.version.ref.name: content for content in own}
        refs = {collection.mirror.head: latest, "HEAD": latest, **refs}
        for name in sorted(refs, key=len, reverse=True):
            if name and path.startswith(f"{name}/"):
                yield refs[name], path.removeprefix(f"{name}/")

    def _shelf(self, name: str, version: str) -> _Shelved | None:
        """Return a version by its name or an alias; "" is latest."""
        if (name, version) not in self._shelved:
            found = next((pair for pair in self._told if _is_meant(pair[0], name, version)), None)
            if found is None:
                return None
            self._shelved[name, version] = self._open(*found)
        return self._shelved[name, version]

    def _open(self, content: Content, lineage: Lineage) -> _Shelved:
        others = [pair for pair in self._told if pair[0].collection.name == content.collection.name]
        return _Shelved(
            content,
            self._layout.version_root(content.collection, content.version),
            {page.dest_uri: page for page in content.pages},
            {asset.src_uri: asset.dest_uri for asset in content.assets},
            _moved(content, lineage, others),
        )


def _moved(content: Content, lineage: Lineage, versions: Sequence[tuple[Content, Lineage]]) -> Mapping[str, Page]:
    """Return the pages of a version by the addresses that they had before, as its redirects know them."""
    places = places_in_versions(versions)
    claims = [(each, page) for page in content.pages for each in held(page, content, lineage, places)]
    latest_first = sorted(claims, key=lambda claim: claim[0].when, reverse=True)
    return {each.dest: page for each, page in reversed(latest_first)}  # the first has it


def _is_meant(content: Content, name: str, version: str) -> bool:
    if content.collection.name != name:
        return False
    if not version:
        return content.version == content.collection.latest
    return version == content.version.name or version in content.version.aliases


def _candidates(body: str, addresses: Sequence[str]) -> Iterator[str]:
    """Yield what may be the target of a crossing link in a text, each with and without what may be punctuation."""
    found = [match[0] for match in _WRITTEN.finditer(body)] if SCHEME in body else []
    for address in addresses:
        if address in body:
            found += re.findall(rf"{re.escape(address)}[^\s<>\"'\\]+", body)
    for written in dict.fromkeys(found):
        yield written
        for end in (place for place, char in enumerate(written) if char in ")]"):
            yield written[:end]


def _same_name(path: str, uris: Sequence[str]) -> str:
    name = path.rpartition("/")[2]
    same = next((uri for uri in uris if name and uri.rpartition("/")[2] == name), "")
    return f"did you mean '{same}'?" if same else ""
