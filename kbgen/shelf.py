"""One source on its way from refs to contents: resolved, read, and resolved again without the empty refs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from kbgen.cache import Cache
from kbgen.codes import problem
from kbgen.config import Config, Source
from kbgen.config.front_matter import own_keys
from kbgen.content import Reading, read
from kbgen.content.defaults import DEFAULT_EXTENSIONS
from kbgen.content.outline import outline
from kbgen.dropped import Dropped
from kbgen.errors import SourceError
from kbgen.layout import Layout
from kbgen.model import Collection, Content, Location, Mirror, Problem, Ref, Version
from kbgen.progress import Progress, Silent
from kbgen.versions import Resolved, resolve
from kbgen.versions.order import newest_first

OPENED = (
    "`trust: full`: its pages may run scripts and load from other hosts; its HTML and files of all types are published "
    "as they are"
)


@dataclass(frozen=True, slots=True)
class Shelf:
    """The contents of one collection, newest version first, the versions that retention drops, and the problems.

    `outlines` are the addresses of the dropped ones.
    """

    contents: tuple[Content, ...]
    dropped: tuple[Version, ...] = ()
    problems: tuple[Problem, ...] = ()
    outlines: tuple[Dropped, ...] = ()


def shelve(
    sources: Sequence[Source],
    mirrors: Sequence[Mirror],
    config: Config,
    progress: Progress = Silent(),
    cache: Cache | None = None,
) -> tuple[Shelf, ...]:
    """Return the shelf of each source that has a mirror. Raises SourceError when none holds anything to publish.

    What was found out about files is kept in `cache`, if there is one.
    """
    progress.start("read", len(mirrors))
    by_name = {mirror.source: mirror for mirror in mirrors}
    there = [source for source in sources if source.name in by_name]
    shelves = tuple(_watched(source, by_name[source.name], config, progress, cache) for source in there)
    progress.finish("read", _amount(shelves))
    if not any(shelf.contents for shelf in shelves):
        problems = tuple(p for shelf in shelves for p in shelf.problems if p.code == "KB112")
        raise SourceError.of(problems)
    return shelves


def _watched(source: Source, mirror: Mirror, config: Config, progress: Progress, cache: Cache | None) -> Shelf:
    shelf = _shelf(source, mirror, config, cache)
    shelf = replace(shelf, outlines=tuple(_outlines(shelf)), problems=(*shelf.problems, *_opened(source)))
    progress.advance("read", source.name)
    return shelf


def _opened(source: Source) -> Iterator[Problem]:
    """Yield what is to be said of a source that is trusted, at each build."""
    if source.trust == "full":
        hint = "only if every contributor of this source may run code in the browsers of your readers"
        yield problem("KB057", OPENED, Location(collection=source.name), hint=hint)


def _outlines(shelf: Shelf) -> Iterator[Dropped]:
    """Yield the dropped versions, read as if they had the settings of the nearest version that is kept."""
    kept = {content.version.name: content for content in shelf.contents}
    order = newest_first([*kept, *(version.name for version in shelf.dropped)]) if kept else ()
    for version in shelf.dropped if kept else ():
        heirs = tuple(name for name in reversed(order[: order.index(version.name)]) if name in kept)
        near = kept[heirs[0]] if heirs else shelf.contents[0]
        yield Dropped(outline(near.collection, version, near.settings), heirs)


def _amount(shelves: Sequence[Shelf]) -> str:
    versions = [content for shelf in shelves for content in shelf.contents]
    return f"{len(versions)} version{'' if len(versions) == 1 else 's'}"


def _shelf(source: Source, mirror: Mirror, config: Config, cache: Cache | None) -> Shelf:
    resolved = resolve(source, mirror)
    if resolved.collection is None:
        return Shelf((), resolved.dropped, resolved.problems)
    found = read(resolved.collection, reading_of(source, config), cache)
    problems = (*resolved.problems, *found.problems)
    full = {content.version.ref for content in found.contents}
    empty = frozenset(v.ref for v in resolved.collection.versions) - full
    if not empty:
        return Shelf(found.contents, resolved.dropped, problems)
    return _without(empty, source, mirror, found.contents, problems)


def reading_of(source: Source, config: Config) -> Reading:
    """Return how the pages of a source are read."""
    roots = Layout.of(config).roots
    inside = () if source.versioned or roots[source.name] else filter(None, roots.values())
    taken = frozenset(root.rstrip("/").casefold() for root in inside)
    extensions = config.extensions or DEFAULT_EXTENSIONS
    return Reading(source.docs or "", source.trust == "full", extensions, taken, own_keys(config))


def _without(
    empty: frozenset[Ref], source: Source, mirror: Mirror, contents: Sequence[Content], problems: tuple[Problem, ...]
) -> Shelf:
    """Resolve again as if the empty refs were not there, so that `latest` and the aliases mean a version with pages."""
    resolved: Resolved = resolve(source, mirror, skip=empty)
    if resolved.collection is None:
        return Shelf((), resolved.dropped, problems)
    by_ref = {content.version.ref: content for content in contents}
    again = tuple(_moved(by_ref, version, resolved.collection) for version in resolved.collection.versions)
    return Shelf(tuple(content for content in again if content), resolved.dropped, problems)


def _moved(by_ref: Mapping[Ref, Content], version: Version, collection: Collection) -> Content | None:
    content = by_ref.get(version.ref)
    return replace(content, collection=collection, version=version) if content else None
